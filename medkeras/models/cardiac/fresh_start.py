"""Networks trained again and again from new weights, their graph kept.

Tracing the step of a network takes longer than some of these trainings do,
and a cross-validation trains each of them in every fold.
"""

import math
from collections.abc import Callable

import keras
import tensorflow as tf
from keras import ops

from medkeras.models.restarts import Starts, takes_few, updates_a_call

_kept = Starts(16)


def train(
    build: Callable, sizes: tuple, x, y=None, start=None, *,
    learning_rate=1e-3, loss=None, **options,
):  # fmt: skip
    """Build a network and train it by Adam.

    Args:
        build: function of the sizes that returns a network.
        sizes: its arguments.
        x: examples.
        y: targets; None for an autoencoder.
        start: function that sets weights before the first step, or None.
        learning_rate: Adam's first; it falls to 0 like a cosine.
        loss: name or function; None for the network's own.
        **options: of `fit`.
    """
    network = build(*sizes)
    if start is not None:
        start(network)
    steps = -(-len(x) // options["batch_size"]) * options["epochs"]
    twin = _compiled(build, sizes, loss, steps)
    twin.set_weights(network.get_weights())
    twin.falling.begin(learning_rate, steps)
    twin.fit(x, y, verbose=0, **options)
    network.set_weights(twin.get_weights())
    return network


class _Falling(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate falls to 0 along half a wave of the cosine.

    Where it begins and how long it takes is set anew for each training: a
    graph that is kept must not know one training's numbers.
    """

    def __init__(self):
        self.rate = tf.Variable(0.0, trainable=False)
        self.steps = tf.Variable(1.0, trainable=False)

    def begin(self, rate, steps):
        """Fall from this rate in so many steps."""
        self.rate.assign(rate)
        self.steps.assign(steps)

    def __call__(self, step):
        """The rate of that step."""
        done = ops.cast(step, "float32") / self.steps
        return self.rate * (1 + ops.cos(math.pi * done)) / 2


def _compiled(build, sizes, loss, steps):
    """A compiled twin, as it is before any step."""
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    eagerly = takes_few(steps, replicas)

    def compiled():
        twin = build(*sizes)
        twin.falling = _Falling()
        own = {} if loss is None else {"loss": loss}
        own |= {"jit_compile": False, "run_eagerly": eagerly}
        own["steps_per_execution"] = updates_a_call(eagerly, replicas)
        twin.compile(keras.optimizers.Adam(twin.falling), **own)
        return twin

    return _kept.network((build, sizes, loss, eagerly), compiled)

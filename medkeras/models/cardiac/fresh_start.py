"""Networks trained again and again from new weights, their graph kept.

Tracing the step of a network takes longer than some of these trainings do,
and a cross-validation trains each of them in every fold.
"""

from collections.abc import Callable

import keras
import tensorflow as tf

from medkeras.models.known_arrays import made_of_arrays
from medkeras.models.restarts import Starts, takes_few, updates_a_call
from medkeras.models.untuned import UntunedArrays

_kept = Starts(16)


def train(
    build: Callable, sizes: tuple, x, y=None, start=None, *,
    learning_rate=1e-3, loss=None, batch_size=32, epochs=1,
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
        batch_size: examples of an update.
        epochs: passes over them, all in one call of `fit`, for which a pass
            of a small network is shorter than its own beginning.
    """
    network = build(*sizes)
    if start is not None:
        start(network)
    arrays = UntunedArrays(x, y, batch_size=batch_size, shuffle=True)
    steps = arrays.num_batches * epochs
    twin = _compiled(build, sizes, loss, steps)
    twin.set_weights(network.get_weights())
    twin.falling.initial_learning_rate.assign(learning_rate)
    twin.falling.decay_steps.assign(steps)
    passes = arrays.get_tf_dataset(epochs)
    parts = (x,) if y is None else (x, y)
    twin.fit(made_of_arrays(passes, parts), shuffle=False, verbose=0)
    network.set_weights(twin.get_weights())
    return network


def _compiled(build, sizes, loss, steps):
    """A compiled twin, as it is before any step."""
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    eagerly = takes_few(steps, replicas)

    def compiled():
        twin = build(*sizes)
        # Variables: a graph that is kept must not know one training's numbers.
        numbers = [tf.Variable(1.0, trainable=False) for _ in range(2)]
        twin.falling = keras.optimizers.schedules.CosineDecay(*numbers)
        own = {} if loss is None else {"loss": loss}
        own |= {"jit_compile": False, "run_eagerly": eagerly}
        own["steps_per_execution"] = updates_a_call(eagerly, replicas)
        twin.compile(keras.optimizers.Adam(twin.falling), **own)
        return twin

    return _kept.network((build, sizes, loss, eagerly), compiled)

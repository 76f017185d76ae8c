"""Networks trained again and again from new weights, their graph kept.

Tracing the step of a network takes longer than some of these trainings do,
and a cross-validation trains each of them in every fold.
"""

import math
from collections.abc import Callable

import keras

from medkeras.models.restarts import Starts, takes_few

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
    twin = _compiled(build, sizes, loss, takes_few(steps))
    twin.set_weights(network.get_weights())
    falling = _Falling(learning_rate, steps)
    twin.fit(x, y, callbacks=[falling], verbose=0, **options)
    network.set_weights(twin.get_weights())
    return network


class _Falling(keras.callbacks.Callback):
    """The learning rate falls to 0 along half a wave of the cosine."""

    def __init__(self, rate, steps):
        super().__init__()
        self.rate, self.steps, self.step = rate, steps, 0

    def on_train_batch_begin(self, batch, logs=None):
        done = self.step / self.steps
        rate = self.rate * (1 + math.cos(math.pi * done)) / 2
        self.model.optimizer.learning_rate.assign(rate)
        self.step += 1


def _compiled(build, sizes, loss, eagerly):
    """A compiled twin, as it is before any step."""

    def compiled():
        twin = build(*sizes)
        own = {} if loss is None else {"loss": loss}
        own |= {"jit_compile": False, "run_eagerly": eagerly}
        twin.compile(keras.optimizers.Adam(), **own)
        return twin

    return _kept.network((build, sizes, loss, eagerly), compiled)

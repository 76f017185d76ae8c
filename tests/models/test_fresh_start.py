"""Networks trained again: the same from the same start, graphs kept."""

import keras
import numpy as np

from medkeras.models.base import Model
from medkeras.models.cardiac import fresh_start
from medkeras.models.cardiac.fresh_start import train
from medkeras.models.restarts import Starts

X = np.random.default_rng(0).random((12, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
OPTIONS = {"loss": "mse", "batch_size": 4, "epochs": 3, "learning_rate": 0.1}


def small(units):
    inputs = keras.Input((3,))
    return Model(inputs, keras.layers.Dense(units)(inputs))


def trained(seed=0, **options):
    keras.utils.set_random_seed(seed)
    return train(small, (1,), X, Y, **(OPTIONS | options))


def test_a_second_training_knows_nothing_of_the_first():
    first = trained()
    second = trained()
    assert first is not second
    for one, other in zip(
        first.get_weights(), second.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    (kept,) = kept_graphs(eagerly=False)
    assert int(kept.optimizer.iterations) == 9


def kept_graphs(eagerly):
    """Twins of `small` that are kept."""
    return [
        start.model
        for (key, _), start in fresh_start._kept.items()
        if key[0] is small and key[3] == eagerly
    ]


def test_a_trained_network_stays_when_another_is_trained():
    first = trained()
    before = [weights.copy() for weights in first.get_weights()]
    trained(seed=1)
    for old, new in zip(before, first.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_it_is_what_fit_does():
    """But for the learning rate, which falls like a cosine."""
    keras.utils.set_random_seed(0)
    model = small(1)
    steps = 9
    rate = keras.optimizers.schedules.CosineDecay(0.1, steps)
    model.compile(keras.optimizers.Adam(rate), "mse", jit_compile=False)
    model.fit(X, Y, batch_size=4, epochs=3, verbose=0)
    keras.utils.set_random_seed(0)
    found = train(small, (1,), X, Y, **OPTIONS)
    for one, other in zip(
        model.get_weights(), found.get_weights(), strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=1e-4)


def test_weights_can_be_set_before_the_first_step():
    def zeros(network):
        network.set_weights([0 * weights for weights in network.get_weights()])

    model = train(
        small, (1,), X, Y, zeros, **(OPTIONS | {"learning_rate": 0.0})
    )
    assert not any(weights.any() for weights in model.get_weights())


def test_graphs_are_few(monkeypatch):
    monkeypatch.setattr(fresh_start, "_kept", Starts(1))
    trained()
    train(small, (2,), X, np.tile(Y, 2), **OPTIONS)
    assert len(fresh_start._kept) == 1


def test_few_steps_are_taken_one_by_one_and_alike():
    options = OPTIONS | {"epochs": 1}  # 3 steps
    keras.utils.set_random_seed(0)
    slow = train(small, (1,), X, Y, **options)
    (twin,) = kept_graphs(eagerly=True)
    assert twin.run_eagerly
    keras.utils.set_random_seed(0)
    traced = small(1)
    rate = keras.optimizers.schedules.CosineDecay(0.1, 3)
    traced.compile(keras.optimizers.Adam(rate), "mse", jit_compile=False)
    traced.fit(X, Y, batch_size=4, verbose=0)
    for one, other in zip(
        slow.get_weights(), traced.get_weights(), strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=1e-4)

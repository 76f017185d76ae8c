"""Dropout by hand: what is kept, its mean, its gradient, Keras's scale."""

import keras
import numpy as np
import pytest

from medkeras.by_hand.dropout import dropout, dropout_gradients
from medkeras.utils.errors import UsageError


def draw():
    return np.random.default_rng(0)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_values_are_hidden_or_enlarged_and_the_mean_stays(dtype):
    x = draw().uniform(1, 2, (200, 100)).astype(dtype)
    y, mask = dropout(x, 0.2, np.random.default_rng(1), training=True)
    assert y.dtype == mask.dtype == dtype
    np.testing.assert_allclose(np.unique(mask), [0, 1.25])
    assert np.mean(mask == 0) == pytest.approx(0.2, abs=0.01)
    assert y.mean() == pytest.approx(x.mean(), rel=0.01)


@pytest.mark.parametrize("rate", [0.0, 0.3])
def test_in_use_nothing_is_hidden(rate):
    x = draw().normal(size=(4, 5))
    y, mask = dropout(x, rate, draw(), training=False)
    np.testing.assert_array_equal(y, x)
    np.testing.assert_array_equal(mask, 1)


def test_keras_enlarges_what_it_keeps_alike():
    x = np.ones((50, 40), "float32")
    theirs = keras.layers.Dropout(0.2, seed=0)(x, training=True)
    ours, _ = dropout(x, 0.2, draw(), training=True)
    np.testing.assert_allclose(
        np.unique(keras.ops.convert_to_numpy(theirs)), np.unique(ours)
    )


def test_gradient_equals_finite_differences():
    x, upstream = draw().normal(size=(2, 4, 5))
    _, mask = dropout(x, 0.4, draw(), training=True)
    gradient = dropout_gradients(mask, upstream)
    for place in np.ndindex(x.shape):
        rise = 0
        for step in (1e-4, -1e-4):
            moved = x.copy()
            moved[place] += step
            y, _ = dropout(moved, 0.4, draw(), training=True)
            rise += np.sum(y * upstream) / step
        assert abs(rise / 2 - gradient[place]) < 1e-8


@pytest.mark.parametrize("rate", [-0.1, 1.0, float("nan")])
def test_what_cannot_be_is_refused(rate):
    with pytest.raises(UsageError, match="rate"):
        dropout(np.ones(3), rate, draw(), training=True)
    with pytest.raises(UsageError, match="upstream"):
        dropout_gradients(np.ones(3), np.ones(4))

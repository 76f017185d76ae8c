"""A population is its members, one by one; its gradient is the slope."""

import numpy as np
import pytest

from medkeras.by_hand.dense import dense, sigmoid
from medkeras.by_hand.population import (
    num_weights,
    population_gradients,
    population_logits,
    population_loss,
    unflatten_weights,
)
from medkeras.utils.errors import UsageError

SIZES = (5, 4, 3, 1)


@pytest.fixture
def problem():
    draw = np.random.default_rng(0)
    weights = draw.normal(size=(37, num_weights(SIZES)))
    return weights, draw.normal(size=(33, 5)), draw.integers(0, 2, size=33)


def test_the_batched_call_is_the_dense_layers_one_by_one(problem):
    weights, x, labels = problem
    losses = population_loss(weights, x, labels, SIZES)
    for member in (0, 15, 16, 36):
        signal = x
        for number, (kernel, bias) in enumerate(
            unflatten_weights(weights, SIZES)
        ):
            signal = dense(signal, kernel[member], bias[member, 0])
            if number < 2:
                signal = np.tanh(signal)
        p = sigmoid(signal[:, 0])[0]
        expected = -np.where(labels == 1, np.log(p), np.log1p(-p)).mean()
        assert losses[member] == pytest.approx(expected, abs=1e-12)


def test_the_gradient_is_the_slope_of_the_loss(problem):
    weights, x, labels = problem
    weights = weights[:3]
    gradients = population_gradients(weights, x, labels, SIZES)
    step = 1e-5
    for place in range(weights.shape[1]):
        move = step * np.eye(weights.shape[1])[place]
        up = population_loss(weights + move, x, labels, SIZES)
        down = population_loss(weights - move, x, labels, SIZES)
        slope = (up - down) / (2 * step)
        np.testing.assert_allclose(gradients[:, place], slope, atol=1e-8)


def test_large_logits_do_not_overflow():
    weights = np.full((1, 2), 1e4)
    loss = population_loss(weights, np.ones((1, 1)), np.array([0]), (1, 1))
    assert loss == pytest.approx(2e4)


def test_keras_says_the_same(problem):
    import keras

    weights, x, _ = problem
    model = keras.Sequential(
        [
            keras.Input((5,)),
            keras.layers.Dense(4, "tanh"),
            keras.layers.Dense(3, "tanh"),
            keras.layers.Dense(1),
        ]
    )
    model.set_weights(
        [
            a
            for k, b in unflatten_weights(weights, SIZES)
            for a in (k[2], b[2, 0])
        ]
    )
    answer = keras.ops.convert_to_numpy(model(x.astype("float32")))[:, 0]
    ours = population_logits(weights, x, SIZES)[2]
    np.testing.assert_allclose(ours, answer, atol=1e-5)


@pytest.mark.parametrize("sizes", [(4, 3, 1), (5, 3, 2)])
def test_sizes_that_do_not_fit_are_named(problem, sizes):
    weights, x, labels = problem
    with pytest.raises(UsageError, match="`sizes` must run"):
        population_loss(weights, x, labels, sizes)


def test_weights_that_do_not_fit_are_named(problem):
    with pytest.raises(UsageError, match=r"the shape \(members, 43\)"):
        population_loss(problem[0][:, :-1], problem[1], problem[2], SIZES)

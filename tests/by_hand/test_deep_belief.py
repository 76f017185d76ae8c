from itertools import pairwise

import numpy as np
import pytest
from scipy.special import expit

from medkeras.by_hand.deep_belief import (
    RBMWeights,
    binary_states,
    likelihood_gradient,
    log_probability,
    reconstruct,
    transposed,
    variational_bound,
)
from medkeras.utils.errors import UsageError


def layer(below, above, seed=0, scale=1.0):
    draw = np.random.default_rng(seed)
    return RBMWeights(
        scale * draw.normal(size=(below, above)),
        scale * draw.normal(size=below),
        scale * draw.normal(size=above),
    )


def energy(machine, v, h):
    return -(
        v @ machine.kernel @ h
        + v @ machine.visible_bias
        + h @ machine.hidden_bias
    )


def test_one_machine_is_the_sum_over_all_its_states():
    machine = layer(4, 3)
    below, above = binary_states(4), binary_states(3)
    joint = np.exp([[-energy(machine, v, h) for h in above] for v in below])
    expected = np.log(joint.sum(axis=1) / joint.sum())
    found = log_probability([machine], below)
    np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.parametrize("sizes", [(5, 3), (3, 5), (5, 4, 3), (3, 5, 4, 2)])
def test_probabilities_sum_to_one(sizes):
    stack = [
        layer(below, above, seed)
        for seed, (below, above) in enumerate(pairwise(sizes))
    ]
    total = np.exp(log_probability(stack, binary_states(sizes[0]))).sum()
    assert total == pytest.approx(1, abs=1e-12)


def test_two_layers_by_the_definition():
    bottom, top = layer(3, 2, 0), layer(2, 4, 1)
    v = np.array([1.0, 0.0, 1.0])
    prior = np.exp(log_probability([top], binary_states(2)))
    expected = 0.0
    for h, weight in zip(binary_states(2), prior, strict=True):
        on = expit(bottom.kernel @ h + bottom.visible_bias)
        expected += weight * np.prod(np.where(v == 1, on, 1 - on))
    found = log_probability([bottom, top], v[None])
    np.testing.assert_allclose(np.exp(found), expected, atol=1e-12)


@pytest.mark.parametrize("sizes", [(6, 4), (4, 6), (5, 5)])
def test_the_machine_flipped_above_itself_changes_nothing(sizes):
    machine, states = layer(*sizes), binary_states(sizes[0])
    alone = log_probability([machine], states)
    for stack in (
        [machine, transposed(machine)],
        [machine, transposed(machine), machine],
    ):
        np.testing.assert_allclose(
            log_probability(stack, states), alone, atol=1e-10
        )
    # Biases left where they were are another model.
    forgot = RBMWeights(machine.kernel.T, machine[2] * 0, machine[1])
    other = log_probability([machine, forgot], states)
    assert np.abs(other - alone).max() > 0.1


def test_the_bound_touches_at_the_flipped_start_and_is_below_elsewhere():
    machine, states = layer(5, 4), binary_states(5)
    start = [machine, transposed(machine)]
    np.testing.assert_allclose(
        variational_bound(start, states),
        log_probability(start, states),
        atol=1e-10,
    )
    away = [machine, layer(4, 3, 7)]
    gap = log_probability(away, states) - variational_bound(away, states)
    assert gap.min() >= -1e-12
    assert gap.max() > 0.01


def test_the_gradient_is_that_of_the_mean_log_probability():
    machine, rows = layer(4, 3), binary_states(4)[[1, 7, 12]]
    weights = np.array([0.5, 0.3, 0.2])
    even = likelihood_gradient(machine, rows, np.full(3, 1 / 3))
    np.testing.assert_allclose(likelihood_gradient(machine, rows)[0], even[0])
    gradient = likelihood_gradient(machine, rows, weights)
    for part in range(3):
        place = (1,) * machine[part].ndim
        values = []
        for step in (1e-5, -1e-5):
            moved = [array.copy() for array in machine]
            moved[part][place] += step
            values.append(weights @ log_probability([RBMWeights(*moved)], rows))
        slope = (values[0] - values[1]) / 2e-5
        assert gradient[part][place] == pytest.approx(slope, abs=1e-8)


def test_training_the_second_layer_never_lowers_the_bound():
    """Exact ascent on what q makes of the data, from the transposed start."""
    machine = layer(6, 4, scale=0.7)
    rows = binary_states(6)[[0, 7, 56, 63, 9]]
    states = binary_states(4)
    q = np.exp(
        rows @ machine.kernel @ states.T + (states @ machine.hidden_bias)
    )
    q /= q.sum(axis=1, keepdims=True)
    second, bounds = transposed(machine), []
    for _ in range(200):
        bounds.append(variational_bound([machine, second], rows).mean())
        step = likelihood_gradient(second, states, q.mean(axis=0))
        second = RBMWeights(
            *(w + 0.2 * g for w, g in zip(second, step, strict=True))
        )
    assert np.diff(bounds).min() >= -1e-12
    assert bounds[-1] > bounds[0] + 0.1
    alone = log_probability([machine], rows).mean()
    assert bounds[0] == pytest.approx(alone, abs=1e-10)
    assert log_probability([machine, second], rows).mean() > alone


def test_up_and_down_by_the_definition():
    bottom, top = layer(3, 2, 0), layer(2, 4, 1)
    v = np.array([[0.2, 0.9, 0.5]])
    first = expit(v @ bottom.kernel + bottom.hidden_bias)
    second = expit(first @ top.kernel + top.hidden_bias)
    back = expit(second @ top.kernel.T + top.visible_bias)
    expected = expit(back @ bottom.kernel.T + bottom.visible_bias)
    np.testing.assert_allclose(reconstruct([bottom, top], v), expected)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: log_probability([], np.ones((1, 2))), "needs a layer"),
        (
            lambda: reconstruct([layer(3, 2)], np.ones((1, 4))),
            r"\(rows, 3\)",
        ),
        (
            lambda: reconstruct([layer(3, 2), layer(3, 2)], np.ones((1, 3))),
            "2 units. Received: a kernel",
        ),
        (
            lambda: variational_bound([layer(3, 2)], np.ones((1, 3))),
            "two layers",
        ),
        (lambda: binary_states(13), "1 to 12 units. Received: 13"),
        (
            lambda: log_probability([layer(13, 14)], np.ones((1, 13))),
            "1 to 12 units. Received: 13",
        ),
    ],
)
def test_bad_input_is_one_line(call, message):
    with pytest.raises(UsageError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)

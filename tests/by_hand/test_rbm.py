import numpy as np
import pytest

from medkeras.by_hand import rbm as by_hand
from medkeras.demos.bars_and_stripes import bars_and_stripes
from medkeras.utils.errors import UsageError


@pytest.fixture
def machine():
    draw = np.random.default_rng(0)
    return draw.normal(size=(5, 4)), draw.normal(size=5), draw.normal(size=4)


def mean_log_likelihood(machine, data):
    _, log_z = by_hand.distribution(machine)
    return (-by_hand.free_energy(machine, data) - log_z).mean()


def distance(x, y):
    return np.sqrt(sum(((a - b) ** 2).sum() for a, b in zip(x, y, strict=True)))


def test_enumeration_is_the_sum_over_both_layers(machine):
    kernel, a, b = machine
    v, h = by_hand.all_states(5), by_hand.all_states(4)
    joint = np.exp((v @ a)[:, None] + h @ b + v @ kernel @ h.T)
    p, log_z = by_hand.distribution(machine)
    assert log_z == pytest.approx(np.log(joint.sum()), abs=1e-12)
    np.testing.assert_allclose(p, joint.sum(1) / joint.sum(), atol=1e-14)


def test_the_exact_gradient_is_that_of_the_likelihood(machine):
    data = by_hand.all_states(5)[[3, 7, 7, 20]]
    found = by_hand.exact_gradient(machine, data)
    for part, weight in enumerate(machine):
        for place in np.ndindex(weight.shape):
            ends = []
            for step in (1e-5, -1e-5):
                moved = [w.copy() for w in machine]
                moved[part][place] += step
                ends.append(mean_log_likelihood(moved, data))
            slope = (ends[0] - ends[1]) / 2e-5
            assert found[part][place] == pytest.approx(slope, abs=1e-8)


def test_gibbs_keeps_the_balance_and_the_distribution(machine):
    p, _ = by_hand.distribution(machine)
    chances = by_hand.transition_matrix(machine)
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-12)
    flow = p[:, None] * chances
    assert np.abs(flow - flow.T).max() < 1e-14
    assert np.abs(p @ chances - p).sum() < 1e-12


def test_each_half_step_keeps_the_joint_distribution_in_balance(machine):
    kernel, a, b = machine
    v, h = by_hand.all_states(5), by_hand.all_states(4)
    joint = np.exp((v @ a)[:, None] + h @ b + v @ kernel @ h.T)
    joint /= joint.sum()
    for here, chances in zip(
        (joint, joint.T),
        by_hand.conditional_distributions(machine),
        strict=True,
    ):
        np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-12)
        # p(v, h) p(h' | v): from h to h' while v stays; then the other way.
        flow = here[:, :, None] * chances[:, None, :]
        assert np.abs(flow - flow.transpose(0, 2, 1)).max() < 1e-14
        after = here.sum(axis=1)[:, None] * chances
        assert np.abs(after - here).sum() < 1e-12


def test_the_bias_of_cd_falls_with_k_to_nothing(machine):
    data = bars_and_stripes(2)
    kernel, a, b = machine
    machine = 2 * kernel[:4], 2 * a[:4], 2 * b
    exact = by_hand.exact_gradient(machine, data)
    away = [
        distance(by_hand.expected_cd_gradient(machine, data, k), exact)
        for k in (1, 2, 5, 10, 20, 3000)
    ]
    assert (np.diff(away) < 0).all(), away
    assert away[0] > 0.05
    assert away[-1] < 1e-10


def test_no_step_is_no_gradient(machine):
    data = by_hand.all_states(5)[[3, 7]]
    nothing = by_hand.expected_cd_gradient(machine, data, 0)
    assert max(np.abs(part).max() for part in nothing) == 0


def test_the_mean_of_many_updates_is_the_expected_one(machine):
    data = by_hand.all_states(5)[[3, 7, 7, 20]]
    rng = np.random.default_rng(1)
    many = np.tile(data, (20_000, 1))
    after = by_hand.cd_update(machine, many, 2, 1.0, rng)
    moved = tuple(x - y for x, y in zip(after, machine, strict=True))
    assert (
        distance(moved, by_hand.expected_cd_gradient(machine, data, 2)) < 0.02
    )


def test_bad_requests_are_refused(machine):
    with pytest.raises(UsageError, match="`k` must be a whole number"):
        by_hand.cd_update(machine, np.eye(5), 0, 0.1, None)
    with pytest.raises(UsageError, match=r"from 1 to 16. Received: 30"):
        by_hand.all_states(30)

"""Off-policy values: unbiased, covered, right by hand."""

import numpy as np
import pytest

from medkeras.rl.action_probabilities import draw_actions
from medkeras.rl.off_policy import (
    doubly_robust_value,
    inverse_probability_value,
    self_normalized_value,
)
from medkeras.utils.errors import UsageError

ALL = [inverse_probability_value, self_normalized_value, doubly_robust_value]


def log_of(seed, people=40, rows=20):
    """A log of three actions; the true value of another policy beside."""
    rng = np.random.default_rng(seed)
    n = people * rows
    x = rng.normal(size=n)
    level = np.repeat(rng.normal(size=people), rows)
    mean = np.stack([level, level + x, level + 1 - x], axis=1)
    logged = rng.dirichlet((4, 4, 4), n) * 0.7 + 0.1
    target = np.where(x[:, None] > 0, [0.0, 1.0, 0.0], [0.2, 0.0, 0.8])
    actions = draw_actions(rng, logged)
    rewards = mean[np.arange(n), actions] + rng.normal(size=n)
    given = rewards, actions, logged, target, np.repeat(np.arange(people), rows)
    return given, mean, np.sum(mean * target, axis=1).mean()


def values(kind, seeds=300):
    found = []
    for seed in range(seeds):
        given, mean, truth = log_of(seed)
        more = (0.5 * mean + 3,) if kind is doubly_robust_value else ()
        found.append((kind(*given, *more), truth))
    return found


# In the long run: 0 + E[x; x > 0] + 0.8 E[1 - x; x < 0].
TRUTH = 1.8 / np.sqrt(2 * np.pi) + 0.4


@pytest.mark.parametrize("kind", [ALL[0], ALL[2]])
def test_ips_and_dr_are_unbiased_even_with_a_wrong_model(kind):
    found = values(kind)
    off = np.array([estimate.value - truth for estimate, truth in found])
    assert abs(off.mean()) < 3 * off.std() / np.sqrt(len(off))


@pytest.mark.parametrize("kind", ALL)
def test_intervals_over_people_hold_the_value(kind):
    inside = [
        estimate.ci_low <= TRUTH <= estimate.ci_high
        for estimate, _ in values(kind)
    ]
    assert 0.91 <= np.mean(inside) <= 0.985


def test_by_hand():
    given = [1.0, 2.0, 5.0], [0, 1, 1], [[0.5, 0.5], [0.2, 0.8], [0.9, 0.1]]
    given = (*given, [[0.0, 1.0]] * 3, ["a", "a", "b"])
    ratios = np.array([0, 1.25, 10])
    found = inverse_probability_value(*given)
    assert found.value == pytest.approx((1.25 * 2 + 10 * 5) / 3)
    assert found.effective_rows == pytest.approx(11.25**2 / (ratios**2).sum())
    assert found.n == 2
    normalized = self_normalized_value(*given)
    assert normalized.value == pytest.approx((1.25 * 2 + 10 * 5) / 11.25)
    predicted = [[0.0, 4.0], [1.0, 1.0], [2.0, 3.0]]
    robust = doubly_robust_value(*given, predicted)
    assert robust.value == pytest.approx(
        ((4 + 0) + (1 + 1.25 * (2 - 1)) + (3 + 10 * (5 - 3))) / 3
    )


def test_its_own_policy_has_the_mean_reward():
    given, _, _ = log_of(0)
    same = (*given[:3], given[2], given[4])
    for kind in ALL[:2]:
        found = kind(*same)
        assert found.value == pytest.approx(given[0].mean())
        assert found.effective_rows == pytest.approx(len(given[0]))


def test_snips_follows_a_shift_and_a_good_model_narrows():
    given, mean, _ = log_of(1)
    shifted = (given[0] + 100, *given[1:])
    plain = self_normalized_value(*given)
    assert self_normalized_value(*shifted).value == pytest.approx(
        plain.value + 100
    )
    width = {}
    for name, model in {"none": 0 * mean, "true": mean}.items():
        found = doubly_robust_value(*given, model)
        width[name] = found.ci_high - found.ci_low
    assert width["true"] < 0.95 * width["none"]


def test_what_cannot_be_told_is_refused():
    given, _, _ = log_of(2, people=3, rows=2)
    impossible = given[2].copy()
    impossible[0] = np.eye(3)[(given[1][0] + 1) % 3]
    with pytest.raises(UsageError, match="`logged` must be above 0"):
        inverse_probability_value(
            given[0], given[1], impossible, given[3], given[4]
        )
    with pytest.raises(UsageError, match="`people`"):
        inverse_probability_value(*given[:4], np.zeros(6, int))
    never = np.eye(3)[(given[1] + 1) % 3]
    with pytest.raises(UsageError, match="`target` must allow"):
        self_normalized_value(*given[:3], never, given[4])
    with pytest.raises(UsageError, match="sum 1"):
        inverse_probability_value(*given[:3], given[3] / 2, given[4])
    with pytest.raises(UsageError, match="whole"):
        inverse_probability_value(
            given[0], given[1] + 0.5 - 0.5 * (given[1] == 2), *given[2:]
        )

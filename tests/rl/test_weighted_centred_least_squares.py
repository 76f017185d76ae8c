"""WCLS: its interval covers where the naive one does not; by other means."""

import numpy as np
import pytest
import statsmodels.api as sm

from medkeras.demos.endogenous_trial import endogenous_trials
from medkeras.rl.weighted_centred_least_squares import (
    uncentred_least_squares,
    weighted_centred_least_squares,
)
from medkeras.utils.errors import UsageError


def both(drawn):
    one = np.ones((*drawn.rewards.shape, 1))
    controls = np.stack([one[..., 0], drawn.context], axis=-1)
    wcls = weighted_centred_least_squares(
        drawn.rewards, drawn.actions, drawn.probability, one, controls
    )
    naive = uncentred_least_squares(drawn.rewards, drawn.actions, one, controls)
    return wcls, naive


def covers(found, truth):
    return np.mean(
        (found.ci_low[:, 0] <= truth) & (truth <= found.ci_high[:, 0])
    )


def test_its_interval_covers_where_the_naive_estimate_is_biased():
    drawn = endogenous_trials(np.random.default_rng(0), trials=1000)
    wcls, naive = both(drawn)
    assert 0.93 <= covers(wcls, drawn.effect) <= 0.97
    assert covers(naive, drawn.effect) < 0.75
    off = wcls.coefficients.mean() - drawn.effect
    assert abs(off) < 0.01
    assert naive.coefficients.mean() - drawn.effect > 0.08


def test_few_people_are_covered_too():
    drawn = endogenous_trials(np.random.default_rng(1), 1000, people=12)
    assert 0.93 <= covers(both(drawn)[0], drawn.effect) <= 0.975


def test_many_trials_at_once_are_each_alone():
    drawn = endogenous_trials(np.random.default_rng(2), 3)
    reference = drawn.actions.mean()
    one = np.ones((*drawn.rewards.shape, 1))
    given = drawn.rewards, drawn.actions, drawn.probability, one, one
    together = weighted_centred_least_squares(*given, reference=reference)
    for number in range(3):
        alone = weighted_centred_least_squares(
            *(array[number] for array in given), reference=reference
        )
        for name in ("coefficients", "standard_errors", "ci_low"):
            assert getattr(alone, name) == pytest.approx(
                getattr(together, name)[number], rel=1e-9
            )


def test_the_coefficients_are_weighted_least_squares_by_statsmodels():
    rng = np.random.default_rng(3)
    drawn = endogenous_trials(rng, 1, people=15, times=20)
    y, a, p, s = (array[0] for array in drawn[:4])
    used = rng.random(y.shape) < 0.8
    y[~used] = 1e6  # what came of no decision must not matter
    moderators = np.stack([np.ones(y.shape), s], axis=-1)
    found = weighted_centred_least_squares(
        y, a, p, moderators, moderators, used, reference=0.4
    )
    weight = np.where(a == 1, 0.4 / p, 0.6 / (1 - p))[used]
    x = np.concatenate([moderators, (a - 0.4)[..., None] * moderators], -1)
    groups = np.broadcast_to(np.arange(15)[:, None], y.shape)[used]
    fit = sm.WLS(y[used], x[used], weights=weight).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    assert found.coefficients == pytest.approx(fit.params[2:], rel=1e-9)
    ratio = found.standard_errors / fit.bse[2:]
    assert (ratio > 1).all()  # the correction for few people
    assert (ratio < 1.4).all()


def test_centring_protects_from_a_control_that_is_missing():
    """The effect is right though the moderator is no control."""
    drawn = endogenous_trials(np.random.default_rng(6), 300)
    one = np.ones((*drawn.rewards.shape, 1))
    apart = (drawn.context - drawn.middle)[..., None]
    moderators = np.concatenate([one, apart], axis=-1)
    found = weighted_centred_least_squares(
        drawn.rewards, drawn.actions, drawn.probability, moderators, one
    )
    truth = np.array([drawn.effect, 0.8])
    off = found.coefficients.mean(axis=0) - truth
    assert abs(off).max() < 0.02


def test_the_correction_leaves_each_person_out():
    """Its terms are the shifts of the fit without the person."""
    rng = np.random.default_rng(4)
    y, one = rng.normal(size=(6, 5)), np.ones((6, 5, 1))
    a = rng.integers(0, 2, (6, 5)).astype(float)
    half = np.full((6, 5), 0.5)
    given = y, a, half, one, one
    whole = weighted_centred_least_squares(*given, reference=0.5)
    shifts = []
    for person in range(6):
        part = [np.delete(array, person, axis=0) for array in given]
        left = weighted_centred_least_squares(*part, reference=0.5)
        shifts.append(whole.coefficients - left.coefficients)
    error = np.sqrt(np.sum(np.square(shifts), axis=0))
    assert whole.standard_errors == pytest.approx(error, rel=1e-9)


def test_what_cannot_be_estimated_is_refused():
    rng = np.random.default_rng(5)
    y, a = rng.normal(size=(8, 6)), np.ones((8, 6)) * (np.arange(6) % 2)
    one, half = np.ones((8, 6, 1)), np.full((8, 6), 0.5)
    cases = {
        "`actions`": (y, a * 0.5, half, one, one),
        "`probability`": (y, a, a, one, one),
        "independent": (y, a, half, one, np.repeat(one, 2, axis=2)),
        "more people": (y[:2], a[:2], half[:2], one[:2], one[:2]),
        "`rewards`": (y * np.nan, a, half, one, one),
        "`reference`": (y, a * 0, half, one, one),
    }
    for part, given in cases.items():
        with pytest.raises(UsageError, match=part):
            weighted_centred_least_squares(*given)
    alone = np.zeros((8, 6, 1))
    alone[0] = 1
    controls = np.concatenate([one, alone], axis=2)
    with pytest.raises(UsageError, match="person"):
        weighted_centred_least_squares(y, a, half, one, controls)

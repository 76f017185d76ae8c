"""Policies among simulated people: regret, fatigue, the centred one's gain."""

import numpy as np
import pytest

from medkeras.rl.action_probabilities import FixedProbabilities
from medkeras.rl.autonomy import Limits, WithinLimits
from medkeras.rl.bandits import (
    ActionCentredThompson,
    LinUCB,
    ThompsonSampling,
)
from medkeras.rl.trial import log_log_slope, regret, run_trial
from medkeras.signal.activity_simulator import ActivitySimulator, World
from medkeras.utils.errors import UsageError

FEATURES = 10


def trial(policy, people=40, days=42, seed=0, **truth):
    world = ActivitySimulator(
        np.random.default_rng(seed), people, days, World(**truth)
    )
    return run_trial(world, policy, np.random.default_rng(seed + 1))


def slope(log, least, first):
    total = np.cumsum(regret(log, least).mean(axis=0))
    last = len(total)
    at = np.unique(np.geomspace(first, last, 30).astype(int))
    return log_log_slope(at, total[at - 1])


@pytest.mark.parametrize(
    "policy, least",
    [
        (ThompsonSampling(FEATURES, 25, least=0.0), 0.0),
        (ActionCentredThompson(FEATURES, 25, least=0.1), 0.1),
        (LinUCB(FEATURES, 25), 0.0),
    ],
    ids=["thompson", "centred", "linucb"],
)
def test_regret_grows_at_most_as_time_to_the_power_of_0_6(policy, least):
    log = trial(policy, 25, 400, spread=0.0, effect=0.5)
    assert slope(log, least, 100) <= 0.6
    assert (regret(log, least) >= -1e-12).all()


def test_regret_of_chance_grows_as_time():
    log = trial(FixedProbabilities([0.5, 0.5]), 25, 200, spread=0.0)
    assert slope(log, 0.0, 50) == pytest.approx(1, abs=0.05)


def mean_regret(policy_class, seed, **truth):
    log = trial(policy_class(FEATURES, least=0.2), 300, seed=seed, **truth)
    return regret(log, 0.2).sum(axis=1).mean()


def test_the_centred_policy_wins_where_the_baseline_bends_and_drifts():
    worlds = [{"curve": 0.8, "drift": 2.0}, {"curve": 0.8}]
    for truth in worlds:
        for seed in range(2):
            standard = mean_regret(ThompsonSampling, seed, **truth)
            centred = mean_regret(ActionCentredThompson, seed, **truth)
            assert centred < 0.7 * standard


def test_where_the_baseline_is_linear_nothing_is_won():
    standard = mean_regret(ThompsonSampling, 0)
    centred = mean_regret(ActionCentredThompson, 0)
    assert centred == pytest.approx(standard, rel=0.3)


@pytest.mark.parametrize("policy_class", [ThompsonSampling, LinUCB])
def test_a_policy_sends_fewer_prompts_where_prompts_tire(policy_class):
    sent = {}
    for tiring in (0.0, 0.3):
        log = trial(policy_class(FEATURES), 100, habituation=tiring)
        last = log.randomized[:, -70:].sum()
        sent[tiring] = log.actions[:, -70:].sum() / last
    assert sent[0.3] < 0.8 * sent[0.0]


def test_the_log_tells_what_was_drawn():
    log = trial(FixedProbabilities([0.4, 0.6]), 400, 20, opting_out=0.02)
    assert (log.probability[log.randomized] == 0.6).all()
    assert (log.probability[~log.randomized] == 0).all()
    assert (log.randomized == (log.available & ~log.opted_out)).all()
    share = log.actions[log.randomized].mean()
    assert share == pytest.approx(0.6, abs=0.01)
    assert not log.actions[~log.randomized].any()
    assert log.opted_out[:, -1].mean() > 0.2
    assert (np.diff(log.opted_out.astype(int), axis=1) >= 0).all()


def test_no_day_has_more_prompts_than_the_cap():
    eager = FixedProbabilities([0.0, 1.0])
    log = trial(WithinLimits(eager, Limits(daily_cap=2)), 50, 9)
    by_day = log.actions.reshape(50, 9, 5).sum(axis=2)
    assert (by_day.max(axis=0) == 2).all()  # each morning begins anew
    log = trial(eager, 50, 9)
    assert log.actions.reshape(50, 9, 5).sum(axis=2).max() == 5


def test_a_world_that_has_begun_is_refused():
    world = ActivitySimulator(np.random.default_rng(0), 3, 2)
    world.step(np.zeros(3))
    with pytest.raises(UsageError, match="at its beginning"):
        run_trial(world, LinUCB(FEATURES), np.random.default_rng(0))


def test_slopes_of_powers_are_their_exponents():
    times = np.arange(1, 50)
    assert log_log_slope(times, 3 * times**0.5) == pytest.approx(0.5)
    with pytest.raises(UsageError, match="two times"):
        log_log_slope([2, 2], [1, 1])
    with pytest.raises(UsageError, match="`values`"):
        log_log_slope([1, 2], [0, 1])

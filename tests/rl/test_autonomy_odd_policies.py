"""Limits hold around policies that answer nonsense or ignore everything."""

import numpy as np
import pytest

from medkeras.rl.action_probabilities import draw_actions
from medkeras.rl.autonomy import Limits, Situation, WithinLimits, may_speak
from medkeras.rl.trial import run_trial
from medkeras.signal.activity_simulator import ActivitySimulator, World
from medkeras.utils.errors import UsageError


class Says:
    """The same row for everybody, available or not."""

    def __init__(self, row):
        self.row = row

    def probabilities(self, choices, *situation):
        return np.tile(self.row, (len(choices), 1))

    def update(self, *decision):
        """Nothing."""


class Stubborn(WithinLimits):
    """Limits that somebody has taken the lock from."""

    def probabilities(self, choices, situation):
        return self.policy.probabilities(choices)


NONSENSE = [[np.nan, np.nan], [0.2, 0.2], [0.0, 0.0], [1.0, 1.0], [-1.0, 2.0]]
CHOICES = np.zeros((3, 2, 1))
NOW = Situation([1, 1, 0], [0, 1, 0], [0, 0, 0], 12)


def trial(policy):
    rng = np.random.default_rng(0)
    world = ActivitySimulator(rng, 30, 10, World(opting_out=0.1))
    return run_trial(world, policy, np.random.default_rng(1))


@pytest.mark.parametrize("row", NONSENSE)
def test_no_probabilities_are_refused(row):
    policy = WithinLimits(Says(row))
    with pytest.raises(UsageError, match="`probabilities`"):
        policy.probabilities(CHOICES, NOW)
    with pytest.raises(UsageError, match="`probabilities`"):
        trial(Says(row))


@pytest.mark.parametrize("row", NONSENSE)
def test_nonsense_about_who_may_not_be_addressed_is_silence(row):
    nobody = NOW._replace(opted_out=[1, 1, 1])
    p = WithinLimits(Says(row)).probabilities(CHOICES, nobody)
    assert p.tolist() == [[1.0, 0.0]] * 3
    assert not draw_actions(np.random.default_rng(0), p).any()


def test_other_numbers_of_people_or_actions_are_refused():
    for row in ([1.0], [0.0, 0.5, 0.5]):
        with pytest.raises(UsageError, match="`probabilities`"):
            WithinLimits(Says(row)).probabilities(CHOICES, NOW)
    with pytest.raises(UsageError, match="`probabilities`"):
        WithinLimits(Says([0.0, 1.0])).probabilities(CHOICES[0], NOW)
    with pytest.raises(UsageError, match="`situation`"):
        WithinLimits(Says([0.0, 1.0])).probabilities(CHOICES[:2], NOW)


def test_a_policy_that_ignores_availability_addresses_nobody_by_it():
    log = trial(Says([0.0, 1.0]))
    assert log.opted_out[:, -1].any()
    assert not log.actions[log.opted_out].any()
    assert not log.actions[~log.available].any()
    assert not log.probability[~log.randomized].any()
    assert (log.actions[log.randomized] == 1).all()


def test_a_trial_stops_where_the_lock_was_taken_off():
    with pytest.raises(UsageError, match="silent"):
        trial(Stubborn(Says([0.0, 1.0])))


def test_what_is_not_known_is_no_leave_to_speak():
    unknown = [None, np.nan]
    for value in unknown:
        for name in ("available", "opted_out", "sent_today"):
            now = NOW._replace(**{name: [0, value, 0]})
            with pytest.raises(UsageError, match=name):
                may_speak(now, Limits(daily_cap=2))
    with pytest.raises(UsageError, match="`opted_out`"):
        may_speak(NOW._replace(opted_out=[0, 1]), Limits())
    with pytest.raises(UsageError, match="`sent_today`"):
        may_speak(NOW._replace(sent_today=[0, -1, 0]), Limits())

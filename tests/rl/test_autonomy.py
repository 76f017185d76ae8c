"""Limits hold for every policy, over many random decisions."""

import numpy as np
import pytest

from medkeras.rl.action_probabilities import (
    FixedProbabilities,
    choice_features,
    draw_actions,
)
from medkeras.rl.autonomy import (
    BlindTo,
    Limits,
    Situation,
    WithinLimits,
    may_speak,
)
from medkeras.rl.bandits import (
    ActionCentredThompson,
    EpsilonGreedy,
    LinUCB,
    ThompsonSampling,
)
from medkeras.utils.errors import UsageError

PEOPLE, ROUNDS = 500, 40  # of each of five policies: 100,000 decisions
POLICIES = {
    "always": lambda actions: FixedProbabilities(np.eye(actions)[-1]),
    "epsilon": lambda actions: EpsilonGreedy(3 * actions),
    "linucb": lambda actions: LinUCB(3 * actions),
    "thompson": lambda actions: ThompsonSampling(3 * actions),
    "centred": lambda actions: ActionCentredThompson(3 * actions),
}


def situation(rng):
    return Situation(
        rng.random(PEOPLE) < 0.7,
        rng.random(PEOPLE) < 0.3,
        rng.integers(0, 4, PEOPLE),
        rng.uniform(0, 24),
    )


@pytest.mark.parametrize("kind", POLICIES)
def test_who_has_opted_out_is_never_addressed(kind):
    rng, addressed, asked = np.random.default_rng(0), 0, 0
    for number in range(ROUNDS):
        actions = 2 + number % 2
        if number < 2 or number % 10 == 0:
            policies = {
                count: WithinLimits(
                    POLICIES[kind](count),
                    Limits(2, 21, 8, (count - 1,))
                    if count == 3
                    else Limits(2, 21, 8),
                )
                for count in (2, 3)
            }
        policy, now = policies[actions], situation(rng)
        choices = choice_features(rng.normal(size=(PEOPLE, 3)), actions)
        p = policy.probabilities(choices, now)
        done = draw_actions(rng, p)
        assert p.sum(axis=1) == pytest.approx(1)
        assert not done[now.opted_out].any()
        assert not done[~now.available].any()
        assert not done[now.sent_today >= 2].any()
        if now.hour >= 21 or now.hour < 8:
            assert not done.any()
        if actions == 3:
            assert not (done == 2).any()  # what is forbidden
        used = may_speak(now, policy.limits)
        policy.update(choices, done, p, rng.normal(size=PEOPLE), used)
        addressed += done.astype(bool).sum()
        asked += PEOPLE
    assert asked * len(POLICIES) == 100_000
    assert addressed > 0 or kind == "always"


def test_quiet_hours_go_over_midnight_or_not():
    here = Situation(np.ones(1), np.zeros(1), np.zeros(1), 0)
    night, noon = Limits(None, 22, 7), Limits(None, 12, 14)
    for hour in (0, 6.9, 22, 23.5, 24):
        assert not may_speak(here._replace(hour=hour), night)[0]
        assert may_speak(here._replace(hour=hour), noon)[0]
    for hour in (12, 13.9):
        assert may_speak(here._replace(hour=hour), night)[0]
        assert not may_speak(here._replace(hour=hour), noon)[0]
    assert may_speak(here._replace(hour=7), night)[0]
    assert may_speak(here._replace(hour=14), noon)[0]


def test_availability_is_no_refusal_and_a_refusal_no_gap():
    now = Situation([1, 0, 1, 0], [0, 0, 1, 1], [0, 0, 0, 0], 12)
    assert may_speak(now, Limits()).tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    "policy_class", [EpsilonGreedy, LinUCB, ThompsonSampling]
)
def test_no_bit_depends_on_what_a_policy_is_blind_to(policy_class):
    """Features 2 and 5 are those of weakness; others have another one."""
    answers = []
    for weakness in (0.0, 7.0):
        rng = np.random.default_rng(0)
        policy = BlindTo(policy_class(6), columns=[2, 5])
        for _ in range(20):
            context = rng.normal(size=(30, 3))
            context[:, 2] += weakness * rng.random(30)
            choices = choice_features(context)
            p = policy.probabilities(choices)
            done = draw_actions(rng, p)
            rewards = rng.normal(size=30) + done
            policy.update(choices, done, p, rewards, np.ones(30, bool))
            answers.append(p)
    half = len(answers) // 2
    assert (np.array(answers[:half]) == np.array(answers[half:])).all()
    seeing = policy_class(6)
    seeing.update(choices, done, p, rewards, np.ones(30, bool))
    other = choices.copy()
    other[..., [2, 5]] *= -9
    seen = seeing.probabilities(choices) != seeing.probabilities(other)
    assert seen.any()  # without the wrapper bits do move


def test_what_makes_no_sense_is_refused():
    with pytest.raises(UsageError, match="silence"):
        WithinLimits(LinUCB(2), Limits(forbidden=(0,)))
    beyond = WithinLimits(LinUCB(2), Limits(forbidden=(2,)))
    one = Situation(np.ones(1), np.zeros(1), np.zeros(1), 12)
    with pytest.raises(UsageError, match="from 1 to 1"):
        beyond.probabilities(np.zeros((1, 2, 2)), one)
    with pytest.raises(UsageError, match="`columns`"):
        BlindTo(LinUCB(2), [-1])
    with pytest.raises(UsageError, match="below 2"):
        BlindTo(LinUCB(2), [2]).probabilities(np.zeros((1, 2, 2)))
    now = Situation(np.ones(1), np.zeros(1), np.zeros(1), 25)
    with pytest.raises(UsageError, match="`hour`"):
        may_speak(now, Limits())
    with pytest.raises(UsageError, match="`daily_cap`"):
        may_speak(now._replace(hour=3), Limits(daily_cap=-1))

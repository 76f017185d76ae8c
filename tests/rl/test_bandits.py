"""Policies: exact probabilities, clips, learning only from what was used."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from medkeras.rl.action_probabilities import choice_features, draw_actions
from medkeras.rl.bandits import (
    ActionCentredThompson,
    EpsilonGreedy,
    LinUCB,
    ThompsonSampling,
)
from medkeras.utils.errors import UsageError

ALL = [EpsilonGreedy, LinUCB, ThompsonSampling, ActionCentredThompson]


def learn(policy, people=6, times=40, actions=2, seed=0):
    """Rows of a short life; what was offered, done, drawn and earned."""
    rng, rows = np.random.default_rng(seed), []
    for _ in range(times):
        choices = choice_features(rng.normal(size=(people, 3)), actions)
        p = policy.probabilities(choices)
        done = draw_actions(rng, p)
        rewards = rng.normal(size=people) + 0.5 * done * choices[:, 0, 0]
        policy.update(choices, done, p, rewards, np.ones(people, bool))
        rows.append((choices, done, p, rewards))
    return [np.concatenate(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize("policy_class", ALL[:3])
def test_what_a_policy_knows_is_ridge_regression(policy_class):
    policy = policy_class(6, penalty=3.0)
    choices, done, _, rewards = learn(policy)
    x = choices[np.arange(len(done)), done]
    ridge = Ridge(3.0, fit_intercept=False, solver="cholesky").fit(x, rewards)
    assert abs(policy.posterior.mean[0] - ridge.coef_).max() < 1e-10


def test_the_centred_policy_regresses_on_the_action_minus_its_probability():
    policy = ActionCentredThompson(6, penalty=3.0)
    choices, done, p, rewards = learn(policy)
    context = choices[:, 0, :3]
    centred = (done - p[:, 1])[:, None] * context
    x = np.concatenate([context, centred], axis=1)
    ridge = Ridge(3.0, fit_intercept=False, solver="cholesky").fit(x, rewards)
    assert abs(policy.posterior.mean[0] - ridge.coef_).max() < 1e-10


@pytest.mark.parametrize("policy_class", ALL[2:])
@pytest.mark.parametrize("actions", [2, 3])
def test_probabilities_are_always_inside_the_clip(policy_class, actions):
    policy = policy_class(3 * actions, 6, least=0.15, noise=0.1)
    _, _, p, _ = learn(policy, actions=actions, times=80)
    assert p.min() >= 0.15 - 1e-12
    assert p.max() <= 1 - 0.15 * (actions - 1) + 1e-12
    assert p.max() > 0.6  # it has learnt something


def test_the_exact_probability_is_the_share_of_draws():
    policy = ThompsonSampling(6, least=0.0)
    learn(policy, times=5)
    context = np.random.default_rng(3).normal(size=(4, 3))
    choices = choice_features(context)
    drawn = policy.posterior.sample(np.random.default_rng(0), 100_000)
    rewards = choices @ drawn[0].T  # (people, actions, draws)
    share = (rewards[:, 1] > rewards[:, 0]).mean(axis=1)
    exact = policy.probabilities(choices)[:, 1]
    assert exact == pytest.approx(share, abs=0.006)
    twice = np.concatenate([choices, choices[:, :1]], axis=1)  # silence again
    found = policy.probabilities(twice)
    assert found[:, 1] == pytest.approx(exact, abs=0.2)


def test_linucb_adds_alpha_spreads():
    policy = LinUCB(6, alpha=2.0)
    learn(policy)
    choices = choice_features(np.random.default_rng(5).normal(size=(50, 3)))
    mean, inverse = policy.posterior.mean[0], policy.posterior.covariance[0]
    for person in range(50):
        scores = [
            x @ mean + 2 * np.sqrt(x @ inverse @ x) for x in choices[person]
        ]
        assert policy.probabilities(choices)[person].argmax() == np.argmax(
            scores
        )


@pytest.mark.parametrize("policy_class", ALL)
def test_what_was_not_decided_teaches_nothing(policy_class):
    policy = policy_class(6, 4)
    choices = choice_features(np.ones((4, 3)))
    before = policy.probabilities(choices)
    half = np.full((4, 2), 0.5)
    gone = np.full(4, np.nan)  # nobody knows what came of it
    policy.update(choices, np.zeros(4, int), half, gone, np.zeros(4, bool))
    assert (policy.probabilities(choices) == before).all()


@pytest.mark.parametrize("policy_class", ALL)
def test_people_with_models_of_their_own_do_not_learn_from_others(policy_class):
    one, other = policy_class(6, 4), policy_class(6, 4)
    choices = choice_features(np.random.default_rng(0).normal(size=(4, 3)))
    done, half = np.array([1, 0, 1, 0]), np.full((4, 2), 0.5)
    used = np.ones(4, bool)
    one.update(choices, done, half, np.array([1.0, 2, 3, 4]), used)
    other.update(choices, done, half, np.array([1.0, 2, 3, -40]), used)
    same = one.posterior.mean == other.posterior.mean
    assert same[:3].all()
    assert not same[3].all()


def test_numbers_out_of_range_are_refused():
    with pytest.raises(UsageError, match="`epsilon`"):
        EpsilonGreedy(2, epsilon=1.5)
    with pytest.raises(UsageError, match="`alpha`"):
        LinUCB(2, alpha=-1)
    with pytest.raises(UsageError, match="`least`"):
        ThompsonSampling(2, least=0.6)

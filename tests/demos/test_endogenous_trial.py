"""Trials whose context is moved by the treatment: as the paper says."""

import numpy as np
import pytest

from medkeras.demos.endogenous_trial import endogenous_trials
from medkeras.utils.errors import UsageError


def test_context_probability_and_reward_hang_together():
    drawn = endogenous_trials(np.random.default_rng(0), 200)
    after = drawn.actions[..., :-1]
    context = drawn.context[..., 1:]
    moved = context[after == 1].mean() - context[after == 0].mean()
    assert moved == pytest.approx(2 * (1 / (1 + np.exp(-0.5)) - 0.5), abs=0.01)
    high = drawn.probability[drawn.context == 1].mean()
    assert high > drawn.probability[drawn.context == -1].mean() + 0.3
    share = drawn.actions.mean() - drawn.probability.mean()
    assert abs(share) < 0.003


def test_the_effect_is_that_of_acting_given_all():
    drawn = endogenous_trials(np.random.default_rng(1), 300, moderation=0.5)
    apart = drawn.context - drawn.middle
    centred = drawn.actions - drawn.probability
    x = np.stack([apart, centred, centred * apart], axis=-1).reshape(-1, 3)
    found = np.linalg.lstsq(x, drawn.rewards.ravel(), rcond=None)[0]
    assert found == pytest.approx([0.8, drawn.effect, 0.5], abs=0.015)


def test_impossible_sizes_are_refused():
    for change in ({"trials": 0}, {"people": 1.5}, {"times": 0}):
        with pytest.raises(UsageError):
            endogenous_trials(
                np.random.default_rng(0), **({"trials": 1} | change)
            )

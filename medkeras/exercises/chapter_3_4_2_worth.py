"""Checks for chapter 3.4.2, exercise 3: what it would have been worth."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between

BEFORE = "judge a policy before it is deployed, from another one's log"


def _log(rng, place):
    """Rewards far from 0, targets of 0 and 1, and a ratio above 20."""
    count = (12, 7, 20)[place]
    actions = rng.permutation(np.arange(count) % 2)
    logged = rng.uniform(0.2, 0.8, count)
    target = rng.uniform(0, 1, count)
    target[:2] = 0.0, 1.0
    prompted = actions[2] == 1  # done with 0.04, wanted with 0.9
    logged[2], target[2] = (0.04, 0.9) if prompted else (0.96, 0.1)
    rewards = 3 + rng.normal(size=count) + 2 * actions
    return rewards, actions, logged, target


def _ratios(actions, logged, target):
    prompted, silent = target / logged, (1 - target) / (1 - logged)
    return np.where(actions == 1, prompted, silent)


def _less_cost(cost, rewards, actions, logged, target):
    return rewards - cost * actions, actions, logged, target


@answer_to(
    "3.4.2-3",
    title="What would it have been worth?",
    objective=BEFORE,
    problems=_log,
    what="the value",
    points=2,
    pure=True,
    stated=Stated(
        "cost",
        "0",
        between("0.11", "0.95"),
        (
            (
                "Return its value",
                "Each prompt costs {}, taken off its reward. Return its value",
            ),
            ("ratio * reward", "ratio * (reward - {} * action)"),
        ),
        given=_less_cost,
    ),
)
def value_of_policy(rewards, actions, logged, target):
    """Mean of ratio times reward."""
    return float(np.mean(_ratios(actions, logged, target) * rewards))


@value_of_policy.mistake(
    "self-normalised",
    "this is SNIPS: it was divided by the sum of the ratios.",
    "IPS divides by the number of decisions.",
    "np.mean(ratio * rewards).",
)
def _snips(rewards, actions, logged, target):
    ratio = _ratios(actions, logged, target)
    return float(np.sum(ratio * rewards) / np.sum(ratio))


@value_of_policy.mistake(
    "prompts-only",
    "only decisions with a prompt were counted.",
    "Silence is an action as well, with 1 minus the probabilities.",
    "(1 - target) / (1 - logged) where the action is 0.",
)
def _prompts_only(rewards, actions, logged, target):
    return float(np.mean(actions * target / logged * rewards))


@value_of_policy.mistake(
    "ratio-of-prompts",
    "silence has the ratio of a prompt.",
    "The ratio is that of what was DONE.",
    "(1 - target) / (1 - logged) where the action is 0.",
)
def _ratio_of_prompts(rewards, actions, logged, target):
    return float(np.mean(target / logged * rewards))


@value_of_policy.mistake(
    "upside-down",
    "the ratio is upside down.",
    "What the new policy does more often must count more.",
    "target / logged, not logged / target.",
)
def _ratio_upside_down(rewards, actions, logged, target):
    target = np.clip(target, 1e-12, 1 - 1e-12)
    return float(np.mean(_ratios(actions, target, logged) * rewards))


@value_of_policy.mistake(
    "ratios-clipped",
    "large ratios were cut off at 10.",
    "That makes the value steadier, and biased: IPS takes ratios as they are.",
    "np.mean(ratio * rewards), without np.minimum or np.clip.",
)
def _ratios_clipped(rewards, actions, logged, target):
    ratio = np.minimum(_ratios(actions, logged, target), 10)
    return float(np.mean(ratio * rewards))


@value_of_policy.mistake(
    "not-reweighted",
    "this is the mean reward of the log itself.",
    "The new policy would have done other things.",
    "Multiply each reward by target / logged of what was done.",
)
def _not_reweighted(rewards, actions, logged, target):
    return float(np.mean(rewards))


@value_of_policy.mistake(
    "weighted-by-target",
    "the probabilities of the log are missing.",
    "What was drawn seldom stands for more decisions.",
    "Divide by the probability with which the action was drawn.",
)
def _by_target_alone(rewards, actions, logged, target):
    chance = np.where(actions == 1, target, 1 - target)
    return float(np.mean(chance * rewards))


@value_of_policy.mistake(
    "summed",
    "the sum came back, not the mean.",
    "A value is per decision.",
    "Divide by the number of decisions.",
)
def _summed(rewards, actions, logged, target):
    return float(np.sum(_ratios(actions, logged, target) * rewards))

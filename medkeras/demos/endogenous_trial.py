"""Small made-up trials whose context is moved by the treatment itself.

After Boruvka et al. 2018, section 7.1: the context S is 1 or -1 and hangs on
the action before; the action's probability hangs on both; the effect of the
action hangs on S.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from medkeras.utils.sizes import check_number, check_whole

MOVED = 0.5  # log odds that the action before adds to S = 1
BEFORE, CONTEXT = -0.8, 0.8  # log odds of acting: after an action, per S
EFFECT = -0.2  # of the action where S is in its middle
REMEMBERED = 0.5  # correlation of a person's errors, one time to the next


class EndogenousTrials(NamedTuple):
    """Many trials, arrays (trials, people, times).

    Attributes:
        rewards: what followed.
        actions: 0 or 1.
        probability: of action 1, as it was drawn.
        context: S, 1 or -1.
        middle: mean of S, given the action before.
        effect: the true marginal effect, one number.
    """

    rewards: np.ndarray
    actions: np.ndarray
    probability: np.ndarray
    context: np.ndarray
    middle: np.ndarray
    effect: float


def endogenous_trials(
    rng: np.random.Generator,
    trials: int,
    people: int = 40,
    times: int = 30,
    moderation: float = 0.8,
) -> EndogenousTrials:
    """Draw trials with a moderator that the treatment moves.

    Args:
        rng: of all draws.
        trials: how many.
        people: in each.
        times: decisions a person.
        moderation: by how much the effect is higher where S is higher by 1.

    Returns:
        The trials.

    Raises:
        UsageError: sizes or numbers out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.demos.endogenous_trial import endogenous_trials
        >>> drawn = endogenous_trials(np.random.default_rng(0), trials=2)
        >>> drawn.rewards.shape, drawn.effect
        ((2, 40, 30), -0.2)

    Reference: Boruvka et al. 2018, doi:10.1080/01621459.2017.1305274.
    Chapter: 3.4.2
    """
    check_whole("trials", trials)
    check_whole("people", people)
    check_whole("times", times)
    check_number("moderation", moderation, -10, 10)
    shape = trials, people
    before, error = np.zeros(shape), rng.normal(size=shape)
    columns = {name: [] for name in EndogenousTrials._fields[:-1]}
    for _ in range(times):
        chance = expit(MOVED * before)
        context = np.where(rng.random(shape) < chance, 1.0, -1.0)
        middle = 2 * chance - 1
        probability = expit(BEFORE * before + CONTEXT * context)
        action = (rng.random(shape) < probability).astype(float)
        kept = np.sqrt(1 - REMEMBERED**2)
        error = REMEMBERED * error + kept * rng.normal(size=shape)
        apart = context - middle
        effect = EFFECT + moderation * apart  # apart has the mean 0
        reward = 0.8 * apart + (action - probability) * effect + error
        found = reward, action, probability, context, middle
        for name, values in zip(columns, found, strict=True):
            columns[name].append(values)
        before = action
    stacked = {name: np.stack(rows, -1) for name, rows in columns.items()}
    return EndogenousTrials(effect=EFFECT, **stacked)

"""A policy among made-up people, decision by decision, and what it cost."""

from typing import NamedTuple

import numpy as np

from medkeras.rl.action_probabilities import choice_features, draw_actions
from medkeras.rl.autonomy import Situation, WithinLimits, may_speak
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number


class TrialLog(NamedTuple):
    """Everything that happened, arrays (people, times).

    Attributes:
        context: (people, times, features).
        actions: 1 where a prompt was sent.
        probability: with which a prompt was sent, known beforehand.
        randomized: True where the policy decided: the person was available,
            had not opted out, and no limit stood in the way.
        available: True where the person could be asked.
        opted_out: True where the person had turned the prompts off.
        rewards: of the half hour after the decision.
        effect: true effect of a prompt; no policy has seen it.
        baseline: true mean reward of silence.
    """

    context: np.ndarray
    actions: np.ndarray
    probability: np.ndarray
    randomized: np.ndarray
    available: np.ndarray
    opted_out: np.ndarray
    rewards: np.ndarray
    effect: np.ndarray
    baseline: np.ndarray


def run_trial(world, policy, rng: np.random.Generator, nightly: int = 5):
    """Let a policy decide for all people until the world ends.

    The policy learns at night, from the decisions of the day: between two
    nights its probabilities depend on the context alone.

    Args:
        world: an `ActivitySimulator` at its beginning.
        policy: any of `medkeras.rl`, inside of limits or not. Availability
            and opting out are kept in any case.
        rng: of the actions.
        nightly: decisions between two updates.

    Returns:
        A `TrialLog`.

    Raises:
        UsageError: a world that is not at its beginning; a policy whose
            answers are no probabilities, or that speaks to who may not be
            addressed.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.bandits import ThompsonSampling
        >>> from medkeras.rl.trial import run_trial
        >>> from medkeras.signal.activity_simulator import ActivitySimulator
        >>> rng = np.random.default_rng(0)
        >>> world = ActivitySimulator(rng, people=4, days=2)
        >>> run_trial(world, ThompsonSampling(size=10), rng).rewards.shape
        (4, 10)

    Chapter: 3.4.2
    """
    if world.time:
        raise UsageError(
            "`world` must be at its beginning. Received: one at decision "
            f"{world.time}"
        )
    if not isinstance(policy, WithinLimits):
        policy = WithinLimits(policy)
    log, waiting, sent_today = [], [], np.zeros(world.people)
    for _ in range(world.times):
        moment = world.observe()
        if log and log[-1].day != moment.day:
            sent_today = np.zeros(world.people)
        now = Situation(
            moment.available, moment.opted_out, sent_today, moment.hour
        )
        decision = _decide(policy, moment, now, world, rng)
        sent_today = sent_today + decision["actions"]
        log.append(_Row(moment, moment.day, decision))
        waiting.append(decision)
        if len(waiting) == nightly:
            for decision in waiting:
                policy.update(**decision)
            waiting = []
    return _log_of(log)


class _Row(NamedTuple):
    moment: NamedTuple
    day: int
    decision: dict


def _decide(policy, moment, now, world, rng):
    choices = choice_features(moment.context)
    probabilities = policy.probabilities(choices, now)
    actions = draw_actions(rng, probabilities)
    allowed = may_speak(now, policy.limits)
    if actions[~allowed].any():
        raise UsageError(
            "`policy` must be silent to who may not be addressed. Received: "
            f"{np.count_nonzero(actions[~allowed])} prompts"
        )
    return {
        "choices": choices,
        "actions": actions,
        "probabilities": probabilities,
        "rewards": world.step(actions),
        "used": allowed,
    }


def _log_of(log):
    moments = ("context", "available", "opted_out", "effect", "baseline")
    columns = {
        name: _by_person([getattr(row.moment, name) for row in log])
        for name in moments
    }
    names = {"actions": "actions", "rewards": "rewards", "randomized": "used"}
    for name, kept in names.items():
        columns[name] = _by_person([row.decision[kept] for row in log])
    sent = [row.decision["probabilities"][:, 1] for row in log]
    return TrialLog(probability=_by_person(sent), **columns)


def _by_person(rows):
    """One array of a time each, as (people, times, ...)."""
    return np.stack(rows).swapaxes(0, 1)


def regret(log: TrialLog, least: float = 0.0) -> np.ndarray:
    """Reward that was lost against who knows the effects, per decision.

    Args:
        log: of a trial.
        least: probability that every action must have: the best policy that
            keeps to it speaks with probability 1 - least where it helps, and
            with least where it does harm.

    Returns:
        (people, times), in expectation over the action; 0 where nothing was
        decided.

    Raises:
        UsageError: `least` out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.bandits import ThompsonSampling
        >>> from medkeras.rl.trial import regret, run_trial
        >>> from medkeras.signal.activity_simulator import ActivitySimulator
        >>> rng = np.random.default_rng(0)
        >>> world = ActivitySimulator(rng, people=4, days=2)
        >>> log = run_trial(world, ThompsonSampling(size=10), rng)
        >>> bool((regret(log, least=0.2) >= 0).all())
        True

    Reference: Lattimore and Szepesvari 2020, doi:10.1017/9781108571401.
    Chapter: 3.4.2
    """
    check_number("least", least, 0, 0.5)
    best = np.where(log.effect > 0, 1 - least, least)
    return log.randomized * (best - log.probability) * log.effect


def log_log_slope(times: np.ndarray, values: np.ndarray) -> float:
    """Slope of log values over log times: 1 where they grow in proportion.

    Args:
        times: (times,), above 0.
        values: (times,), above 0.

    Returns:
        The slope of the straight line of least squares.

    Raises:
        UsageError: fewer than two times, or numbers that are not positive.

    Example:
        >>> from medkeras.rl.trial import log_log_slope
        >>> round(log_log_slope([1, 4, 9], [10, 20, 30]), 6)
        0.5

    Chapter: 3.4.2
    """
    times = real_array("times", times, ("times",), low=1e-300)
    values = real_array("values", values, (len(times),), low=1e-300)
    if len(np.unique(times)) < 2:
        raise UsageError(
            f"`times` must hold two times or more. Received: {len(times)}"
        )
    x, y = np.log(times.astype(float)), np.log(values.astype(float))
    return float(np.polyfit(x, y, 1)[0])

"""What a policy would have been worth, from another one's log.

Each row is a decision: what was done, with which known probability, and what
came of it. Estimates say what the new policy would earn in the situations
that the log holds, one decision at a time; that it would lead to others, to
more fatigue for instance, they do not see.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats

from medkeras.utils.arrays import check_one_length, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.patients import patient_codes


class PolicyValue(NamedTuple):
    """Mean reward of a policy.

    Attributes:
        value: the estimate.
        ci_low: of the 95 % interval, over people.
        ci_high: of the 95 % interval, over people.
        effective_rows: how many equally weighted rows are worth as much.
        n: people.

    Example:
        >>> from medkeras.rl.off_policy import PolicyValue
        >>> print(PolicyValue(0.5, 0.4, 0.6, 80.0, 20))
        0.500 [0.400, 0.600]
    """

    value: float
    ci_low: float
    ci_high: float
    effective_rows: float
    n: int

    def __str__(self) -> str:
        """Value and interval to three decimals."""
        return f"{self.value:.3f} [{self.ci_low:.3f}, {self.ci_high:.3f}]"


def inverse_probability_value(
    rewards: np.ndarray,
    actions: np.ndarray,
    logged: np.ndarray,
    target: np.ndarray,
    people: np.ndarray,
) -> PolicyValue:
    """Inverse probability scoring (IPS): mean of (target / logged) * reward.

    Unbiased where every action that the new policy may take had a known
    probability above 0; it varies much where that was small.

    Args:
        rewards: (rows,).
        actions: (rows,), whole numbers from 0.
        logged: (rows, actions), probabilities of the policy that acted.
        target: (rows, actions), probabilities of the policy in question.
        people: (rows,), to whom each decision belongs.

    Returns:
        The value.

    Raises:
        UsageError: other shapes, no probabilities, an action that the log's
            policy could not have taken, fewer than two people.

    Example:
        >>> from medkeras.rl.off_policy import inverse_probability_value
        >>> half = [[0.5, 0.5]] * 4
        >>> always = [[0.0, 1.0]] * 4
        >>> inverse_probability_value(
        ...     [1.0, 3.0, 1.0, 3.0], [0, 1, 0, 1], half, always, [1, 1, 2, 2]
        ... ).value
        3.0

    Reference: Horvitz and Thompson 1952,
        doi:10.1080/01621459.1952.10483446.
    Chapter: 3.4.2
    """
    rows = _checked(rewards, actions, logged, target, people)
    ratio = _ratio(rows)
    terms = ratio * rows.rewards
    value = float(terms.mean())
    return _with_interval(value, terms - value, ratio, rows.people)


def self_normalized_value(
    rewards: np.ndarray,
    actions: np.ndarray,
    logged: np.ndarray,
    target: np.ndarray,
    people: np.ndarray,
) -> PolicyValue:
    """Self-normalised scoring (SNIPS): the ratios are divided by their mean.

    Slightly biased in small logs, mostly steadier: a constant that is added
    to all rewards is added to the value, and nothing else.

    Args:
        rewards: (rows,).
        actions: (rows,), whole numbers from 0.
        logged: (rows, actions), probabilities of the policy that acted.
        target: (rows, actions), probabilities of the policy in question.
        people: (rows,), to whom each decision belongs.

    Returns:
        The value.

    Raises:
        UsageError: as `inverse_probability_value`; no row with an action
            that the new policy may take.

    Example:
        >>> from medkeras.rl.off_policy import self_normalized_value
        >>> half = [[0.5, 0.5]] * 4
        >>> always = [[0.0, 1.0]] * 4
        >>> self_normalized_value(
        ...     [1.0, 2.0, 1.0, 4.0], [0, 1, 0, 1], half, always, [1, 1, 2, 2]
        ... ).value
        3.0

    Reference: Swaminathan and Joachims 2015, The self-normalized estimator
        for counterfactual learning, NeurIPS 28.
    Chapter: 3.4.2
    """
    rows = _checked(rewards, actions, logged, target, people)
    ratio = _ratio(rows)
    if not ratio.any():
        raise UsageError(
            "`target` must allow an action that was taken. Received: none"
        )
    value = float(np.sum(ratio * rows.rewards) / ratio.sum())
    terms = ratio * (rows.rewards - value) / ratio.mean()
    return _with_interval(value, terms, ratio, rows.people)


def doubly_robust_value(
    rewards: np.ndarray,
    actions: np.ndarray,
    logged: np.ndarray,
    target: np.ndarray,
    people: np.ndarray,
    predicted: np.ndarray,
) -> PolicyValue:
    """Doubly robust (DR): a model's answer, corrected by its own errors.

    Mean of sum over a of target_a predicted_a, plus ratio * (reward -
    predicted of what was done). With known probabilities it is unbiased
    whatever the model says; the better the model, the narrower the interval.

    Args:
        rewards: (rows,).
        actions: (rows,), whole numbers from 0.
        logged: (rows, actions), probabilities of the policy that acted.
        target: (rows, actions), probabilities of the policy in question.
        people: (rows,), to whom each decision belongs.
        predicted: (rows, actions), rewards by a model that was fitted to
            other people.

    Returns:
        The value.

    Raises:
        UsageError: as `inverse_probability_value`.

    Example:
        >>> from medkeras.rl.off_policy import doubly_robust_value
        >>> half = [[0.5, 0.5]] * 4
        >>> always = [[0.0, 1.0]] * 4
        >>> doubly_robust_value(
        ...     [1.0, 3.0, 1.0, 3.0], [0, 1, 0, 1], half, always, [1, 1, 2, 2],
        ...     predicted=[[1.0, 3.0]] * 4
        ... ).ci_low
        3.0

    Reference: Dudik et al. 2014, doi:10.1214/14-STS500.
    Chapter: 3.4.2
    """
    rows = _checked(rewards, actions, logged, target, people)
    predicted = real_array("predicted", predicted, rows.target.shape)
    ratio = _ratio(rows)
    of_model = np.sum(rows.target * predicted, axis=1)
    done = predicted[np.arange(len(ratio)), rows.actions]
    terms = of_model + ratio * (rows.rewards - done)
    value = float(terms.mean())
    return _with_interval(value, terms - value, ratio, rows.people)


class _Rows(NamedTuple):
    rewards: np.ndarray
    actions: np.ndarray
    logged: np.ndarray
    target: np.ndarray
    people: np.ndarray


def _checked(rewards, actions, logged, target, people):
    rewards = real_array("rewards", rewards, ("rows",))
    logged = real_array("logged", logged, (len(rewards), "actions"), 0, 1)
    target = real_array("target", target, logged.shape, 0, 1)
    for name, values in (("logged", logged), ("target", target)):
        sums = values.sum(axis=1)
        if not np.allclose(sums, 1):
            raise UsageError(
                f"`{name}` must have the sum 1 in each row. Received: "
                f"{sums.min():.3g} to {sums.max():.3g}"
            )
    actions = real_array(
        "actions", actions, (len(rewards),), 0, logged.shape[1] - 1
    )
    if (actions != np.floor(actions)).any():
        raise UsageError("`actions` must be whole numbers. Received: others")
    actions = actions.astype(int)
    if not (logged[np.arange(len(actions)), actions] > 0).all():
        raise UsageError(
            "`logged` must be above 0 for each action that was taken. "
            "Received: 0"
        )
    codes, ids = patient_codes("people", people)
    check_one_length(rewards=rewards, people=codes)
    if len(ids) < 2:
        raise UsageError("`people` must name two or more. Received: 1")
    return _Rows(rewards.astype(float), actions, logged, target, codes)


def _ratio(rows):
    """target / logged of what was done."""
    place = np.arange(len(rows.actions)), rows.actions
    return rows.target[place] / rows.logged[place]


def _with_interval(value, deviations, ratio, codes):
    """Student's t over the people's sums of deviations from the value."""
    people = codes.max() + 1
    sums = np.bincount(codes, deviations, people) / len(codes)
    error = np.sqrt(people / (people - 1) * np.sum(sums**2))
    reach = stats.t.ppf(0.975, people - 1) * error
    squares = np.sum(ratio**2)
    effective = ratio.sum() ** 2 / squares if squares > 0 else 0.0
    low, high = float(value - reach), float(value + reach)
    return PolicyValue(value, low, high, float(effective), int(people))

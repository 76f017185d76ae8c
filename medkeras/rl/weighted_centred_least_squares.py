"""The causal effect in a micro-randomised trial: weighted and centred (WCLS).

Written for any leading axes: a thousand simulated trials are one call.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError


class ExcursionEffect(NamedTuple):
    """Effects of a prompt, averaged over what is not among the moderators.

    Attributes:
        coefficients: (..., moderators).
        standard_errors: (..., moderators), robust, of people as clusters.
        ci_low: (..., moderators), of the 95 % interval.
        ci_high: (..., moderators).
        people: how many clusters.
    """

    coefficients: np.ndarray
    standard_errors: np.ndarray
    ci_low: np.ndarray
    ci_high: np.ndarray
    people: int


def weighted_centred_least_squares(
    rewards: np.ndarray,
    actions: np.ndarray,
    probability: np.ndarray,
    moderators: np.ndarray,
    controls: np.ndarray,
    used: np.ndarray | None = None,
    reference: float | None = None,
) -> ExcursionEffect:
    """Estimate what a prompt does, from known, logged probabilities.

    Least squares of

        reward = controls' alpha + (action - p~) moderators' beta

    with the weight (p~ / p)^A ((1 - p~) / (1 - p))^(1 - A). Centring makes
    beta right whatever is true of the controls; the weight makes it right
    where the probability p depends on what is not among the moderators. The
    reference p~ may depend on nothing here: it is one number.

    The interval is that of Student's t with people - coefficients degrees of
    freedom; each person's part in the sandwich is corrected for the pull
    that the person had on the fit (Mancl and DeRouen 2001).

    Args:
        rewards: (..., people, times).
        actions: (..., people, times), 0 or 1.
        probability: (..., people, times), of action 1 as it was drawn.
        moderators: (..., people, times, moderators), with a column of ones
            for a marginal effect.
        controls: (..., people, times, controls), with a column of ones.
        used: (..., people, times), False where nothing was randomised: such
            a decision is no refusal, it is left out.
        reference: the probability p~; None for the mean of `actions`, where
            used.

    Returns:
        The effects, one for each moderator.

    Raises:
        UsageError: other shapes, actions besides 0 and 1, probabilities of 0
            or 1, too few people, columns that are not independent.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.weighted_centred_least_squares import (
        ...     weighted_centred_least_squares,
        ... )
        >>> rng = np.random.default_rng(0)
        >>> actions = rng.integers(0, 2, (30, 50))
        >>> rewards = 0.5 * actions + rng.normal(size=(30, 50))
        >>> one = np.ones((30, 50, 1))
        >>> half = np.full((30, 50), 0.5)
        >>> found = weighted_centred_least_squares(
        ...     rewards, actions, half, moderators=one, controls=one
        ... )
        >>> bool(found.ci_low[0] < 0.5 < found.ci_high[0])
        True

    Reference: Boruvka et al. 2018, doi:10.1080/01621459.2017.1305274; Mancl
        and DeRouen 2001, doi:10.1111/j.0006-341X.2001.00126.x.
    Chapter: 3.4.2
    """
    y, a, p, f, g, used = _checked(
        rewards, actions, probability, moderators, controls, used
    )
    if reference is None:
        reference = float(np.sum(a * used) / np.sum(used))
    if not 0 < reference < 1:
        raise UsageError(
            f"`reference` must be between 0 and 1. Received: {reference}"
        )
    weight = np.where(a == 1, reference / p, (1 - reference) / (1 - p))
    centred = (a - reference)[..., None] * f
    x = np.concatenate(
        [np.broadcast_to(g, (*y.shape, g.shape[-1])), centred], -1
    )
    return _clustered_fit(x, y, weight * used, f.shape[-1])


def uncentred_least_squares(
    rewards: np.ndarray,
    actions: np.ndarray,
    moderators: np.ndarray,
    controls: np.ndarray,
    used: np.ndarray | None = None,
) -> ExcursionEffect:
    """The naive rival: the same regression, neither weighted nor centred.

    These are generalised estimating equations with working independence. They
    are biased where controls that the action has moved, or that decide on
    its probability, also moderate its effect.

    Args:
        rewards: (..., people, times).
        actions: (..., people, times), 0 or 1.
        moderators: (..., people, times, moderators).
        controls: (..., people, times, controls).
        used: (..., people, times).

    Returns:
        As `weighted_centred_least_squares`.

    Raises:
        UsageError: as there.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.weighted_centred_least_squares import (
        ...     uncentred_least_squares,
        ... )
        >>> rng = np.random.default_rng(0)
        >>> actions = rng.integers(0, 2, (30, 50))
        >>> one = np.ones((30, 50, 1))
        >>> found = uncentred_least_squares(2.0 * actions, actions, one, one)
        >>> round(float(found.coefficients[0]), 6)
        2.0

    Reference: Liang and Zeger 1986, doi:10.1093/biomet/73.1.13.
    Chapter: 3.4.2
    """
    half = np.full(np.shape(rewards), 0.5)
    y, a, _, f, g, used = _checked(
        rewards, actions, half, moderators, controls, used
    )
    g = np.broadcast_to(g, (*y.shape, g.shape[-1]))
    x = np.concatenate([g, a[..., None] * f], -1)
    return _clustered_fit(x, y, used, f.shape[-1])


def _clustered_fit(x, y, weight, moderators):
    """Weighted least squares; its sandwich over people, corrected."""
    people, size = y.shape[-2], x.shape[-1]
    if people <= size:
        raise UsageError(
            f"there must be more people than coefficients, {size}. "
            f"Received: {people}"
        )
    weighted = (x * weight[..., None]).swapaxes(-1, -2)
    bread = weighted @ x  # (..., people, size, size)
    whole = bread.sum(axis=-3)
    if (np.linalg.matrix_rank(whole, hermitian=True) < size).any():
        raise UsageError(
            "moderators and controls must be linearly independent where "
            "decisions were used. Received: columns that are not"
        )
    moment = (weighted @ y[..., None])[..., 0].sum(axis=-2)
    found = np.linalg.solve(whole, moment[..., None])[..., 0]
    residual = y - (x @ found[..., None, :, None])[..., 0]
    score = weighted @ residual[..., None]  # (..., people, size, 1)
    # How far the fit would move without the person: (B - B_i)^-1 u_i.
    try:
        moved = np.linalg.solve(whole[..., None, :, :] - bread, score)[..., 0]
    except np.linalg.LinAlgError as error:
        raise UsageError(
            "no coefficient may hang on one person alone. Received: columns "
            "that are independent only with that person"
        ) from error
    covariance = moved.swapaxes(-1, -2) @ moved
    error = np.sqrt(np.diagonal(covariance, axis1=-2, axis2=-1))
    beta, error = found[..., -moderators:], error[..., -moderators:]
    reach = stats.t.ppf(0.975, people - size) * error
    return ExcursionEffect(beta, error, beta - reach, beta + reach, people)


def _checked(rewards, actions, probability, moderators, controls, used):
    y = real_array("rewards", rewards, ("...", "people", "times"))
    shape = y.shape
    used = np.ones(shape) if used is None else used
    used = real_array("used", used, shape, 0, 1).astype(float)
    a = real_array("actions", actions, shape, 0, 1).astype(float)
    if not np.isin(a, (0, 1)).all():
        raise UsageError("`actions` must be 0 or 1. Received: others")
    p = real_array("probability", probability, shape, 0, 1)
    p = np.where(used == 1, p, 0.5)  # where nothing was drawn: any number
    if not ((p > 0) & (p < 1)).all():
        raise UsageError(
            "`probability` must be above 0 and below 1 where a decision was "
            f"used. Received: {p.min():g} to {p.max():g}"
        )
    f = real_array("moderators", moderators, (*shape, "moderators"))
    g = real_array("controls", controls, (*shape, "controls"))
    return y.astype(float), a, p, f, g, used

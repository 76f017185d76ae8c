"""The mean of repeated results, with Student's interval."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from medkeras.metrics.estimate import Estimate
from medkeras.utils.errors import UsageError


def mean_interval(
    values: ArrayLike,
    groups: ArrayLike | None = None,
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> Estimate:
    """Mean of repeated results with Student's 95 % interval.

    Results that share something that could have fallen otherwise (a network,
    a fold, a patient) are no independent repeats. Name it in `groups`: then
    each group is averaged first, and the means of the groups are the sample.

    Args:
        values: one result a repeat, (repeats,).
        groups: what each repeat shares with others, (repeats,); None means
            nothing.
        bounds: smallest and largest possible value, at which the interval is
            cut: (0, 1) for an accuracy, (-1, 1) for a difference of two,
            (0, np.inf) for an error.

    Returns:
        An `Estimate`; its n counts the groups, or the repeats if there are
        no groups.

    Raises:
        UsageError: values that are no numbers, not finite or outside the
            bounds; groups of another length; fewer than two of them.

    Example:
        >>> from medkeras.metrics.mean_interval import mean_interval
        >>> print(mean_interval([0.7, 0.8, 0.9], bounds=(0, 1)))
        0.800 [0.552, 1.000]
        >>> print(mean_interval([0.7, 0.9, 0.8, 0.8], groups=[1, 1, 2, 2]))
        0.800 [0.800, 0.800]

    Reference: Student 1908, doi:10.1093/biomet/6.1.1.
    Chapter: 2.2.2
    """
    sample = _checked(values, bounds)
    if groups is not None:
        sample = _means_of_groups(sample, np.asarray(groups))
    if len(sample) < 2:
        raise UsageError(
            "an interval needs two independent repeats or more. Received: "
            f"{len(sample)}"
        )
    mean = sample.mean()
    half = stats.t.ppf(0.975, len(sample) - 1) * stats.sem(sample)
    low, high = np.clip([mean - half, mean + half], *bounds)
    return Estimate(float(mean), float(low), float(high), len(sample))


def _checked(values, bounds):
    try:
        values = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise UsageError(
            f"`values` must be numbers. Received: {values!r}"
        ) from None
    if values.ndim != 1 or not np.isfinite(values).all():
        raise UsageError(
            "`values` must be a list of finite numbers. Received: shape "
            f"{values.shape}, {(~np.isfinite(values)).sum()} not finite"
        )
    low, high = bounds
    outside = (values < low) | (values > high)
    if outside.any():
        raise UsageError(
            f"`values` must be from {low:g} to {high:g}. Received: "
            f"{values[outside][0]:g}"
        )
    return values


def _means_of_groups(values, groups):
    if groups.shape != values.shape:
        raise UsageError(
            f"`groups` must name a group for each of {len(values)} values. "
            f"Received: shape {groups.shape}"
        )
    if any(group is None or group != group for group in groups.tolist()):
        raise UsageError("`groups` must have no missing entry. Received: NaN")
    return np.array([values[groups == g].mean() for g in np.unique(groups)])

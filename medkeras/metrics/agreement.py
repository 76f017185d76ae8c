"""Do two ways of measuring agree? Bias and limits, not a correlation."""

from typing import NamedTuple

import numpy as np

from medkeras.metrics.estimate import Estimate
from medkeras.metrics.intervals import t_interval
from medkeras.utils.arrays import check_one_length, finite_numbers


class Agreement(NamedTuple):
    """How far one measurement lies from another.

    Attributes:
        bias: mean difference with its interval.
        low: lower limit of agreement: 95 % of differences lie above it and
            below `high`, if they are spread like a bell.
        high: upper limit.
        mean: of both measurements, for each case.
        difference: first minus second, for each case.

    Example:
        >>> from medkeras.metrics.agreement import bland_altman
        >>> bland_altman([1, 2, 4], [1, 2, 3]).difference
        array([0., 0., 1.])

    Chapter: 3.1.1
    """

    bias: Estimate
    low: float
    high: float
    mean: np.ndarray
    difference: np.ndarray


def bland_altman(measured, reference) -> Agreement:
    """Bias and limits of agreement of two ways to measure the same cases.

    A correlation near 1 only says that large is large in both; the
    difference says how wrong a single reading may be.

    Args:
        measured: by the one way, (cases,), three or more.
        reference: by the other, same cases and unit.

    Returns:
        Mean difference with Student's interval, and bias ± 1.96 standard
        deviations.

    Raises:
        UsageError: lengths that differ, fewer than three cases, NaN.

    Example:
        >>> from medkeras.metrics.agreement import bland_altman
        >>> found = bland_altman([98, 120, 151, 80], [100, 118, 155, 84])
        >>> print(f"{found.bias.value:.1f} {found.low:.1f} {found.high:.1f}")
        -2.0 -7.5 3.5

    Reference: Bland and Altman 1986, doi:10.1016/S0140-6736(86)90837-8.
    Chapter: 3.1.1
    """
    measured = finite_numbers("measured", measured, ndim=1, rows=3)
    reference = finite_numbers("reference", reference, ndim=1, rows=3)
    check_one_length(measured=measured, reference=reference)
    difference = measured - reference
    bias, spread = difference.mean(), difference.std(ddof=1)
    return Agreement(
        t_interval(difference, "any"),
        float(bias - 1.96 * spread),
        float(bias + 1.96 * spread),
        (measured + reference) / 2,
        difference,
    )

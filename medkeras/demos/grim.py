"""What a published percentage allows: arithmetic before statistics."""

import math

from medkeras.utils.sizes import check_number, check_whole


def attainable_sizes(
    share: float, decimals: int, largest: int
) -> list[tuple[int, int]]:
    """List the fractions k / n that round to a published share.

    A share of n patients can only be k / n. Small n that can show the
    printed digits tell how few patients may stand behind a figure; none at
    all below the claimed n tells that something else was counted.

    Args:
        share: the published figure as a fraction, 0.9726 for 97.26 %.
        decimals: digits of the fraction that were printed, 4 for 97.26 %.
        largest: largest n to try.

    Returns:
        Pairs (k, n) with k / n rounding to the share, smallest n first.

    Raises:
        UsageError: a share outside [0, 1], as 97.26 for 0.9726, a size below
            1, or decimals that are no whole number.

    Example:
        >>> from medkeras.demos.grim import attainable_sizes
        >>> attainable_sizes(0.9726, decimals=4, largest=80)
        [(71, 73)]

    Reference: Brown and Heathers 2017, "The GRIM test",
        doi:10.1177/1948550616673876.
    Chapter: 3.2.1
    """
    check_number("share", share, 0, 1)
    check_whole("decimals", decimals, least=0)
    check_whole("largest", largest)
    half = 0.5 * 10.0**-decimals + 1e-12
    fractions = []
    for n in range(1, largest + 1):
        for k in (math.floor(share * n), math.ceil(share * n)):
            if abs(k / n - share) <= half and (k, n) not in fractions:
                fractions.append((k, n))
    return fractions

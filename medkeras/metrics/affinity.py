"""Are stronger bonds predicted stronger? Concordance of whole rankings."""

import numpy as np
from scipy.stats import kendalltau

from medkeras.utils.arrays import check_one_length, float_array


def concordance_index(measured: np.ndarray, scores: np.ndarray) -> float:
    """Of pairs with different measured values, the share put in their order.

    0.5 is guessing, 1 is the right order throughout. Equal predictions count
    half; pairs of equal measured values do not count, which matters where most
    values stand at a limit of detection. It takes n log n steps, not n².

    Args:
        measured: (pairs,), such as -log10 of dissociation constants.
        scores: (pairs,), predicted; higher for higher measured values.

    Returns:
        From 0 to 1; NaN where all measured values are equal.

    Raises:
        UsageError: lengths that differ, values that are not finite.

    Example:
        >>> from medkeras.metrics.affinity import concordance_index
        >>> concordance_index([5.0, 5.0, 7.0, 8.0], [0.1, 0.2, 0.9, 0.9])
        0.9

    Reference: Gönen and Heller 2005, doi:10.1093/biomet/92.4.965; for
        affinities: Pahikkala et al. 2015, doi:10.1093/bib/bbu010.
    Chapter: 3.4.3
    """
    measured = float_array("measured", measured, ("pairs",))
    scores = float_array("scores", scores, ("pairs",))
    check_one_length(measured=measured, scores=scores)
    pairs = len(measured) * (len(measured) - 1) / 2
    different = pairs - _equal_pairs(measured)
    if not different:
        return float("nan")
    told_apart = pairs - _equal_pairs(scores)
    if not told_apart:
        return 0.5
    # tau-b = (concordant - discordant) / sqrt(different * told_apart)
    tau = kendalltau(measured, scores, method="asymptotic").statistic
    surplus = round(tau * np.sqrt(different) * np.sqrt(told_apart))
    return float(0.5 + surplus / (2 * different))


def _equal_pairs(values):
    """Pairs of equal values."""
    counts = np.unique(values, return_counts=True)[1].astype(float)
    return (counts * (counts - 1) / 2).sum()

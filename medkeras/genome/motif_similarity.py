"""How alike two motifs are, however they lie to one another."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


class Alignment(NamedTuple):
    """The best place of one motif on another.

    Attributes:
        correlation: Pearson's, from -1 to 1.
        offset: place of the first motif at which the second begins; below 0
            where it begins before.
        reverse: whether the second was turned to the other strand.

    Example:
        >>> from medkeras.genome.motif_similarity import Alignment
        >>> Alignment(0.9, 2, False).offset
        2

    Chapter: 3.4.4
    """

    correlation: float
    offset: int
    reverse: bool


def motif_similarity(
    first: np.ndarray, second: np.ndarray, min_overlap: int | None = None
) -> Alignment:
    """Largest Pearson correlation over all shifts and both strands.

    At each shift the entries of the places that lie on one another are
    correlated, all letters together. The fewer they are, the higher the best
    of them is by chance: keep `min_overlap` at most of the shorter motif, and
    compare with the values of motifs that were shuffled.

    Args:
        first: (width, 4), probabilities, weights, or a filter of a network.
        second: (width, 4); the widths may differ.
        min_overlap: places that must lie on one another; None for the whole
            of the shorter motif.

    Returns:
        Correlation, offset and strand; 0 where no overlap varies.

    Raises:
        UsageError: other shapes, or an overlap longer than a motif.

    Example:
        >>> import numpy as np
        >>> from medkeras.genome import motif_similarity, one_hot
        >>> found = motif_similarity(one_hot("GGATTACA"), one_hot("GTAAT"))
        >>> round(found.correlation, 6), found.offset, found.reverse
        (1.0, 2, True)

    Reference: Pietrokovski 1996, doi:10.1093/nar/24.19.3836 (a correlation
        of each place); Gupta et al. 2007, doi:10.1186/gb-2007-8-2-r24.
    Chapter: 3.4.4
    """
    first = real_array("first", first, ("width", 4)).astype(float)
    second = real_array("second", second, ("width", 4)).astype(float)
    shorter = min(len(first), len(second))
    least = shorter if min_overlap is None else min_overlap
    check_whole("min_overlap", least)
    if least > shorter:
        raise UsageError(
            f"`min_overlap` must be at most the {shorter} places of the "
            f"shorter motif. Received: {least}"
        )
    best = None
    for reverse in (False, True):
        turned = second[::-1, ::-1] if reverse else second
        for offset in range(least - len(second), len(first) - least + 1):
            start, stop = max(offset, 0), min(len(first), offset + len(second))
            ours = first[start:stop].ravel()
            other = turned[start - offset : stop - offset].ravel()
            found = Alignment(_correlation(ours, other), offset, reverse)
            if best is None or found.correlation > best.correlation + 1e-12:
                best = found
    return best


def _correlation(ours, other):
    ours, other = ours - ours.mean(), other - other.mean()
    size = np.sqrt((ours @ ours) * (other @ other))
    return float(ours @ other / size) if size > 0 else 0.0

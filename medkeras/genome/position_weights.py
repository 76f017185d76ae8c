"""Position weight matrices: a motif as log odds, and where it stands."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from medkeras.genome.sequences import as_encoded, one_hot
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number

EVEN = (0.25, 0.25, 0.25, 0.25)


class Scan(NamedTuple):
    """Log odds of a motif at each place.

    Attributes:
        forward: (sequences, places), of the letters from there on.
        reverse: the same, of the reverse complement of these letters.

    Example:
        >>> from medkeras.genome.position_weights import Scan
        >>> Scan._fields
        ('forward', 'reverse')

    Chapter: 3.4.4
    """

    forward: np.ndarray
    reverse: np.ndarray


def letter_probabilities(
    counts: np.ndarray, pseudocount: float = 0.5
) -> np.ndarray:
    """Probabilities of the letters at each place of a motif.

        p_ij = (n_ij + a) / Σ_j (n_ij + a)

    Args:
        counts: (width, 4), how often A, C, G, T stood there.
        pseudocount: a, added to each count: a letter that was never seen is
            not impossible.

    Returns:
        (width, 4); rows sum to 1.

    Raises:
        UsageError: another shape, counts below 0, or a place without any.

    Example:
        >>> from medkeras.genome import letter_probabilities
        >>> letter_probabilities([[8, 0, 0, 0]])
        array([[0.85, 0.05, 0.05, 0.05]])

    Chapter: 3.4.4
    """
    counts = real_array("counts", counts, ("width", 4), low=0).astype(float)
    check_number("pseudocount", pseudocount, 0)
    counts = counts + pseudocount
    total = counts.sum(axis=1, keepdims=True)
    if (total == 0).any():
        raise UsageError(
            "`counts` must have a count at each place, or a pseudocount above "
            f"0. Received: none at place {int((total == 0).argmax())}"
        )
    return counts / total


def position_weights(
    counts: np.ndarray,
    pseudocount: float = 0.5,
    background: Sequence[float] = EVEN,
) -> np.ndarray:
    """Position weight matrix: log odds of each letter against background.

        w_ij = log2(p_ij / q_j)

    Args:
        counts: (width, 4), how often A, C, G, T stood there.
        pseudocount: added to each count, above 0.
        background: (4,), probabilities of the letters elsewhere.

    Returns:
        (width, 4), in bits.

    Raises:
        UsageError: as `letter_probabilities`; a background with a letter that
            never occurs, or that does not sum to 1.

    Example:
        >>> from medkeras.genome import position_weights
        >>> position_weights([[6, 0, 0, 0]]).round(2).tolist()
        [[1.7, -2.0, -2.0, -2.0]]

    Reference: Stormo 2000, doi:10.1093/bioinformatics/16.1.16.
    Chapter: 3.4.4
    """
    share = letter_probabilities(counts, pseudocount)
    background = real_array("background", background, (4,), low=0, high=1)
    if (background == 0).any() or not np.isclose(background.sum(), 1):
        raise UsageError(
            "`background` must be four probabilities above 0 that sum to 1. "
            f"Received: {background.tolist()}"
        )
    if (share == 0).any():
        raise UsageError(
            "`pseudocount` must be above 0 where a letter was never counted. "
            f"Received: {pseudocount}"
        )
    return np.log2(share / background)


def information_content(
    counts: np.ndarray, pseudocount: float = 0.5
) -> np.ndarray:
    """Bits that each place of a motif tells: 0 (any letter) to 2 (one).

    Args:
        counts: (width, 4).
        pseudocount: added to each count.

    Returns:
        (width,), 2 + Σ_j p_ij log2 p_ij.

    Raises:
        UsageError: as `letter_probabilities`.

    Example:
        >>> from medkeras.genome import information_content
        >>> information_content([[5, 0, 0, 0], [1, 1, 1, 1]], pseudocount=0)
        array([2., 0.])

    Reference: Schneider and Stephens 1990, doi:10.1093/nar/18.20.6097.
    Chapter: 3.4.4
    """
    share = letter_probabilities(counts, pseudocount)
    logs = np.log2(share, out=np.zeros_like(share), where=share > 0)
    return 2 + (share * logs).sum(axis=1)


def log_odds_scan(
    sequences: str | Sequence[str] | np.ndarray, weights: np.ndarray
) -> Scan:
    """Log odds of a motif at each place of both strands.

    The sum of the weights of the letters that stand there: a convolution of
    the one-hot rows. A code of several letters has the mean of their weights.

    Args:
        sequences: texts of one length, or (sequences, length, 4).
        weights: (width, 4), from `position_weights`.

    Returns:
        Scores of both strands, float64; at the same place they speak of the
        same letters.

    Raises:
        UsageError: unknown letters, other shapes, or sequences shorter than
            the motif.

    Example:
        >>> import numpy as np
        >>> from medkeras.genome import log_odds_scan
        >>> weights = np.array([[1.0, 0, 0, 0], [0, 1, 0, 0]])  # A, then C
        >>> scan = log_odds_scan(["ACGT"], weights)
        >>> scan.forward.tolist(), scan.reverse.tolist()
        ([[2.0, 0.0, 0.0]], [[0.0, 0.0, 2.0]])

    Chapter: 3.4.4
    """
    weights = real_array("weights", weights, ("width", 4)).astype(float)
    if isinstance(sequences, str):
        sequences = [sequences]
    if isinstance(sequences, np.ndarray) and sequences.dtype.kind in "biuf":
        encoded = as_encoded("sequences", sequences)
    else:
        encoded = one_hot(sequences)
    encoded = encoded[None] if encoded.ndim == 2 else encoded
    if encoded.shape[1] < len(weights):
        raise UsageError(
            f"`sequences` must have the {len(weights)} letters of the motif or "
            f"more. Received: {encoded.shape[1]}"
        )
    return Scan(_sums(encoded, weights), _sums(encoded, weights[::-1, ::-1]))


def _sums(encoded, weights):
    places = encoded.shape[1] - len(weights) + 1
    total = np.zeros((len(encoded), places))
    for offset, row in enumerate(weights):
        total += encoded[:, offset : offset + places] @ row
    return total


def detector_counts(
    kernel: np.ndarray,
    sequences: Sequence[str] | np.ndarray,
    share: float = 0.5,
) -> np.ndarray:
    """What a filter of a network answers to, as counts of letters.

    In each sequence the strongest place of either strand is taken; those
    above `share` of the strongest of all are laid on one another and counted.
    The weights themselves are no motif: to each place of a filter any number
    can be added, if another loses it.

    Args:
        kernel: (width, 4), the filter's weights.
        sequences: texts of one length, or (sequences, length, 4).
        share: of the strongest answer, from 0 to 1.

    Returns:
        (width, 4), how often A, C, G, T stood there.

    Raises:
        UsageError: as `log_odds_scan`; a share out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.genome import detector_counts
        >>> kernel = np.array([[1.0, 0, 0, 0], [0, 1, 0, 0]])  # A, then C
        >>> detector_counts(kernel, ["TACT", "ACTT", "TTTT"], 0.9).tolist()
        [[2.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0]]

    Reference: Alipanahi et al. 2015, doi:10.1038/nbt.3300 (their motifs are
        drawn from all windows that pass the detector's threshold).
    Chapter: 3.4.4
    """
    check_number("share", share, 0, 1)
    if not isinstance(sequences, np.ndarray):
        sequences = one_hot(sequences)
    scan = log_odds_scan(sequences, kernel)
    width = len(kernel)
    here, there = (strand.max(axis=1) for strand in scan)
    best = np.maximum(here, there)
    counts = np.zeros((width, 4))
    least = best.max() - (1 - share) * abs(best.max())
    for row in np.flatnonzero(best >= least):
        reverse = there[row] > here[row]
        place = int(scan[int(reverse)][row].argmax())
        window = sequences[row, place : place + width]
        counts += window[::-1, ::-1] if reverse else window
    return counts

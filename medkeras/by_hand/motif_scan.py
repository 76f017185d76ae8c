"""Score a motif at each place of a sequence, letter by letter."""

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError

LETTERS = "ACGT"


def motif_scan(sequence: str, weights: np.ndarray) -> np.ndarray:
    """Add up the weights of the letters that stand at each place.

        score_t = Σ_i w[i, letter at t + i]

    The convolution of a one-hot sequence with the weights as its filter.

    Args:
        sequence: text of A, C, G and T.
        weights: (width, 4), log odds of each letter at each place.

    Returns:
        (length - width + 1,).

    Raises:
        UsageError: other letters, other shapes, or a sequence shorter than
            the motif.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.motif_scan import motif_scan
        >>> weights = np.array([[1.0, 0, 0, 0], [0, 1, 0, 0]])  # A, then C
        >>> motif_scan("ACAT", weights).tolist()
        [2.0, 0.0, 1.0]

    Chapter: 3.4.4
    """
    weights = real_array("weights", weights, ("width", 4)).astype(float)
    width = len(weights)
    if not isinstance(sequence, str) or set(sequence) - set(LETTERS):
        raise UsageError(
            f"`sequence` must be letters of {LETTERS}. Received: "
            f"{sequence!r:.40}"
        )
    if len(sequence) < width:
        raise UsageError(
            f"`sequence` must have the {width} letters of the motif or more. "
            f"Received: {len(sequence)}"
        )
    scores = np.zeros(len(sequence) - width + 1)
    for place in range(len(scores)):
        for i, letter in enumerate(sequence[place : place + width]):
            scores[place] += weights[i, LETTERS.index(letter)]
    return scores

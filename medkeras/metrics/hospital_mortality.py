"""The two scores of the 2012 challenge: who will die, and how likely.

PhysioNet / Computing in Cardiology, "Predicting mortality of ICU patients".
"""

import numpy as np

from medkeras.utils.arrays import labels_and_probabilities
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

ROOM = 0.001  # in the divisor of each group, as the challenge has it


def sensitivity_or_precision(
    labels: np.ndarray, probabilities: np.ndarray, threshold: float = 0.5
) -> float:
    """The smaller of sensitivity and positive predictivity: event 1.

    Args:
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of label 1.
        threshold: from 0 to 1; a probability at or above it counts as 1.

    Returns:
        A number from 0 to 1; 0 where nobody is said to die.

    Raises:
        UsageError: other labels or probabilities, or only one label.

    Example:
        >>> from medkeras.metrics.hospital_mortality import (
        ...     sensitivity_or_precision)
        >>> sensitivity_or_precision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
        0.5

    Reference: Silva et al. 2012, Computing in Cardiology 39:245-248.
    Chapter: 3.4.5
    """
    check_number("threshold", threshold, 0, 1)
    labels, probabilities = labels_and_probabilities(
        labels, probabilities, both=True
    )
    said = probabilities >= probabilities.dtype.type(threshold)
    found = (said & (labels == 1)).sum()
    return float(found / max(said.sum(), (labels == 1).sum()))


def best_threshold(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """The threshold at which event 1 is highest; the lowest of equal ones.

    On the rows that are judged it flatters: choose it on others.

    Args:
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of label 1.

    Returns:
        One of the probabilities.

    Raises:
        UsageError: other labels or probabilities, or only one label.

    Example:
        >>> from medkeras.metrics.hospital_mortality import best_threshold
        >>> best_threshold([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
        0.35

    Chapter: 3.4.5
    """
    labels, probabilities = labels_and_probabilities(
        labels, probabilities, both=True
    )
    order = np.argsort(-probabilities, kind="stable")
    found = np.cumsum(labels[order])
    said = np.arange(1, len(labels) + 1)
    scores = found / np.maximum(said, found[-1])
    # A threshold takes all rows of one probability, or none.
    last = np.append(np.diff(probabilities[order]) != 0, True)
    scores = np.where(last, scores, -1.0)
    place = np.flatnonzero(scores == scores.max())[-1]
    return float(probabilities[order][place])


def normalized_hosmer_lemeshow(
    labels: np.ndarray, probabilities: np.ndarray, groups: int = 10
) -> float:
    """How far deaths and risks are apart in tenths of the patients: event 2.

        H = Σ_g (O_g - n p_g)² / (n p_g (1 - p_g) + 0.001),
        score = H / (p_10 - p_1)

    Rows are sorted by their risk and divided into groups of n; p is a group's
    mean risk, O how many died in it. 0 is best; a range of risks of 0 makes
    it infinite. Rows that do not fill a group, the highest risks, are left
    out, as in the challenge, whose 4,000 left none.

    Args:
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of label 1.
        groups: how many, 10 in the challenge.

    Returns:
        The score, 0 or more; it grows with the number of rows.

    Raises:
        UsageError: other labels or probabilities, fewer rows than groups.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.hospital_mortality import (
        ...     normalized_hosmer_lemeshow)
        >>> risks = np.repeat([0.1, 0.5], 10)
        >>> labels = np.r_[1, np.zeros(9), np.ones(5), np.zeros(5)]
        >>> normalized_hosmer_lemeshow(labels, risks, groups=2)
        0.0

    Reference: Silva et al. 2012, Computing in Cardiology 39:245-248.
    Chapter: 3.4.5
    """
    check_whole("groups", groups, 2)
    labels, probabilities = labels_and_probabilities(labels, probabilities)
    size = len(labels) // groups
    if size < 1:
        raise UsageError(
            f"`labels` must hold a row a group, {groups}. Received: "
            f"{len(labels)}"
        )
    order = np.argsort(probabilities, kind="stable")[: size * groups]
    died = labels[order].reshape(groups, size).sum(axis=1)
    risk = probabilities[order].reshape(groups, size).mean(axis=1, dtype=float)
    apart = (died - size * risk) ** 2
    total = (apart / (size * risk * (1 - risk) + ROOM)).sum()
    spread = risk[-1] - risk[0]
    return float(total / spread) if spread > 0 else float("inf")

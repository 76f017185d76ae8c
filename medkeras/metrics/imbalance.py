"""Precision where positives are rarer than in the rows at hand."""

import numpy as np
from sklearn.metrics import average_precision_score

from medkeras.utils.arrays import labels_and_probabilities
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number


def auprc_at_prevalence(
    labels: np.ndarray, probabilities: np.ndarray, prevalence: float
) -> float:
    """Average precision as if a share `prevalence` of the rows were positive.

    At each threshold, with the sensitivity and the false alarms of the rows,

        precision = π TPR / (π TPR + (1 - π) FPR)

    The rows must be draws of positives and of negatives as they will be met;
    only how many there are of each may differ. False alarms rarer than one
    among the rows' negatives cannot be seen.

    Args:
        labels: (rows,), 0 or 1, both.
        probabilities: (rows,), of label 1.
        prevalence: π, above 0 and below 1.

    Returns:
        From 0 to 1; guessing scores the prevalence.

    Raises:
        UsageError: as `auprc`, or a prevalence out of range.

    Example:
        >>> from medkeras.metrics.imbalance import auprc_at_prevalence
        >>> labels, p = [1, 1, 0, 0], [0.9, 0.4, 0.6, 0.1]
        >>> round(auprc_at_prevalence(labels, p, 0.5), 4)
        0.8333
        >>> round(auprc_at_prevalence(labels, p, 0.01), 4)
        0.5099

    Reference: Saito and Rehmsmeier 2015, doi:10.1371/journal.pone.0118432.
    Chapter: 3.4.4
    """
    labels, probabilities = labels_and_probabilities(
        labels, probabilities, both=True
    )
    check_number("prevalence", prevalence, 0, 1)
    if prevalence in (0, 1):
        raise UsageError(
            f"`prevalence` must be above 0 and below 1. Received: {prevalence}"
        )
    positive = labels == 1
    share = positive.mean()
    each = prevalence / share, (1 - prevalence) / (1 - share)
    weights = np.where(positive, *each)
    return float(
        average_precision_score(labels, probabilities, sample_weight=weights)
    )

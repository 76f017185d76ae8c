"""One figure for several tasks, of which a row need not know all."""

import numpy as np
from scipy.stats import rankdata

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError


def mean_auroc(labels: np.ndarray, scores: np.ndarray) -> float:
    """Mean of the tasks' AUROCs, each over the rows whose label is known.

    Args:
        labels: (rows, tasks), 0 or 1; -1 where a label is not known.
        scores: (rows, tasks), higher for likelier 1.

    Returns:
        The mean over the tasks that have both labels; NaN if none has.

    Raises:
        UsageError: shapes that differ, other labels, values not finite.

    Example:
        >>> from medkeras.metrics.multitask import mean_auroc
        >>> labels = [[0, 1], [1, -1], [1, 0]]
        >>> mean_auroc(labels, [[0.1, 0.9], [0.8, 0.2], [0.7, 0.3]])
        1.0

    Reference: Wu et al. 2018, doi:10.1039/C7SC02664A (MoleculeNet).
    Chapter: 3.4.3
    """
    labels = float_array("labels", labels, ("rows", "tasks"), -1, 1)
    scores = float_array("scores", scores, labels.shape)
    if (labels % 1).any():
        raise UsageError("`labels` must be 0, 1 or -1. Received: others")
    found = []
    for truth, score in zip(labels.T, scores.T, strict=True):
        known = truth >= 0
        value = _auroc(truth[known] > 0, score[known])
        if value is not None:
            found.append(value)
    return float(np.mean(found)) if found else float("nan")


def _auroc(positive, scores):
    """From the ranks of the positives (Mann and Whitney); None without both."""
    ones = positive.sum()
    zeros = len(positive) - ones
    if not (ones and zeros):
        return None
    ranks = rankdata(scores)[positive].sum()
    return (ranks - ones * (ones + 1) / 2) / (ones * zeros)

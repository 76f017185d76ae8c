"""One figure for several tasks, of which a row need not know all."""

import numpy as np

from medkeras.metrics.classification import auroc
from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError


def mean_auroc(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Mean of the tasks' AUROCs, each over the rows whose label is known.

    Args:
        labels: (rows, tasks), 0 or 1; -1 where a label is not known.
        probabilities: (rows, tasks), or any scores.

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
    scores = float_array("probabilities", probabilities, labels.shape)
    if (labels % 1).any():
        raise UsageError("`labels` must be 0, 1 or -1. Received: others")
    found = []
    for task in range(labels.shape[1]):
        known = labels[:, task] >= 0
        truth = labels[known, task].astype(int)
        if len(set(truth)) == 2:
            found.append(auroc(truth, _shares(scores[known, task])))
    return float(np.mean(found)) if found else float("nan")


def _shares(scores):
    """Ranks from 0 to 1: an AUROC asks for no more."""
    ranks = np.unique(scores, return_inverse=True)[1].reshape(-1)
    return ranks / max(ranks.max(), 1)

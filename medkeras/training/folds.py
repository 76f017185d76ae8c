"""Folds that keep patients whole and hold both labels, or one clear line."""

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from medkeras.utils.errors import UsageError

Pairs = list[tuple[np.ndarray, np.ndarray]]


def stratified_folds(y, patients, folds: int, seed: int) -> Pairs:
    """Divide rows into folds that keep patients whole, by chance.

    Args:
        y: (rows,), 0 or 1.
        patients: (rows,), whose row it is; None means one row a patient.
        folds: how many, 2 or more.
        seed: of the draw.

    Returns:
        A pair (training rows, test rows) for each fold, alike in their share
        of label 1. Each row is in one test.

    Raises:
        UsageError: fewer patients of a label than folds, or a fold that
            comes to hold one label only.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.folds import stratified_folds
        >>> y, patients = np.tile([0, 1], 4), np.repeat(np.arange(4), 2)
        >>> pairs = stratified_folds(y, patients, folds=2, seed=0)
        >>> sorted(len(test) for _, test in pairs)
        [4, 4]

    Chapter: 3.1.6
    """
    _check_counts(y, patients, folds)
    if patients is None or len(np.unique(patients)) == len(patients):
        splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
        pairs = list(splitter.split(y, y))
    else:
        splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
        pairs = list(splitter.split(y, y, patients))
    for number, (train, test) in enumerate(pairs):
        for name, rows in (("training", train), ("test", test)):
            if len(np.unique(y[rows])) < 2:
                raise UsageError(
                    "every fold must hold both labels: use fewer folds. "
                    f"Received: only label {y[rows[0]]} in the {name} "
                    f"patients of fold {number + 1} of {folds}"
                )
    return pairs


def _check_counts(y, patients, folds):
    """Count patients, not rows; one with both labels counts for both."""
    patients = np.arange(len(y)) if patients is None else patients
    counts = {label: len(np.unique(patients[y == label])) for label in (0, 1)}
    if min(counts.values()) < folds:
        raise UsageError(
            f"`y` must hold 0 and 1, each in {folds} patients or more (one a "
            f"fold). Received: {counts[0]} patients with 0, {counts[1]} with 1"
        )

"""Folds that keep patients whole and hold both labels, or one clear line."""

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from medkeras.utils.arrays import binary_labels, check_one_length
from medkeras.utils.errors import UsageError
from medkeras.utils.patients import patient_codes
from medkeras.utils.sizes import check_seed, check_whole

Pairs = list[tuple[np.ndarray, np.ndarray]]


def stratified_folds(y, patients, folds: int, seed: int) -> Pairs:
    """Pairs of (training rows, test rows), alike in their share of label 1.

    A patient's rows stay together, and each row is tested once.

    Args:
        y: labels 0 and 1, (rows,).
        patients: (rows,), whose row it is; None where each is another's.
        folds: how many, two or more.
        seed: of the draw.

    Returns:
        One pair of arrays of row numbers for each fold.

    Raises:
        UsageError: other labels, lengths that differ, fewer patients with a
            label than folds, a fold with one label only.

    Example:
        >>> from medkeras.training.folds import stratified_folds
        >>> pairs = stratified_folds([0, 1, 0, 1], [7, 7, 9, 9], 2, seed=0)
        >>> sorted(test.tolist() for _, test in pairs)
        [[0, 1], [2, 3]]

    Chapter: 3.1.5
    """
    y = binary_labels("y", y)
    check_whole("folds", folds, 2)
    check_seed(seed)
    if patients is not None:
        patients, _ = patient_codes("patients", patients)
        check_one_length(y=y, patients=patients)
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

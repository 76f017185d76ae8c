"""Splits that never divide a patient."""

from collections.abc import Mapping

import numpy as np

from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.patients import (
    class_names,
    patient_ids,
    patient_numbers,
)
from medkeras.utils.sizes import check_whole, is_number

FRACTIONS = {"train": 0.70, "validation": 0.15, "test": 0.15}
MANY_CLASSES = 10


def patient_split(
    groups,
    labels=None,
    fractions: Mapping[str, float] = FRACTIONS,
    seed: int = 0,
) -> dict[str, np.ndarray]:
    """Divide examples into splits so that each patient is in one of them.

    Two images of one heart are not two hearts: whoever is in training must
    not come back in the test. Patients with and without the finding are
    dealt out separately, so each split has about the same share of both.

    Args:
        groups: patient of each example, shape (examples,): numbers, text,
            bytes or dates, all of one kind.
        labels: class of each example, shape (examples,); a patient counts
            as the highest class among the patient's examples.
        fractions: share of the patients by name of the split, sum 1.
        seed: seed of the one draw.

    Returns:
        Sorted row numbers of the examples of each split.

    Raises:
        UsageError: patients without a name or named in two ways (7 and
            "7"), labels that are missing or of two kinds, fractions that do
            not add up, too few patients for one of each split, or lengths
            that differ.

    Example:
        >>> from medkeras.data import patient_split
        >>> split = patient_split(["a", "a", "b", "c", "d"], seed=0,
        ...                       fractions={"train": 0.5, "test": 0.5})
        >>> sorted(map(len, split.values()))
        [2, 3]

    Chapter: 3.2.1
    """
    patients, owner = patient_numbers(patient_ids("groups", groups))
    _check(patients, fractions)
    check_whole("seed", seed, least=0)
    rng = np.random.default_rng(seed)
    classes = _class_of_each_patient(labels, owner, len(patients))
    chosen = _deal(classes, fractions, rng)
    return {
        name: np.flatnonzero(chosen[owner] == number)
        for number, name in enumerate(fractions)
    }


def _check(patients: list, fractions: Mapping) -> None:
    if not patients:
        raise UsageError(
            "`groups` must be one patient for each example, shape "
            "(examples,). Received: none"
        )
    named = isinstance(fractions, Mapping)
    shares = list(fractions.values()) if named else []
    # Written so that NaN fails.
    good = all(is_number(share) and share > 0 for share in shares)
    if not good or not abs(sum(shares) - 1) < 1e-6:
        raise UsageError(
            "`fractions` must be positive and add up to 1, by name of the "
            f"split. Received: {one_line(repr(fractions))}"
        )
    if len(patients) < len(fractions):
        raise UsageError(
            f"`groups` must name at least {len(fractions)} patients, one for "
            f"each of {', '.join(map(str, fractions))}. "
            f"Received: {len(patients)}"
        )


def _class_of_each_patient(labels, owner, num_patients: int) -> np.ndarray:
    if labels is None:
        return np.zeros(num_patients, int)
    names, ranks = patient_numbers(class_names("labels", labels, len(owner)))
    if len(names) > MANY_CLASSES and num_patients < 3 * len(names):
        raise UsageError(
            "`labels` must be classes that several patients share: group "
            f"measurements before. Received: {len(names)} classes of "
            f"{num_patients} patients"
        )
    classes = np.zeros(num_patients, int)
    np.maximum.at(classes, owner, ranks)
    return classes


def _deal(classes: np.ndarray, fractions: Mapping, rng) -> np.ndarray:
    """Number of the split of each patient, balanced class by class.

    The next patient goes where the class is furthest behind its share, and
    among equals where the whole split is.
    """
    shares = np.array(list(fractions.values()), float)
    split = np.empty(len(classes), int)
    totals = np.zeros(len(shares))
    for value in np.unique(classes):
        here = np.zeros(len(shares))
        for patient in rng.permutation(np.flatnonzero(classes == value)):
            behind = np.round(shares * (here.sum() + 1) - here, 9)
            behind_in_all = shares * (totals.sum() + 1) - totals
            target = np.lexsort((-behind_in_all, -behind))[0]
            split[patient] = target
            here[target] += 1
            totals[target] += 1
    return _fill_empty(split, len(shares))


def _fill_empty(split: np.ndarray, num_splits: int) -> np.ndarray:
    """A split that got nobody takes a patient from the largest."""
    for number in range(num_splits):
        sizes = np.bincount(split, minlength=num_splits)
        if not sizes[number]:
            split[np.flatnonzero(split == sizes.argmax())[0]] = number
    return split

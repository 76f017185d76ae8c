"""Scores of a choice among several classes, each class for itself."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import (
    as_array,
    check_one_length,
    class_labels,
    finite_numbers,
)
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

Pairs = Sequence[tuple[int, int]]


def confusion(
    labels: np.ndarray, predicted: np.ndarray, num_classes: int
) -> np.ndarray:
    """Count what was called what.

    Args:
        labels: (examples,), true class, 0 to `num_classes` - 1.
        predicted: (examples,), the class chosen.
        num_classes: number of classes.

    Returns:
        Whole numbers, (num_classes, num_classes): a row for each true class,
        a column for each class chosen.

    Raises:
        UsageError: lengths differ, or a class that does not exist.

    Example:
        >>> from medkeras.metrics.multiclass import confusion
        >>> confusion([0, 0, 1], [0, 1, 1], 2).tolist()
        [[1, 1], [0, 1]]

    Chapter: 2.1.2
    """
    check_whole("num_classes", num_classes)
    labels = class_labels("labels", labels, num_classes)
    predicted = class_labels("predicted", predicted, num_classes)
    check_one_length(labels=labels, predicted=predicted)
    cells = np.bincount(
        labels * num_classes + predicted, minlength=num_classes**2
    )
    return cells.reshape(num_classes, num_classes)


def class_sensitivity(counts: np.ndarray) -> np.ndarray:
    """Of the examples of a class, the share that was found.

    Args:
        counts: of `confusion`.

    Returns:
        (classes,); NaN for a class that does not occur.

    Raises:
        UsageError: anything but a square matrix of counts.

    Example:
        >>> from medkeras.metrics.multiclass import class_sensitivity
        >>> class_sensitivity([[8, 2], [1, 4]])
        array([0.8, 0.8])

    Chapter: 2.1.2
    """
    counts = count_matrix(counts)
    return share_of(np.diag(counts), counts.sum(axis=1))


def balanced_accuracy(
    labels: np.ndarray, predicted: np.ndarray, num_classes: int
) -> float:
    """Mean sensitivity of the classes that are there.

    Every class counts the same, however rare it is; always answering the
    commonest of K classes earns 1 / K.

    Args:
        labels: (examples,), true class, 0 to `num_classes` - 1.
        predicted: (examples,), the class chosen.
        num_classes: number of classes.

    Returns:
        A number from 0 to 1; NaN where there are no examples.

    Raises:
        UsageError: lengths differ, or a class that does not exist.

    Example:
        >>> from medkeras.metrics.multiclass import balanced_accuracy
        >>> balanced_accuracy([0, 0, 0, 1], [0, 0, 0, 0], 2)
        0.5

    Reference: Brodersen et al. 2010, doi:10.1109/ICPR.2010.764.
    Chapter: 3.1.4
    """
    found = class_sensitivity(confusion(labels, predicted, num_classes))
    found = found[~np.isnan(found)]
    return float(found.mean()) if len(found) else float("nan")


def positive_predictivity(
    counts: np.ndarray, ignored_pairs: Pairs = ()
) -> np.ndarray:
    """Of the examples given a class, the share that has it.

    Also called precision or positive predictive value. It depends on how
    common the class is. With `ignored_pairs` it is the standard's count;
    without, the strict one, which holds every error against the class.

    Args:
        counts: of `confusion`.
        ignored_pairs: pairs (true class, class chosen) that are not held
            against the class chosen. A standard may say so of classes that
            lie between two others, as ANSI/AAMI EC57 does of heartbeats.

    Returns:
        (classes,); NaN for a class that was never chosen.

    Raises:
        UsageError: anything but a square matrix of counts; a pair that does
            not exist, or of a class with itself.

    Example:
        >>> from medkeras.metrics.multiclass import positive_predictivity
        >>> positive_predictivity([[8, 2], [2, 2]])
        array([0.8, 0.5])
        >>> positive_predictivity([[8, 2], [2, 2]], ignored_pairs=[(0, 1)])
        array([0.8, 1. ])

    Reference: ANSI/AAMI EC57, as its reference program counts: `bxb` in
        Moody, "Evaluating ECG analyzers", WFDB Applications Guide.
    Chapter: 2.1.2
    """
    counts = _without(count_matrix(counts), ignored_pairs)
    return share_of(np.diag(counts), counts.sum(axis=0))


def false_positive_rate(
    counts: np.ndarray, ignored_pairs: Pairs = ()
) -> np.ndarray:
    """Of the examples that are not of a class, the share that was given it.

    Where a class is rare, a small rate may still mean that most alarms are
    false: read it beside the positive predictivity.

    Args:
        counts: of `confusion`.
        ignored_pairs: as in `positive_predictivity`.

    Returns:
        (classes,); NaN where there is no example of another class.

    Raises:
        UsageError: as `positive_predictivity`.

    Example:
        >>> from medkeras.metrics.multiclass import false_positive_rate
        >>> false_positive_rate([[8, 2], [1, 4]])
        array([0.2, 0.2])

    Reference: as `positive_predictivity`.
    Chapter: 2.1.2
    """
    counts = count_matrix(counts)
    held = _without(counts, ignored_pairs)
    false = held.sum(axis=0) - np.diag(held)
    # what is ignored for one class is still a negative of another
    ignored = (counts - held).sum(axis=0)
    others = counts.sum() - counts.sum(axis=1) - ignored
    return share_of(false, others)


class ClassStatistics(NamedTuple):
    """The three scores of EC57, an entry a class each.

    Attributes:
        sensitivity: share of the class that was found.
        positive_predictivity: share of what was given the class that has it.
        false_positive_rate: share of the other classes that was given it.

    Example:
        >>> from medkeras.metrics.multiclass import class_statistics
        >>> class_statistics([[8, 2], [1, 4]]).sensitivity
        array([0.8, 0.8])

    Chapter: 2.1.2
    """

    sensitivity: np.ndarray
    positive_predictivity: np.ndarray
    false_positive_rate: np.ndarray


def class_statistics(
    counts: np.ndarray, ignored_pairs: Pairs = ()
) -> ClassStatistics:
    """All three scores of EC57 at once.

    Args:
        counts: of `confusion`.
        ignored_pairs: as in `positive_predictivity`; leave them out for the
            strict count.

    Returns:
        A `ClassStatistics`, each score (classes,); NaN where it does not
        exist.

    Raises:
        UsageError: as `positive_predictivity`.

    Example:
        >>> from medkeras.metrics.multiclass import class_statistics
        >>> class_statistics([[8, 2], [1, 4]]).false_positive_rate
        array([0.2, 0.2])

    Chapter: 2.1.2
    """
    return ClassStatistics(
        class_sensitivity(counts),
        positive_predictivity(counts, ignored_pairs),
        false_positive_rate(counts, ignored_pairs),
    )


def count_matrix(counts) -> np.ndarray:
    """Check for a square matrix of whole numbers; as floating point."""
    counts = finite_numbers("counts", counts, ndim=2)
    whole = (counts >= 0) & (counts == np.floor(counts))
    if counts.shape[0] != counts.shape[1] or not whole.all():
        raise UsageError(
            "`counts` must be a square confusion matrix of whole numbers. "
            f"Received: shape {counts.shape}, from {counts.min():g} to "
            f"{counts.max():g}"
        )
    return counts


def _without(counts, ignored_pairs):
    counts = counts.copy()
    for true, chosen in _pairs(ignored_pairs, len(counts)):
        counts[true, chosen] = 0
    return counts


def _pairs(ignored_pairs, num_classes):
    """Pairs of two different classes, as whole numbers (pairs, 2)."""
    pairs = as_array("ignored_pairs", ignored_pairs)
    if not len(pairs):
        return []
    pairs = finite_numbers("ignored_pairs", pairs, ndim=2)
    known = (pairs == np.floor(pairs)) & (pairs >= 0) & (pairs < num_classes)
    alike = pairs.shape[1] == 2 and (pairs[:, 0] == pairs[:, 1]).any()
    if pairs.shape[1] != 2 or not known.all() or alike:
        raise UsageError(
            "`ignored_pairs` must hold pairs of two different classes from 0 "
            f"to {num_classes - 1}. Received: {pairs.tolist()}"
        )
    return pairs.astype(int)


def share_of(part, whole) -> np.ndarray:
    """Part by whole; NaN where there is nothing to count."""
    return np.divide(
        part, whole, out=np.full(len(whole), np.nan), where=whole > 0
    )

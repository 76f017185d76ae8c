"""Scores of a choice among several classes, each class for itself."""

from collections.abc import Sequence

import numpy as np

from medkeras.utils.errors import UsageError


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
    labels, predicted = np.asarray(labels), np.asarray(predicted)
    both = np.concatenate([labels.ravel(), predicted.ravel()])
    fits = labels.ndim == 1 and labels.shape == predicted.shape
    if not fits or (both.size and not np.isin(both, range(num_classes)).all()):
        raise UsageError(
            "`labels` and `predicted` must be of one length, with classes "
            f"from 0 to {num_classes - 1}. Received: shapes {labels.shape}, "
            f"{predicted.shape} and classes {np.unique(both)[:9].tolist()}"
        )
    counts = np.zeros((num_classes, num_classes), int)
    np.add.at(counts, (labels, predicted), 1)
    return counts


def class_sensitivity(counts: np.ndarray) -> np.ndarray:
    """Of the examples of a class, the share that was found.

    Args:
        counts: of `confusion`.

    Returns:
        (classes,); NaN for a class that does not occur.

    Example:
        >>> from medkeras.metrics.multiclass import class_sensitivity
        >>> class_sensitivity([[8, 2], [1, 4]])
        array([0.8, 0.8])

    Chapter: 2.1.2
    """
    return _shares(counts, axis=1)


def positive_predictivity(
    counts: np.ndarray, uncounted: Sequence[tuple[int, int]] = ()
) -> np.ndarray:
    """Of the examples given a class, the share that has it.

    Also called precision or positive predictive value. It depends on how
    common the class is.

    Args:
        counts: of `confusion`.
        uncounted: pairs (true class, class chosen) that are not held against
            the class chosen. A standard may say so of classes that lie
            between two others.

    Returns:
        (classes,); NaN for a class that was never chosen.

    Raises:
        UsageError: a pair that does not exist, or of a class with itself.

    Example:
        >>> from medkeras.metrics.multiclass import positive_predictivity
        >>> positive_predictivity([[8, 2], [2, 2]])
        array([0.8, 0.5])
        >>> positive_predictivity([[8, 2], [2, 2]], uncounted=[(0, 1)])
        array([0.8, 1. ])

    Chapter: 2.1.2
    """
    return _shares(_without(counts, uncounted), axis=0)


def _without(counts, uncounted):
    counts = np.array(counts, float)
    for pair in uncounted:
        true, chosen = pair
        if true == chosen or not {true, chosen} <= set(range(len(counts))):
            raise UsageError(
                "`uncounted` must hold pairs of two different classes from 0 "
                f"to {len(counts) - 1}. Received: {tuple(pair)}"
            )
        counts[true, chosen] = 0
    return counts


def _shares(counts, axis):
    counts = np.asarray(counts, float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise UsageError(
            "`counts` must be a square confusion matrix. Received: shape "
            f"{counts.shape}"
        )
    totals = counts.sum(axis=axis)
    totals[totals == 0] = np.nan
    return np.diag(counts) / totals

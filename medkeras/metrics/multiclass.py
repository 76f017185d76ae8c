"""Scores of a choice among several classes, each class for itself."""

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


def positive_predictivity(counts: np.ndarray) -> np.ndarray:
    """Of the examples given a class, the share that has it.

    Also called precision or positive predictive value. It depends on how
    common the class is.

    Args:
        counts: of `confusion`.

    Returns:
        (classes,); NaN for a class that was never chosen.

    Example:
        >>> from medkeras.metrics.multiclass import positive_predictivity
        >>> positive_predictivity([[8, 2], [2, 2]])
        array([0.8, 0.5])

    Chapter: 2.1.2
    """
    return _shares(counts, axis=0)


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

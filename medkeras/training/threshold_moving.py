"""Threshold moving: other weights for the classes when the answer is chosen."""

import itertools
from collections.abc import Callable, Sequence

import numpy as np

from medkeras.utils.errors import UsageError

GRID = tuple(2.0 ** np.arange(-3, 3.25, 0.5))


def select_class_multipliers(
    labels: np.ndarray,
    probabilities: np.ndarray,
    score: Callable[[np.ndarray, np.ndarray], float],
    classes: Sequence[int],
    grid: Sequence[float] = GRID,
) -> np.ndarray:
    """Multipliers of some classes that make the answers score best.

    The answer is the class with the largest product of probability and
    multiplier. A class that is dear to miss gets a multiplier above 1. To be
    honest, labels and probabilities must come from patients whom neither the
    model nor the test has seen.

    Args:
        labels: true classes, (rows,), whole numbers from 0.
        probabilities: (rows, classes), not negative.
        score: of (labels, answers), larger is better; NaN never wins.
        classes: which classes get a multiplier; the others keep 1.
        grid: multipliers that are tried, positive.

    Returns:
        (classes,), the multiplier of each class. Among equal scores the one
        nearest to no change.

    Raises:
        UsageError: shapes that do not fit, a class that does not exist, or
            a multiplier that is not positive.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.threshold_moving import (
        ...     select_class_multipliers)
        >>> p = np.array([[0.9, 0.1], [0.7, 0.3], [0.6, 0.4]])
        >>> def accuracy(labels, answers):
        ...     return np.mean(labels == answers)
        >>> select_class_multipliers([0, 1, 1], p, accuracy, classes=[1])
        array([1.        , 2.82842712])

    Reference: Elkan 2001, "The foundations of cost-sensitive learning",
        Proceedings of the 17th International Joint Conference on Artificial
        Intelligence, 973-978.
    Chapter: 2.1.2
    """
    labels, probabilities = np.asarray(labels), np.asarray(probabilities, float)
    _check(labels, probabilities, classes, grid)
    candidates = [
        _multipliers(probabilities.shape[1], classes, values)
        for values in itertools.product(grid, repeat=len(classes))
    ]
    # The first of equal scores is kept: begin with the mildest change.
    candidates.sort(key=lambda each: np.abs(np.log(each)).sum())
    scores = [
        score(labels, np.argmax(probabilities * each, axis=1))
        for each in candidates
    ]
    if np.isnan(scores).all():
        raise UsageError(
            "`score` must be a number for some multipliers. Received: NaN for "
            f"all {len(scores)}"
        )
    return candidates[int(np.nanargmax(scores))]


def _multipliers(num_classes, classes, values):
    multipliers = np.ones(num_classes)
    multipliers[list(classes)] = values
    return multipliers


def _check(labels, probabilities, classes, grid):
    fits = probabilities.ndim == 2 and labels.shape == probabilities.shape[:1]
    if not fits or not len(labels) or not np.all(probabilities >= 0):
        raise UsageError(
            "`probabilities` must be (rows, classes), 0 or more, with a label "
            f"for each row. Received: shapes {probabilities.shape} and "
            f"{labels.shape}"
        )
    if not set(classes) <= set(range(probabilities.shape[1])):
        raise UsageError(
            f"`classes` must be from 0 to {probabilities.shape[1] - 1}. "
            f"Received: {list(classes)}"
        )
    if not len(grid) or not np.all(np.asarray(grid, float) > 0):
        raise UsageError(f"`grid` must be positive. Received: {list(grid)}")

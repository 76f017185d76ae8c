"""Threshold moving: other weights for the classes when the answer is chosen."""

import itertools
from collections.abc import Callable, Sequence

import numpy as np

from medkeras.utils.arrays import class_labels, finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_function

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
    check_function("score", score)
    probabilities = finite_numbers("probabilities", probabilities, ndim=2)
    labels = class_labels("labels", labels, probabilities.shape[1])
    classes = _checked_classes(classes, probabilities.shape[1])
    grid = finite_numbers("grid", grid, ndim=1)
    _check(labels, probabilities, grid)
    candidates = [
        _multipliers(probabilities.shape[1], classes, values)
        for values in itertools.product(grid, repeat=len(classes))
    ]
    # The first of equal scores is kept: begin with the mildest change.
    candidates.sort(key=lambda each: np.abs(np.log(each)).sum())
    scores = np.array(
        [
            _number(score(labels, np.argmax(probabilities * each, axis=1)))
            for each in candidates
        ]
    )
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


def _number(value) -> float:
    """What a score returned, if it is one number."""
    if not np.isscalar(value) or isinstance(value, str | bytes | complex):
        raise UsageError(
            f"`score` must return a number. Received: {type(value).__name__}"
        )
    return float(value)


def _checked_classes(classes, num_classes):
    classes = finite_numbers("classes", classes, ndim=1)
    if not np.isin(classes, np.arange(num_classes)).all():
        raise UsageError(
            f"`classes` must be from 0 to {num_classes - 1}. Received: "
            f"{classes.tolist()}"
        )
    return classes.astype(int)


def _check(labels, probabilities, grid):
    low, high = probabilities.min(), probabilities.max()
    fits = labels.shape == probabilities.shape[:1]
    if not fits or low < 0 or high > 1 + 1e-6:
        raise UsageError(
            "`probabilities` must be (rows, classes), from 0 to 1, with a "
            f"label for each row. Received: shapes {probabilities.shape} and "
            f"{labels.shape}, from {low:g} to {high:g}"
        )
    if not grid.min() > 0:
        raise UsageError(f"`grid` must be positive. Received: {grid.min():g}")

"""What a pair's value is foretold to be by means alone."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import float_array, real_array
from medkeras.utils.errors import UsageError


class PairMeans(NamedTuple):
    """Predictions for every pair, (rows, columns) each.

    Attributes:
        row: the mean of the row's known values.
        column: the mean of the column's.
        both: row + column - mean of all.

    Example:
        >>> from medkeras.by_hand.pair_means import PairMeans
        >>> PairMeans._fields
        ('row', 'column', 'both')

    Chapter: 3.4.3
    """

    row: np.ndarray
    column: np.ndarray
    both: np.ndarray


def pair_means(
    values: np.ndarray, known: np.ndarray | None = None
) -> PairMeans:
    """Foretell pairs by the means of their row and of their column.

    Whoever reads no molecule at all can do this: the least that a model of
    pairs must beat. A row, or a column, without a known value gets the mean
    of all known ones.

    Args:
        values: (rows, columns).
        known: (rows, columns), False where a value is a gap and not to be
            used; all are used if None.

    Returns:
        Three tables of predictions.

    Raises:
        UsageError: no known value, other shapes.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.pair_means import pair_means
        >>> values = np.array([[1.0, 3.0], [5.0, 0.0]])
        >>> pair_means(values, values > 0).both
        array([[2., 2.],
               [5., 5.]])

    Chapter: 3.4.3
    """
    values = float_array("values", values, ("rows", "columns"))
    known = np.ones(values.shape) if known is None else known
    known = real_array("known", known, values.shape, 0, 1) == 1
    if not known.any():
        raise UsageError("`known` must be True of a pair. Received: of none")
    whole = values[known].mean()
    filled = np.where(known, values, 0.0)
    found = []
    for axis in (1, 0):
        count = known.sum(axis=axis, keepdims=True)
        total = filled.sum(axis=axis, keepdims=True)
        mean = np.where(count > 0, total / np.maximum(count, 1), whole)
        found.append(mean + np.zeros(values.shape))
    return PairMeans(*found, found[0] + found[1] - whole)

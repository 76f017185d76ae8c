"""What a pair's value is foretold to be by means alone."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import real_array
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


def pair_means(values: np.ndarray) -> PairMeans:
    """Foretell pairs by the means of their row and of their column.

    Whoever reads no molecule at all can do this: the least that a model of
    pairs must beat. A row, or a column, without a known value gets the mean
    of all known ones.

    Args:
        values: (rows, columns); NaN where a pair is not known.

    Returns:
        Three tables of predictions.

    Raises:
        UsageError: no known value, another shape.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.pair_means import pair_means
        >>> pair_means([[1.0, 3.0], [5.0, np.nan]]).both
        array([[2., 2.],
               [5., 5.]])

    Chapter: 3.4.3
    """
    values = real_array("values", values, ("rows", "columns"), missing=True)
    known = ~np.isnan(values)
    if not known.any():
        raise UsageError("`values` must hold a known value. Received: NaN only")
    whole = values[known].mean()
    filled = np.where(known, values, 0.0)
    found = []
    for axis in (1, 0):
        count = known.sum(axis=axis, keepdims=True)
        total = filled.sum(axis=axis, keepdims=True)
        mean = np.where(count > 0, total / np.maximum(count, 1), whole)
        found.append(mean + np.zeros(values.shape))
    return PairMeans(*found, found[0] + found[1] - whole)

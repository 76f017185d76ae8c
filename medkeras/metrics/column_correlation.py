"""Correlation within each column, where columns differ in their level."""

import numpy as np

from medkeras.utils.arrays import check_one_length, real_array
from medkeras.utils.errors import UndefinedMetricError, UsageError
from medkeras.utils.patients import patient_codes
from medkeras.utils.sizes import check_whole


def mean_column_correlation(
    observed: np.ndarray,
    predicted: np.ndarray,
    folds: np.ndarray | None = None,
    least: int = 5,
) -> float:
    """Mean of Pearson's r within the columns, each from its measured rows.

    Over all cells together, the columns' own levels make a correlation: who
    knows that one drug is strong and another weak needs to know nothing of
    the cells. With `folds` it is taken within column and fold, since the
    column's mean over the other folds is low where that of this fold is
    high. A column that is predicted as constant has r = 0.

    Args:
        observed: (rows, columns), NaN where not measured.
        predicted: (rows, columns).
        folds: (rows,), in which fold a row was tested; None for one.
        least: measured rows that a column of a fold needs to be counted.

    Returns:
        The mean, weighted by measured rows, from -1 to 1.

    Raises:
        UsageError: shapes that differ, or predictions that are not finite.
        UndefinedMetricError: no column has enough rows.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.column_correlation import (
        ...     mean_column_correlation,
        ... )
        >>> observed = np.array([[0.0, 9.0], [1.0, 8.0], [2.0, 7.0]])
        >>> levels = np.array([[1.0, 8.0]] * 3)
        >>> mean_column_correlation(observed, levels, least=3)
        0.0
        >>> round(mean_column_correlation(observed, observed, least=3), 6)
        1.0

    Chapter: 3.4.4
    """
    shape = ("rows", "columns")
    observed = real_array("observed", observed, shape, missing=True)
    predicted = real_array("predicted", predicted, shape)
    if observed.shape != predicted.shape:
        raise UsageError(
            f"`predicted` must have the shape of `observed`, {observed.shape}. "
            f"Received: {predicted.shape}"
        )
    check_whole("least", least, 2)
    folds = np.zeros(len(observed), int) if folds is None else folds
    codes, names = patient_codes("folds", folds)
    check_one_length(observed=observed, folds=codes)
    found, sizes = [], []
    for fold in range(len(names)):
        own = codes == fold
        r, n = _within(observed[own].astype(float), predicted[own])
        found.append(r[n >= least])
        sizes.append(n[n >= least])
    found, sizes = np.concatenate(found), np.concatenate(sizes)
    if not len(found):
        raise UndefinedMetricError(
            f"a correlation needs a column with {least} measured rows. "
            "Received: none"
        )
    return float(np.average(found, weights=sizes))


def _within(observed, predicted):
    """Correlation of each column, and from how many rows."""
    there = ~np.isnan(observed)
    n = there.sum(axis=0)
    one = _centred(np.where(there, observed, 0), there, n)
    other = _centred(predicted.astype(float), there, n)
    size = np.sqrt((one**2).sum(axis=0) * (other**2).sum(axis=0))
    scale = np.sqrt(n) * 1e-12 * (1 + np.abs(predicted).max(axis=0))
    flat = np.sqrt((other**2).sum(axis=0)) <= scale
    flat |= size == 0
    r = (one * other).sum(axis=0) / np.where(flat, 1, size)
    return np.where(flat, 0, r), n


def _centred(values, there, n):
    mean = (values * there).sum(axis=0) / np.maximum(n, 1)
    return (values - mean) * there

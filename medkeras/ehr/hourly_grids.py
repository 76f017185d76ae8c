"""Measurements on a grid of hours with gaps: summaries, and the last known."""

import numpy as np

from medkeras.utils.arrays import float_array

SUMMARIES = ("first", "last", "lowest", "highest", "mean", "count")


def summarize_grid(values: np.ndarray) -> dict[str, np.ndarray]:
    """What a model of one row a stay can know of each column.

    Args:
        values: (stays, hours, columns), NaN where nothing was measured.

    Returns:
        (stays, columns) for each of `SUMMARIES`; NaN where the stay has no
        value of the column, whose count is 0.

    Raises:
        UsageError: another shape, infinite values.

    Example:
        >>> import numpy as np
        >>> from medkeras.ehr.hourly_grids import summarize_grid
        >>> values = np.array([[[np.nan], [3.0], [1.0], [np.nan]]])
        >>> found = summarize_grid(values)
        >>> [float(found[name][0, 0]) for name in ("first", "last", "mean")]
        [3.0, 1.0, 2.0]

    Chapter: 3.4.5
    """
    values = _grid(values)
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    some = np.where(count > 0, 1.0, np.nan)
    hour = known.argmax(axis=1)[:, None]
    back = values.shape[1] - 1 - known[:, ::-1].argmax(axis=1)[:, None]
    total = np.where(known, values, 0).sum(axis=1)
    found = {
        "first": np.take_along_axis(values, hour, axis=1)[:, 0],
        "last": np.take_along_axis(values, back, axis=1)[:, 0],
        "lowest": np.where(known, values, np.inf).min(axis=1) * some,
        "highest": np.where(known, values, -np.inf).max(axis=1) * some,
        "mean": total / np.maximum(count, 1) * some,
        "count": count,
    }
    return found


def carry_grid(values: np.ndarray, usual: float = 0.0) -> np.ndarray:
    """Fill each gap with the last known value of the same stay and column.

    Nothing later is read.

    Args:
        values: (stays, hours, columns), NaN where nothing was measured.
        usual: stands before the first value.

    Returns:
        (stays, hours, columns) without gaps.

    Raises:
        UsageError: another shape, infinite values.

    Example:
        >>> import numpy as np
        >>> from medkeras.ehr.hourly_grids import carry_grid
        >>> values = np.array([[[np.nan], [3.0], [np.nan], [1.0]]])
        >>> carry_grid(values)[0, :, 0].tolist()
        [0.0, 3.0, 3.0, 1.0]

    Chapter: 3.4.5
    """
    values = _grid(values)
    filled = np.empty_like(values)
    last = np.full(values[:, 0].shape, usual, values.dtype)
    for hour in range(values.shape[1]):
        now = values[:, hour]
        last = np.where(np.isnan(now), last, now)
        filled[:, hour] = last
    return filled


def _grid(values):
    shape = ("stays", "hours", "columns")
    return float_array("values", values, shape, missing=True)

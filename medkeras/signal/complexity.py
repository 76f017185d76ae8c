"""How regular a row of intervals is: fluctuation analysis, sample entropy."""

from collections.abc import Sequence

import numpy as np
from scipy.spatial import KDTree

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive, check_whole, checked_sizes

SHORT_WINDOWS = tuple(range(4, 17))  # beats, of the exponent alpha 1


def detrended_fluctuation(
    values: np.ndarray,
    windows: Sequence[int] = SHORT_WINDOWS,
    overlap: bool = False,
) -> float:
    """Exponent with which fluctuations grow with the length of the window.

    The sum of deviations from the mean is cut into windows; in each a
    straight line is taken away, and the root mean square of what is left is
    F. The slope of log F over log window is 0.5 where no value knows of the
    one before, near 1 in a healthy heart's intervals, 1.5 in a random walk.

    Args:
        values: (values,), such as intervals between beats.
        windows: lengths; 4 to 16 beats give the short exponent, alpha 1.
        overlap: windows begin half a window apart.

    Returns:
        The exponent; NaN where nothing fluctuates.

    Raises:
        UsageError: values that are not finite, fewer than two windows, one
            below 3 or longer than the values.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.complexity import detrended_fluctuation
        >>> noise = np.random.default_rng(0).normal(size=20000)
        >>> bool(abs(detrended_fluctuation(noise, range(10, 100)) - 0.5) < 0.05)
        True

    Reference: Peng et al. 1995, doi:10.1063/1.166141.
    Chapter: 3.2.2
    """
    values = float_array("values", values, ("values",)).astype(float)
    windows = checked_sizes("windows", windows)
    if len(set(windows)) < 2 or not 3 <= min(windows) <= max(windows) < len(
        values
    ):
        raise UsageError(
            f"`windows` must be two or more, from 3 to {len(values) - 1}. "
            f"Received: {len(windows)} from {min(windows)} to {max(windows)}"
        )
    profile = np.cumsum(values - values.mean())
    found = [_fluctuation(profile, window, overlap) for window in windows]
    if min(found) <= 1e-12 * max(np.abs(values).max(), 1e-300):
        return float("nan")
    return float(np.polyfit(np.log(windows), np.log(found), 1)[0])


def sample_entropy(
    values: np.ndarray, length: int = 2, tolerance: float | None = None
) -> float:
    """How often rows that were alike do not stay alike, as a logarithm.

    Of all pairs of rows of `length` values that differ nowhere by more than
    the tolerance, A go on alike for one value more: the entropy is -log of
    their share. 0 is a row that repeats itself.

    Args:
        values: (values,), such as intervals between beats.
        length: of the rows.
        tolerance: in the values' unit; None for a fifth of their standard
            deviation.

    Returns:
        The entropy; infinity where no pair goes on alike, NaN where no pair
        is alike at all or nothing varies.

    Raises:
        UsageError: values that are not finite or too few, a length below 1,
            a tolerance that is not positive.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.complexity import sample_entropy
        >>> sample_entropy(np.tile([0.8, 0.9, 1.0, 0.9], 100)) < 0.01
        True

    Reference: Richman and Moorman 2000,
        doi:10.1152/ajpheart.2000.278.6.H2039.
    Chapter: 3.2.2
    """
    check_whole("length", length)
    values = float_array("values", values, ("values",)).astype(float)
    if len(values) < length + 2:
        raise UsageError(
            f"`values` must hold {length + 2} or more. Received: {len(values)}"
        )
    if tolerance is None:
        tolerance = 0.2 * values.std(ddof=1)
        if not tolerance > 0:
            return float("nan")
    check_positive("tolerance", tolerance)
    short, long = (_pairs(values, n, length, tolerance) for n in (0, 1))
    if short == 0:
        return float("nan")
    return float(-np.log(long / short)) if long else float("inf")


def _fluctuation(profile, window, overlap):
    """Root mean square around the straight line of each window."""
    count = len(profile)
    if overlap:
        starts = np.arange(0, count - window, window // 2)
    else:
        starts = np.arange(0, count - window + 1, window)
    parts = profile[starts[:, None] + np.arange(window)]
    time = np.arange(window) - (window - 1) / 2
    parts = parts - parts.mean(axis=1, keepdims=True)
    slopes = parts @ time / (time @ time)
    left = parts - slopes[:, None] * time
    return np.sqrt(np.mean(left**2))


def _pairs(values, longer, length, tolerance):
    """Pairs of unlike rows of length + longer values within the tolerance."""
    rows = np.lib.stride_tricks.sliding_window_view(values, length + longer)
    rows = rows[: len(values) - length]
    tree = KDTree(rows)
    near = tree.count_neighbors(tree, tolerance, p=np.inf)
    return (int(near) - len(rows)) // 2

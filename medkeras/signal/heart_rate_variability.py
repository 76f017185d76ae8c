"""Heart-rate variability: how the time from beat to beat changes.

Intervals are NN intervals: from one normal beat to the next. Ectopic beats and
missed ones must be left out before; `normal_intervals` does it.
"""

from typing import NamedTuple

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.ndimage import median_filter
from scipy.signal import welch

from medkeras.signal.complexity import (
    SHORT_WINDOWS,
    detrended_fluctuation,
    sample_entropy,
)
from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

SHORTEST, LONGEST = 0.3, 2.0  # s, intervals that a heart can have at rest
LOW, HIGH = (0.04, 0.15), (0.15, 0.40)  # Hz, the bands LF and HF
RATE = 4.0  # Hz at which the spectrum reads the intervals
SECONDS = 256.0  # of the parts whose spectra are averaged
FEWEST = 20  # intervals


class HeartRateVariability(NamedTuple):
    """Measures of a row of NN intervals.

    Attributes:
        mean: interval, s.
        sdnn: standard deviation of the intervals, ms.
        rmssd: root mean square of successive differences, ms.
        pnn50: share of successive differences over 50 ms.
        lf: power from 0.04 to 0.15 Hz, ms².
        hf: power from 0.15 to 0.40 Hz, with the breath, ms².
        lf_hf: their ratio.
        dfa_alpha1: exponent of `detrended_fluctuation` over 4 to 16 beats.
        sample_entropy: of rows of two intervals.
    """

    mean: float
    sdnn: float
    rmssd: float
    pnn50: float
    lf: float
    hf: float
    lf_hf: float
    dfa_alpha1: float
    sample_entropy: float


def normal_intervals(
    intervals: np.ndarray, tolerance: float = 0.2, around: int = 11
) -> np.ndarray:
    """Which intervals can be from one normal beat to the next.

    Left out are those outside of 0.3 to 2 s and those that differ from the
    median of their neighbourhood by more than the tolerance: early beats, the
    pauses behind them, beats found twice or not at all.

    Args:
        intervals: s, (intervals,); NaN for one that is not known.
        tolerance: share of the median.
        around: intervals of the neighbourhood, odd.

    Returns:
        (intervals,), truth values.

    Raises:
        UsageError: not one row, no tolerance from 0 to 1, an even
            neighbourhood.

    Example:
        >>> from medkeras.signal.heart_rate_variability import normal_intervals
        >>> normal_intervals([0.8, 0.82, 0.5, 1.1, 0.81, 0.8]).tolist()
        [True, True, False, False, True, True]

    Chapter: 3.2.2
    """
    check_number("tolerance", tolerance, 0, 1)
    check_whole("around", around)
    if around % 2 == 0:
        raise UsageError(f"`around` must be odd. Received: {around}")
    intervals = float_array(
        "intervals", intervals, ("intervals",), empty=True, missing=True
    )
    possible = (intervals >= SHORTEST) & (intervals <= LONGEST)
    kept = intervals[possible]
    usual = median_filter(kept, around, mode="nearest")
    possible[possible] = np.abs(kept - usual) <= tolerance * usual
    return possible


def heart_rate_variability(
    intervals: np.ndarray, normal: np.ndarray | None = None
) -> HeartRateVariability:
    """Measure how a heart's intervals vary.

    Differences are taken between neighbours only, both of which are normal.
    The spectrum reads the intervals at 4 Hz on a cubic spline through the
    normal ones and averages parts of 256 s (Welch).

    Args:
        intervals: s, (intervals,), in the order of time.
        normal: (intervals,), truth values: which may be used; None for all.

    Returns:
        The measures.

    Raises:
        UsageError: intervals that are not positive and finite where they are
            used, fewer than 20 of them, lengths that differ.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.heart_rate_variability import (
        ...     heart_rate_variability)
        >>> found = heart_rate_variability(np.tile([0.8, 0.9], 200))
        >>> round(found.rmssd, 3), round(found.pnn50, 3)
        (100.0, 1.0)

    Reference: Task Force 1996, doi:10.1161/01.CIR.93.5.1043.
    Chapter: 3.2.2
    """
    intervals, normal = _checked(intervals, normal)
    kept = intervals[normal]
    neighbours = normal[1:] & normal[:-1]
    steps = 1000 * np.diff(intervals)[neighbours]
    lf, hf = _band_powers(intervals, normal)
    return HeartRateVariability(
        mean=float(kept.mean()),
        sdnn=float(1000 * kept.std(ddof=1)),
        rmssd=float(np.sqrt(np.mean(steps**2))) if len(steps) else np.nan,
        pnn50=float(np.mean(np.abs(steps) > 50)) if len(steps) else np.nan,
        lf=lf,
        hf=hf,
        lf_hf=lf / hf if hf > 0 else np.nan,
        dfa_alpha1=detrended_fluctuation(kept, SHORT_WINDOWS),
        sample_entropy=sample_entropy(kept),
    )


def _checked(intervals, normal):
    """Intervals and truth values of one length, enough of them usable."""
    intervals = float_array("intervals", intervals, missing=True)
    if normal is None:
        normal = np.ones(intervals.shape, bool)
    normal = np.asarray(normal, bool)
    if intervals.ndim != 1 or normal.shape != intervals.shape:
        raise UsageError(
            "`intervals` and `normal` must be rows of one length. Received: "
            f"shapes {intervals.shape} and {normal.shape}"
        )
    kept = float_array("intervals", intervals[normal], empty=True)
    if len(kept) < FEWEST or not kept.min() > 0:
        raise UsageError(
            f"`intervals` must hold {FEWEST} or more that are positive. "
            f"Received: {int((kept > 0).sum())}"
        )
    return intervals, normal


def _band_powers(intervals, normal):
    """Power in both bands, ms²; NaN where the recording is too short."""
    known = np.where(np.isfinite(intervals), intervals, 0)
    # An interval that is left out still takes its time.
    ends = np.cumsum(known)[normal]
    even = np.arange(ends[0], ends[-1], 1 / RATE)
    if len(even) < RATE / LOW[0]:  # one wave of the slowest kind
        return float("nan"), float("nan")
    values = CubicSpline(ends, 1000 * intervals[normal])(even)
    size = int(min(SECONDS * RATE, len(even)))
    frequency, power = welch(values, RATE, nperseg=size, detrend="linear")
    step = frequency[1] - frequency[0]
    bands = [
        (frequency >= low) & (frequency < high) for low, high in (LOW, HIGH)
    ]
    return tuple(float(power[band].sum() * step) for band in bands)

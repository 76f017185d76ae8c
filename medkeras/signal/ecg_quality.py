"""Which windows of an ECG can be read, and why the others cannot."""

from typing import NamedTuple

import numpy as np
from scipy.signal import welch

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number

MOST_MISSING = 0.05  # share of a window's samples
FLAT = 0.02  # of the usual range of a window: less is a lead that is off
MOST_CLIPPED = 0.01  # share of samples in rows of equal extreme values
ROW = 5  # equal samples at the extreme that are no wave's top
QRS_BAND, WHOLE_BAND = (5.0, 15.0), (1.0, 40.0)  # Hz
LEAST_QRS = 0.15  # share of the power in the band of QRS complexes
OVER_WHITE = 1.3  # times the share that white noise has there, at low rates
GOOD, MISSING, LEAD_OFF, CLIPPED, NOISE = (
    "good", "missing", "lead off", "clipped", "noise",
)  # fmt: skip


class Quality(NamedTuple):
    """What each window of a recording is worth.

    Attributes:
        start: (windows,), the first sample of each.
        verdict: (windows,), "good" or the first reason why not: "missing",
            "lead off" (a flat line), "clipped", "noise".
        good: (windows,), truth values.
    """

    start: np.ndarray
    verdict: np.ndarray
    good: np.ndarray


def ecg_quality(
    signal: np.ndarray, rate: float, seconds: float = 10.0
) -> Quality:
    """Judge windows of an ECG of one lead, one after the other.

    A window that cannot be read is marked, not mended: whoever counts beats
    in it abstains. Samples that do not fill a window at the end are not
    judged.

    Args:
        signal: (samples,), NaN where there is none.
        rate: samples a second.
        seconds: length of a window.

    Returns:
        The verdicts.

    Raises:
        UsageError: not one row of numbers, a recording shorter than a
            window, a rate below 50.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.ecg_quality import ecg_quality
        >>> from medkeras.signal.ecg_simulator import simulate_ecg
        >>> rng = np.random.default_rng(0)
        >>> signal, _ = simulate_ecg(rng, np.full(40, 0.8))
        >>> signal[2500:5000] = 0.3
        >>> ecg_quality(signal, 250).verdict.tolist()
        ['good', 'lead off', 'good']

    Chapter: 3.2.2, 3.4.5
    """
    check_number("rate", rate, 50, 5000)
    check_number("seconds", seconds, 1)
    signal = float_array(
        "signal", signal, ("samples",), empty=True, missing=True
    )
    width = round(seconds * rate)
    if len(signal) < width:
        raise UsageError(
            f"`signal` must be one row of {width} samples or more, a window of "
            f"{seconds:g} s. Received: shape {signal.shape}"
        )
    count = len(signal) // width
    windows = signal[: count * width].reshape(count, width)
    missing = ~np.isfinite(windows)
    filled = np.where(missing, 0, windows)
    ranges = _ranges(windows)
    known = ranges[np.isfinite(ranges)]
    usual = np.median(known) if len(known) else 0.0
    checks = {
        MISSING: missing.mean(axis=1) > MOST_MISSING,
        LEAD_OFF: ~(ranges > FLAT * usual),
        CLIPPED: _clipped(windows) > MOST_CLIPPED,
        NOISE: _qrs_share(filled, rate) < _least_share(rate),
    }
    verdict = np.select(list(checks.values()), list(checks), GOOD)
    return Quality(np.arange(count) * width, verdict, verdict == GOOD)


def _ranges(windows):
    """From the 1st to the 99th percentile; NaN where all is missing."""
    ranges = np.full(len(windows), np.nan)
    known = np.isfinite(windows).any(axis=1)
    finite = np.where(np.isfinite(windows[known]), windows[known], np.nan)
    if known.any():
        low, high = np.nanpercentile(finite, [1, 99], axis=1)
        ranges[known] = high - low
    return ranges


def _clipped(windows):
    """Share of samples in rows of equal values at the recording's extremes."""
    finite = windows[np.isfinite(windows)]
    if not finite.size:
        return np.zeros(len(windows))
    at_top = (windows >= finite.max()) | (windows <= finite.min())
    rows = np.lib.stride_tricks.sliding_window_view(at_top, ROW, axis=1)
    return rows.all(axis=2).mean(axis=1)


def _least_share(rate):
    """Power that QRS complexes must have; white noise has less."""
    white = (QRS_BAND[1] - QRS_BAND[0]) / (rate / 2 - WHOLE_BAND[0])
    return max(LEAST_QRS, OVER_WHITE * white)


def _qrs_share(windows, rate):
    """Share of the power of an ECG's band that QRS complexes have."""
    centred = windows - windows.mean(axis=1, keepdims=True)
    size = min(centred.shape[1], round(2 * rate))
    frequency, power = welch(centred, rate, nperseg=size, axis=1)
    parts = [
        power[:, (frequency >= low) & (frequency <= high)].sum(axis=1)
        for low, high in (QRS_BAND, WHOLE_BAND)
    ]
    # All power above an ECG's band is noise, too.
    above = power[:, frequency > WHOLE_BAND[1]].sum(axis=1)
    return parts[0] / np.maximum(parts[1] + above, 1e-30)

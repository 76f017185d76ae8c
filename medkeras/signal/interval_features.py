"""How uneven the beats of a short ECG are, in five numbers."""

import numpy as np

from medkeras.signal.r_peaks import find_r_peaks

FEATURES = ("median", "jumps", "spread", "median jump", "range")
JUMP = 0.05  # s, from one interval to the next
FEWEST = 4  # intervals


def interval_features(signal: np.ndarray, rate: float) -> np.ndarray:
    """Describe the intervals between the R peaks of one lead.

    Args:
        signal: (samples,), in any unit.
        rate: samples a second, 50 to 5000.

    Returns:
        (5,), as `FEATURES`: the median interval in s; the share of steps from
        an interval to the next above 50 ms; spread, median step and range of
        the intervals, over the median. NaN for fewer than four intervals.

    Raises:
        UsageError: as `find_r_peaks`.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.ecg_simulator import simulate_ecg
        >>> from medkeras.signal.interval_features import interval_features
        >>> rng = np.random.default_rng(0)
        >>> signal, _ = simulate_ecg(rng, np.full(20, 0.8))
        >>> interval_features(signal, 250).round(1).tolist()
        [0.8, 0.0, 0.0, 0.0, 0.0]

    Chapter: 3.4.5
    """
    intervals = np.diff(find_r_peaks(signal, rate)) / rate
    if len(intervals) < FEWEST:
        return np.full(len(FEATURES), np.nan)
    jumps, middle = np.abs(np.diff(intervals)), np.median(intervals)
    uneven = intervals.std(), np.median(jumps), np.ptp(intervals)
    share = np.mean(jumps > JUMP)
    return np.array([middle, share, *(np.array(uneven) / middle)])

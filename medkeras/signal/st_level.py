"""The level of the ST segment, by the median beat of a piece of ECG."""

import numpy as np

from medkeras.utils.arrays import float_array
from medkeras.utils.sizes import check_number

BEFORE = (-0.09, -0.06)  # s from the R peak: the level to compare with
SEGMENT = (0.09, 0.13)  # s: behind the QRS complex, before the T wave
FEWEST = 3  # beats


def st_level(signal: np.ndarray, rate: float, peaks: np.ndarray) -> float:
    """Height of the ST segment over the level before the beat.

    The median over the beats is taken of each beat's own difference, so that
    a baseline that swings with the breath matters little.

    Args:
        signal: (samples,), in mV.
        rate: samples a second.
        peaks: samples of the R peaks, as `find_r_peaks` gives them.

    Returns:
        mV, below 0 for a lowered segment; NaN for fewer than three beats.

    Raises:
        UsageError: not one row of finite numbers, a rate out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.ecg_simulator import simulate_ecg
        >>> from medkeras.signal.st_level import st_level
        >>> rng = np.random.default_rng(0)
        >>> ecg, peaks = simulate_ecg(rng, np.full(9, 0.8), st_shift=-0.2)
        >>> bool(-0.25 < st_level(ecg, 250, peaks) < -0.1)
        True

    Chapter: 3.2.2
    """
    check_number("rate", rate, 50, 5000)
    signal = float_array("signal", signal, ("samples",))
    peaks = np.asarray(peaks, int)
    levels = []
    for peak in peaks:
        parts = [
            signal[max(peak + round(start * rate), 0) : peak + round(end * rate)]
            for start, end in (BEFORE, SEGMENT)
        ]
        whole = peak + round(SEGMENT[1] * rate) <= len(signal)
        if whole and len(parts[0]):
            levels.append(np.median(parts[1]) - np.median(parts[0]))
    return float(np.median(levels)) if len(levels) >= FEWEST else float("nan")

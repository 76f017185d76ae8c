"""The median beat of a piece of ECG, and the level of its ST segment."""

import numpy as np

from medkeras.signal.ecg_quality import ecg_quality
from medkeras.signal.r_peaks import find_r_peaks
from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

LEVEL = (-0.09, -0.06)  # s from the R peak: before the beat, to compare with
SEGMENT = (0.09, 0.13)  # s: behind the QRS complex, before the T wave
FEWEST = 3  # beats
BEFORE, AFTER = 0.25, 0.46  # s around the R peak


def median_beat(
    signal: np.ndarray,
    rate: float,
    peaks: np.ndarray,
    before: float = BEFORE,
    after: float = AFTER,
) -> np.ndarray:
    """Sample by sample the median of all beats, each lead from its level.

    The level of a beat is its mean from 90 to 60 ms before the R peak: a
    baseline that swings with the breath is taken away.

    Args:
        signal: (samples, leads), in mV.
        rate: samples a second.
        peaks: samples of the R peaks, as `find_r_peaks` gives them.
        before: s from the beat's first sample to the R peak.
        after: s from the R peak to the beat's end.

    Returns:
        (samples of a beat, leads), in mV; NaN for fewer than three whole
        beats.

    Raises:
        UsageError: not (samples, leads) of finite numbers, peaks outside of
            them, a beat that does not hold its level.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.ecg_simulator import simulate_ecg
        >>> from medkeras.signal.median_beat import median_beat
        >>> rng = np.random.default_rng(0)
        >>> ecg, peaks = simulate_ecg(rng, np.full(9, 0.8))
        >>> beat = median_beat(ecg[:, None], 250, peaks)
        >>> beat.shape, int(beat[:, 0].argmax())
        ((177, 1), 62)

    Chapter: 3.2.2
    """
    check_number("rate", rate, 50, 5000)
    check_number("before", before, -LEVEL[0], 2)
    check_number("after", after, 0, 2)
    signal = float_array("signal", signal, ("samples", "leads"))
    peaks = float_array("peaks", peaks, ("beats",), empty=True).astype(int)
    if len(peaks) and not 0 <= peaks.min() <= peaks.max() < len(signal):
        raise UsageError(
            f"`peaks` must lie among the {len(signal)} samples. Received: "
            f"from {peaks.min()} to {peaks.max()}"
        )
    first, last = int(before * rate), int(after * rate)
    whole = peaks[(peaks >= first) & (peaks < len(signal) - last)]
    if len(whole) < FEWEST:
        return np.full((first + last, signal.shape[1]), np.nan)
    beats = signal[whole[:, None] + np.arange(-first, last)]
    low, high = (first + round(end * rate) for end in LEVEL)
    level = beats[:, low : high + 1].mean(axis=1, keepdims=True)
    return np.median(beats - level, axis=0)


def st_level(
    beat: np.ndarray, rate: float, before: float = BEFORE
) -> np.ndarray:
    """Height of the ST segment of median beats.

    Args:
        beat: (..., samples of a beat, leads), in mV, from `median_beat` or
            `median_beats`.
        rate: samples a second.
        before: s from the beat's first sample to the R peak.

    Returns:
        (..., leads), mV, the mean from 90 to 130 ms behind the R peak; below 0
        for a lowered segment, NaN where the beat is.

    Raises:
        UsageError: fewer than two axes, or a beat that ends before its ST
            segment.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.ecg_simulator import simulate_ecg
        >>> from medkeras.signal.median_beat import median_beat, st_level
        >>> rng = np.random.default_rng(0)
        >>> ecg, peaks = simulate_ecg(rng, np.full(9, 0.8), st_shift=-0.2)
        >>> level = st_level(median_beat(ecg[:, None], 250, peaks), 250)
        >>> bool(-0.25 < level[0] < -0.1)
        True

    Chapter: 3.2.2
    """
    check_number("rate", rate, 50, 5000)
    check_number("before", before, 0, 2)
    beat = float_array("beat", beat, missing=True)
    if beat.ndim < 2:
        raise UsageError(
            "`beat` must be (..., samples, leads). Received: shape "
            f"{beat.shape}"
        )
    low, high = (int(before * rate) + round(end * rate) for end in SEGMENT)
    if beat.shape[-2] <= high:
        raise UsageError(
            f"`beat` must have {high + 1} samples or more. Received: "
            f"{beat.shape[-2]}"
        )
    return beat[..., low : high + 1, :].mean(axis=-2)


def median_beats(
    days: np.ndarray, rate: float, lead: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Median beats of many windows, and which windows can be read.

    Args:
        days: (days, windows, samples, leads), in mV, NaN where there is
            nothing; each window is a piece of its own.
        rate: samples a second.
        lead: in which R peaks are looked for and the quality is judged.

    Returns:
        (days, windows, samples of a beat, leads), zeros where a window cannot
        be read, and (days, windows), truth values.

    Raises:
        UsageError: another number of axes, a lead that is not there.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.ecg_simulator import simulate_ecg
        >>> from medkeras.signal.median_beat import median_beats
        >>> rng = np.random.default_rng(0)
        >>> ecg, _ = simulate_ecg(rng, np.full(24, 0.8))
        >>> days = ecg[:4500].reshape(1, 3, 1500, 1)
        >>> days[0, 1] = np.nan
        >>> beats, good = median_beats(days, 250)
        >>> beats.shape, good.tolist()
        ((1, 3, 177, 1), [[True, False, True]])

    Chapter: 3.2.2
    """
    names = ("days", "windows", "samples", "leads")
    days = float_array("days", days, names, missing=True)
    check_whole("lead", lead, 0, days.shape[3] - 1)
    seconds = days.shape[2] / rate
    samples = int(BEFORE * rate) + int(AFTER * rate)
    beats = np.zeros((*days.shape[:2], samples, days.shape[3]))
    good = np.zeros(days.shape[:2], bool)
    for number, day in enumerate(days):
        good[number] = ecg_quality(day[..., lead].ravel(), rate, seconds).good
        for k in np.flatnonzero(good[number]):
            window = _without_gaps(day[k])
            peaks = find_r_peaks(window[:, lead], rate)
            beat = median_beat(window, rate, peaks)
            good[number, k] = np.isfinite(beat).all()
            beats[number, k] = np.nan_to_num(beat)
    return beats, good


def _without_gaps(window):
    """A few samples that are missing get the value before them."""
    missing = ~np.isfinite(window)
    last = np.where(missing, 0, np.arange(len(window))[:, None])
    last = np.maximum.accumulate(last, axis=0)
    return np.nan_to_num(np.take_along_axis(window, last, axis=0))

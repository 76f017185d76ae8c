"""The tremor of a hand: the spectrum of its speed, evenly sampled."""

from typing import NamedTuple

import numpy as np
from scipy.signal import find_peaks, welch

from medkeras.utils.arrays import check_one_length, float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import unpacked
from medkeras.utils.sizes import check_positive

BAND = (3.0, 12.0)  # Hz, of tremors; those of Parkinson's disease: 4 to 6
FEWEST = 32  # samples
SPLIT = 1.0  # Hz around a peak that belong to it
SECONDS = 4.0  # of the parts whose spectra are averaged
LONGEST = 100  # even times for each given one
FINEST = 0.02  # Hz from one frequency of the spectrum to the next, at most


class Tremor(NamedTuple):
    """What the spectrum of a movement says of its tremor.

    Attributes:
        frequency: of the highest peak in the band, Hz, as the middle of the
            power within 1 Hz of it; NaN if there is none.
        share: of the power of the speed above 0.5 Hz that lies within 1 Hz
            of it; 0 without a peak.
        frequencies: of the spectrum, Hz.
        spectrum: power of the speed, both directions together, by frequency.
    """

    frequency: float
    share: float
    frequencies: np.ndarray
    spectrum: np.ndarray


def resample(values: np.ndarray, time: np.ndarray) -> tuple[np.ndarray, float]:
    """Values at even times, the median interval apart, on straight lines.

    Args:
        values: (samples,) or (samples, columns).
        time: seconds, never falling, (samples,). Of samples at one time the
            first counts.

    Returns:
        Values at the first time and each median interval after it, and the
        interval in seconds.

    Raises:
        UsageError: other lengths, a time that falls, fewer than two times,
            gaps of nearly all of the time.

    Example:
        >>> from medkeras.signal.tremor import resample
        >>> values, interval = resample([0, 1, 2, 5], [0, 1, 2, 5])
        >>> values.tolist(), interval
        ([0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 1.0)

    Chapter: 3.1.3
    """
    values = float_array("values", values)
    time = checked_time(time)
    check_one_length(values=values, time=time)
    times, first = np.unique(time, return_index=True)
    interval = float(np.median(np.diff(times)))
    number = int(np.floor((times[-1] - times[0]) / interval + 1e-6)) + 1
    if number > LONGEST * len(times):
        raise UsageError(
            f"`time` must have no gaps that are most of it. Received: "
            f"{len(times)} times, {times[-1] - times[0]:g} s, the median "
            f"interval {interval:g}"
        )
    even = times[0] + interval * np.arange(number)
    columns = values[first].reshape(len(first), -1).T
    found = np.stack([np.interp(even, times, each) for each in columns], axis=1)
    return found.reshape(number, *values.shape[1:]), interval


def checked_time(time) -> np.ndarray:
    """Seconds that never fall, of at least two different times."""
    time = float_array("time", time, shape=("samples",))
    if len(time) < 2 or np.diff(time).min() < 0 or time[-1] == time[0]:
        raise UsageError(
            "`time` must be two or more seconds that never fall. Received: "
            f"{len(time)}, {time[0]:g} to {time[-1]:g}"
        )
    return time


def tremor_spectrum(
    x: np.ndarray, y: np.ndarray, time: np.ndarray, band: tuple = BAND
) -> Tremor:
    """Find the dominant frequency of a tremor within a band.

    The speed is looked at instead of the place, since a slow drawing moves
    far. Writing letters has a rhythm of its own, two to five strokes a second:
    a peak is a tremor only where the task is smooth, such as a spiral.

    Args:
        x: place to the right, any unit, (samples,).
        y: place upwards, the same unit, (samples,).
        time: seconds, never falling; uneven times are resampled.
        band: lowest and highest frequency looked at, Hz.

    Returns:
        Frequency and share of the peak, and the spectrum.

    Raises:
        UsageError: lengths that differ, values that are not finite, fewer than
            32 samples, a band that does not rise or lies beyond what the
            sampling shows.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.tremor import tremor_spectrum
        >>> time = np.arange(0, 8, 0.01)
        >>> x = time + 0.1 * np.sin(2 * np.pi * 5 * time)
        >>> round(tremor_spectrum(x, time, time).frequency, 1)
        5.0

    Reference: Welch 1967, doi:10.1109/TAU.1967.1161901 (the spectrum); Deuschl
        et al. 1998, doi:10.1002/mds.870131303 (which tremors are how fast).
    Chapter: 3.1.3
    """
    x = float_array("x", x, shape=("samples",))
    y = float_array("y", y, shape=("samples",))
    check_one_length(x=x, y=y, time=np.asarray(time))
    low, high = unpacked("band", band, ("lowest", "highest"))
    check_positive("band: lowest", low)
    check_positive("band: highest", high)
    places, interval = resample(np.stack([x, y], axis=1), time)
    if len(places) < FEWEST or not low < high < 0.5 / interval:
        raise UsageError(
            f"a tremor of {low:g} to {high:g} Hz needs {FEWEST} samples, more "
            f"than {2 * high:g} of them a second. Received: {len(places)}, "
            f"{1 / interval:.1f} a second"
        )
    speeds = np.diff(places, axis=0) / interval  # (samples - 1, 2)
    part = min(len(speeds), int(SECONDS / interval))
    length = 2 ** int(np.ceil(np.log2(max(part, 1 / (FINEST * interval)))))
    frequencies, power = welch(
        speeds, 1 / interval, nperseg=part, nfft=length, axis=0,
        detrend="linear",
    )  # fmt: skip
    spectrum = power.sum(axis=1)
    # Rounding noise of a hand at rest has peaks, too.
    least = 1e-20 * np.mean(speeds**2)
    peak = _highest_peak(frequencies, spectrum, (low, high), least)
    return Tremor(*peak, frequencies, spectrum)


def _highest_peak(frequencies, spectrum, band, least):
    """Frequency and share of power of the highest peak inside the band."""
    peaks, _ = find_peaks(spectrum)
    low, high = band
    inside = (frequencies[peaks] >= low) & (frequencies[peaks] <= high)
    peaks = peaks[inside]
    above = spectrum[frequencies > 0.5].sum()
    if not len(peaks) or above <= least:
        return float("nan"), 0.0
    peak = frequencies[peaks[spectrum[peaks].argmax()]]
    # On a turning pen the line is split by the turns a second: the middle of
    # the power around is the tremor's.
    near = np.abs(frequencies - peak) <= SPLIT
    weights = spectrum[near] - spectrum[near].min()
    frequency = np.average(frequencies[near], weights=weights)
    share = spectrum[np.abs(frequencies - frequency) <= SPLIT].sum() / above
    return float(frequency.clip(low, high)), float(share)

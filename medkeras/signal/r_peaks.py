"""R peaks by the steps of Pan and Tompkins, of a recording or a stream of it.

Band-pass, slope, square, mean over a window: each beat becomes one hill. A
hill is a beat if it is higher than a threshold between the hills of beats and
those of noise so far; where none is found for too long, the highest of the
hills passed over is taken after all. Unlike the paper's, hills here are roots
of the means: squares of a large ectopic beat would lift the threshold over the
beats that follow.
"""

import numpy as np
from scipy.ndimage import maximum_filter1d

from medkeras.signal.beat_decision import BeatDecision
from medkeras.signal.filters import CausalBandpass
from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

SLOW = 100  # samples a second that the steps need; faster ones are averaged
BAND = (5.0, 15.0)  # Hz, where a QRS complex differs most from other waves
WINDOW = 0.15  # s, about the longest QRS complex
REFRACTORY = 0.2  # s in which the heart cannot beat again
PIECE = 2**17  # samples read at once: what fits into the processor's cache
SLOWEST, FASTEST = 50.0, 5000.0  # samples a second that are read
DELAY = 0.1  # s by which the filter and the slope are late, at most
NEAR = 0.06  # s from the steepest slope of a QRS complex to its peak, at most
FALL = 0.01  # s that must follow a peak at the end of a recording
SLOPE = 4  # samples of the past that a slope needs


def find_r_peaks(signal: np.ndarray, rate: float) -> np.ndarray:
    """Find the R peaks of a recording of one lead.
    Args:
        signal: (samples,), in any unit.
        rate: samples a second, 50 to 5000.

    Returns:
        Numbers of the samples at which R peaks stand, rising; none in a flat
        line, nor where a wave is cut off before it falls again.

    Raises:
        UsageError: not one row of finite numbers, or a rate out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.r_peaks import find_r_peaks
        >>> signal = np.zeros(2500)
        >>> signal[100::200] = 1.0  # 250 samples a second, 75 beats a minute
        >>> np.diff(find_r_peaks(signal, 250)).tolist()[:3]
        [200, 200, 200]

    Reference: Pan and Tompkins 1985, "A real-time QRS detection algorithm",
        doi:10.1109/TBME.1985.325532.
    Chapter: 3.2.2, 3.4.5
    """
    detector = RPeakDetector(rate)
    return np.concatenate([detector.update(signal), detector.finish()])


class RPeakDetector:
    """Finds R peaks in a stream: samples come in, peaks come out.

    In whatever parts a recording arrives, the peaks are the same. A peak is
    told about half a second after it, when the decision is final; one that
    was missed is told when the next beat shows that it must be there.

    Args:
        rate: samples a second, 50 to 5000.

    Raises:
        UsageError: a rate out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.r_peaks import RPeakDetector
        >>> signal = np.zeros(2500)
        >>> signal[100::200] = 1.0
        >>> detector = RPeakDetector(250)
        >>> parts = [detector.update(part) for part in np.split(signal, 5)]
        >>> np.concatenate([*parts, detector.finish()]).tolist()[:2]
        [100, 300]

    Reference: Pan and Tompkins 1985, doi:10.1109/TBME.1985.325532.
    Chapter: 3.4.5
    """

    def __init__(self, rate: float):
        check_number("rate", rate, SLOWEST, FASTEST)
        self.block = max(1, int(rate // SLOW))  # samples averaged to one
        slow = rate / self.block
        self.window = max(1, round(WINDOW * slow))
        self.apart = max(1, round(REFRACTORY * slow))
        self.reach = self.window + round(DELAY * slow)
        self.back = round(DELAY * slow)
        self.near = max(1, round(NEAR * slow))
        self.fall = max(1, round(FALL * rate))
        self.bandpass = CausalBandpass(slow, *BAND)
        self.decision = BeatDecision(slow)
        # What later steps still need of what came before.
        self.kept = self.reach + self.apart + self.window + SLOPE
        self.waves = np.zeros(self.kept)  # band-passed
        self.blocks = np.zeros(self.kept)
        self.samples = np.zeros(self.kept * self.block)
        self.rest = np.zeros(0)  # samples that do not fill a block yet
        self.level = None  # the first block: without it the filter would ring
        self.seen = 0  # blocks

    def update(self, signal) -> np.ndarray:
        """Read the samples that come next.

        Args:
            signal: (samples,).

        Returns:
            Samples of the peaks that are known now and were not before,
            counted from the first sample of all.

        Raises:
            UsageError: not one row of finite numbers.
        """
        signal = float_array("signal", signal, ("samples",), empty=True)
        found = [
            self._read(signal[start : start + PIECE])
            for start in range(0, len(signal), PIECE)
        ]
        return np.concatenate([np.zeros(0, np.int64), *found])

    def finish(self) -> np.ndarray:
        """Read no more; the last peaks are known without what follows.

        A wave that is cut off before it falls again is not told: where its
        peak is, its beginning does not show.

        Returns:
            Samples of the peaks that were not yet told.
        """
        if self.level is None:
            return np.zeros(0, np.int64)
        end = self.seen * self.block + len(self.rest)
        last = (
            self.rest[-1] if len(self.rest) else self.samples[-1] + self.level
        )
        found = self.update(np.full(self.kept * self.block, last))
        # A wave that still rises at the end shows no peak.
        return found[found < end - self.fall]

    def _read(self, signal):
        """Read a piece: whole blocks of it, the rest waits for the next."""
        signal = np.concatenate([self.rest, signal])
        count = len(signal) // self.block
        used = signal[: count * self.block]
        self.rest = signal[len(used) :]
        blocks = used.reshape(count, self.block).mean(axis=1)
        if count and self.level is None:
            self.level = blocks[0]
        if count:
            self._append(used - self.level, blocks - self.level)
        return np.array(self._found(count), np.int64)

    def _append(self, samples, blocks):
        """Put what is new behind what is kept of the past."""
        waves = self.bandpass(blocks)
        keep = -self.kept
        self.samples = np.r_[self.samples[keep * self.block :], samples]
        self.blocks = np.r_[self.blocks[keep:], blocks]
        self.waves = np.r_[self.waves[keep:], waves]
        self.seen += len(blocks)

    def _found(self, count):
        """Peaks among the hills whose surroundings are now complete."""
        if not count:
            return []
        hills = hills_of(self.waves, self.window)
        # How steep a wave is, is asked of the signal itself: the band-pass
        # takes from the steep QRS complex more than from the T wave.
        slopes = steepest_of(self.blocks, self.reach)
        slopes = np.r_[np.zeros(len(hills) - len(slopes)), slopes]
        lead = len(self.waves) - len(hills)  # waves before the first hill
        tops = _tops(hills, self.apart, first=self.kept - self.apart - lead)
        places = tops + lead
        peaks = self._refined(places)
        start = self.seen - len(self.waves)
        found = []
        for top, place, peak in zip(
            tops.tolist(), places.tolist(), peaks.tolist(), strict=True
        ):
            found += self.decision.offer(
                start + place, hills[top], slopes[top], peak
            )
        return found

    def _refined(self, places):
        """Samples of the largest deflection beside each steepest slope.

        A hill may reach over the wave that follows: of a paced beat that is
        the larger one.
        """
        span = np.arange(-self.reach, 1)
        slope = np.abs(np.gradient(self.waves))
        steep = places + span[slope[places[:, None] + span].argmax(axis=1)]
        beside = np.arange(-self.near, self.near + 1)
        rows = (steep[:, None] + beside).clip(0, len(self.waves) - 1)
        under = np.abs(self.waves[rows])
        crest = rows[np.arange(len(rows)), under.argmax(axis=1)]
        # The filter answers late; the wave itself stands a little before.
        near = np.arange(-self.back * self.block, self.block)
        rows = crest[:, None] * self.block + near
        # Before the first sample there is nothing that a peak could be.
        first = max(0, len(self.samples) - self.seen * self.block)
        rows = rows.clip(first, len(self.samples) - 1)
        wave = self.samples[rows]
        wave = np.abs(wave - np.median(wave, axis=1, keepdims=True))
        within = rows[np.arange(len(rows)), wave.argmax(axis=1)]
        return within + self.seen * self.block - len(self.samples)


def hills_of(waves: np.ndarray, window: int) -> np.ndarray:
    """Slope, square, and mean over a window, each of past values only.

    Args:
        waves: band-passed, (samples,).
        window: samples of the mean.

    Returns:
        Roots of the means of the squared slope, (samples - window - 3,); the
        first belongs to sample window + 3.

    Raises:
        UsageError: fewer samples than one mean needs.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.r_peaks import hills_of
        >>> hills_of(np.arange(10.0), window=3).tolist()
        [10.0, 10.0, 10.0, 10.0]

    Reference: Pan and Tompkins 1985, doi:10.1109/TBME.1985.325532.
    Chapter: 3.2.2
    """
    square = _slope("waves", waves, window) ** 2
    count = len(square) - window + 1
    hills = np.zeros(count)
    for step in range(window):  # each sum in one order, whatever comes before
        hills += square[step : step + count]
    return np.sqrt(hills / window)


def steepest_of(signal: np.ndarray, window: int) -> np.ndarray:
    """The steepest slope of a window of past values.

    Args:
        signal: (samples,).
        window: samples of the window.

    Returns:
        (samples - window - 3,); the first belongs to sample window + 3.

    Raises:
        UsageError: fewer samples than one window needs.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.r_peaks import steepest_of
        >>> steepest_of(np.arange(10.0), window=3).tolist()
        [10.0, 10.0, 10.0, 10.0]

    Reference: Pan and Tompkins 1985, doi:10.1109/TBME.1985.325532.
    Chapter: 3.2.2
    """
    slope = np.abs(_slope("signal", signal, window))
    steepest = maximum_filter1d(slope, window, mode="constant")
    first = window // 2
    return steepest[first : first + len(slope) - window + 1]


def _slope(name, values, window):
    """The printed slope, of samples that fill a window at least."""
    values = float_array(name, values, ("samples",))
    check_whole("window", window)
    if len(values) < window + SLOPE:
        raise UsageError(
            f"`{name}` must have {window + SLOPE} samples or more. Received: "
            f"{len(values)}"
        )
    return 2 * (values[4:] - values[:-4]) + (values[3:-1] - values[1:-3])


def _tops(hills, apart, first):
    """Where a hill is the highest within `apart` on both sides."""
    highest = maximum_filter1d(hills, 2 * apart + 1, mode="constant")
    top = (hills == highest) & (hills > 0)
    top[1:] &= hills[1:] > hills[:-1]  # of a plateau its first
    top[:first] = False
    top[len(top) - apart :] = False
    return np.flatnonzero(top)

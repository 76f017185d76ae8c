"""Measures of a sustained vowel's sound: periods, their sizes, and noise.

From the waveform to the marks of the periods, their sizes, and what
`perturbation` makes of them. Resonances of a high voice still ring when the
next period begins: uneven lengths then make uneven sizes, in real throats, too.
"""

import numpy as np

from medkeras.signal.periodicity import PITCHES, periodicity
from medkeras.signal.perturbation import FEWEST, jitter, shimmer
from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive

# A period is looked for around the one that the autocorrelation gives.
SHORTEST, LONGEST = 0.8, 1.25
ALIKE = 0.3  # correlation below which two periods are not of one voice
AROUND = 0.2  # share of a period on each side in which its size is measured


def period_marks(
    waveform: np.ndarray, rate: float, pitches: tuple = PITCHES
) -> np.ndarray:
    """Times of one point in each period, by waveform matching.

    From the loudest sample of the period in the middle a window of one period
    is moved to where it fits the sound best, one period on, to both ends.

    Args:
        waveform: of a sustained vowel, (samples,).
        rate: samples a second.
        pitches: lowest and highest fundamental frequency, Hz.

    Returns:
        Seconds from the first sample, rising, (marks,); the differences are
        the periods.

    Raises:
        UsageError: as `periodicity`.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.voice import period_marks
        >>> time = np.arange(8000) / 8000
        >>> marks = period_marks(np.sin(2 * np.pi * 125 * time), 8000)
        >>> round(float(np.diff(marks).mean()), 4)
        0.008

    Reference: Boersma and Weenink, Praat manual, "Sound & Pitch: To
        PointProcess (cc)"; Titze and Liang 1993, doi:10.1044/jshr.3606.1120
        (why matching beats picking peaks).
    Chapter: 3.1.3
    """
    found = periodicity(waveform, rate, pitches)
    waveform = np.asarray(waveform, float)
    waveform = waveform - waveform.mean()
    times = found.times[found.voiced] * rate
    lengths = rate / found.pitch[found.voiced]
    # The voice is sustained: frames that took two periods for one are wrong.
    usual = np.median(lengths)
    lengths = lengths.clip(SHORTEST * usual, LONGEST * usual)
    first = int(times[len(times) // 2] - usual / 2)
    middle = np.abs(waveform[first : first + int(usual) + 1])
    start = float(first + middle.argmax())
    marks = [start]
    for direction in (1, -1):
        mark = start
        while True:
            length = np.interp(mark, times, lengths)
            step = _best_step(waveform, round(mark), length, direction)
            if step is None:
                break
            mark += direction * step
            marks.append(mark)
    return np.sort(marks) / rate


def period_amplitudes(
    waveform: np.ndarray, rate: float, marks: np.ndarray
) -> np.ndarray:
    """Size of the sound at each mark: root mean square in a Hann window.

    Args:
        waveform: of a sustained vowel, (samples,).
        rate: samples a second.
        marks: of `period_marks`, seconds, two or more.

    Returns:
        (marks,), in the waveform's unit; the window is a fifth of the period
        on each side, as Praat's.

    Raises:
        UsageError: fewer than two marks, or one outside the waveform.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.voice import period_amplitudes
        >>> tone = np.cos(2 * np.pi * 125 * np.arange(8000) / 8000)
        >>> sizes = period_amplitudes(tone, 8000, np.arange(1, 100) / 125)
        >>> bool(np.ptp(sizes) < 1e-9)
        True

    Chapter: 3.1.3
    """
    waveform = float_array("waveform", waveform, shape=("samples",))
    check_positive("rate", rate)
    marks = float_array("marks", marks, shape=("marks",), low=0)
    if len(marks) < 2 or marks.max() * rate > len(waveform):
        raise UsageError(
            "`marks` must be two or more seconds within the waveform. "
            f"Received: {len(marks)}, up to {marks.max():g} of "
            f"{len(waveform) / rate:g}"
        )
    waveform = waveform - waveform.mean()
    half = AROUND * np.median(np.diff(marks)) * rate  # samples
    places = np.arange(len(waveform))
    sizes = np.zeros(len(marks))
    for number, center in enumerate(marks * rate):
        near = slice(max(0, int(center - half)), int(center + half) + 1)
        window = (1 + np.cos(np.pi * (places[near] - center) / half)) / 2
        sizes[number] = np.sqrt(
            np.sum((waveform[near] * window) ** 2) / np.sum(window**2)
        )
    return sizes


def harmonics_to_noise(
    waveform: np.ndarray, rate: float, pitches: tuple = PITCHES
) -> float:
    """Harmonics-to-noise ratio: how much of the sound repeats, in dB.

    The share of the power that repeats after a period is the height r of the
    autocorrelation there; the ratio is r / (1 - r), its mean over time in dB.

    Args:
        waveform: of a sustained vowel, (samples,).
        rate: samples a second.
        pitches: lowest and highest fundamental frequency, Hz.

    Returns:
        dB; 20 where a hundredth of the power is noise.

    Raises:
        UsageError: as `periodicity`.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.voice import harmonics_to_noise
        >>> rng = np.random.default_rng(0)
        >>> tone = np.sin(2 * np.pi * 125 * np.arange(16000) / 16000)
        >>> noisy = tone + rng.normal(0, np.sqrt(0.5 / 10), 16000)
        >>> round(harmonics_to_noise(noisy, 16000))  # a tenth as much noise
        10

    Reference: Boersma 1993, "Accurate short-term analysis of the fundamental
        frequency and the harmonics-to-noise ratio of a sampled sound", IFA
        Proceedings 17:97-110.
    Chapter: 3.1.3
    """
    found = periodicity(waveform, rate, pitches)
    height = found.height[found.voiced].clip(1e-6, 1 - 1e-6)
    return float(np.mean(10 * np.log10(height / (1 - height))))


def voice_features(
    waveform: np.ndarray, rate: float, pitches: tuple = PITCHES
) -> dict[str, float]:
    """All measures of a sustained vowel, by their names in the data sets.

    Args:
        waveform: (samples,), half a second or more.
        rate: samples a second.
        pitches: lowest and highest fundamental frequency, Hz.

    Returns:
        `f0_mean`, `f0_max`, `f0_min` in Hz, `jitter_*` (absolute in seconds),
        `shimmer_*` (db in dB), `hnr` in dB.

    Raises:
        UsageError: as `periodicity`; fewer than six periods.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.voice import voice_features
        >>> from medkeras.signal.vowel_synthesis import synthetic_vowel
        >>> vowel = synthetic_vowel(np.random.default_rng(0), 0.5, jitter=0.01)
        >>> found = voice_features(vowel.waveform, vowel.rate)
        >>> round(found["f0_mean"]), 0.005 < found["jitter_local"] < 0.02
        (120, True)

    Chapter: 3.1.3
    """
    marks = period_marks(waveform, rate, pitches)
    if len(marks) <= FEWEST:
        raise UsageError(
            f"a voice of more than {FEWEST} periods is needed. Received: "
            f"{len(marks) - 1}"
        )
    periods = np.diff(marks)
    sizes = period_amplitudes(waveform, rate, marks)
    lengths, heights = jitter(periods), shimmer(sizes)
    return {
        "f0_mean": float(1 / periods.mean()),
        "f0_max": float(1 / periods.min()),
        "f0_min": float(1 / periods.max()),
        **{f"jitter_{k}": v for k, v in lengths._asdict().items()},
        **{f"shimmer_{k}": v for k, v in heights._asdict().items()},
        "hnr": harmonics_to_noise(waveform, rate, pitches),
    }


def _best_step(waveform, center, length, direction):
    """Samples to where a window of one period fits best, None at an end."""
    half = int(length / 2)
    least, most = int(SHORTEST * length), int(np.ceil(LONGEST * length))
    first, last = center - half, center + half + 1
    ahead = [direction * least, direction * most]
    low, high = first + min(ahead), last + max(ahead)
    if first < 0 or last > len(waveform) or low < 0 or high > len(waveform):
        return None
    window = waveform[first:last]
    others = np.lib.stride_tricks.sliding_window_view(
        waveform[low:high], last - first
    )[::direction]
    norms = np.sqrt((others**2).sum(axis=1) * (window**2).sum())
    match = others @ window / norms.clip(1e-30)  # (steps,)
    best = int(match.argmax())
    if match[best] < ALIKE:
        return None
    return least + best + _top_of_parabola(match, best)


def _top_of_parabola(values, place):
    """Where between the samples the highest of three lies, -0.5 to 0.5."""
    if not 0 < place < len(values) - 1:
        return 0.0
    left, middle, right = values[place - 1 : place + 2]
    bend = left - 2 * middle + right
    return 0.5 * (left - right) / bend if bend < 0 else 0.0

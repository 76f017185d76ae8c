"""How periodic a sound is and with which period, after Boersma."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import unpacked
from medkeras.utils.sizes import check_positive

PITCHES = (75.0, 500.0)  # Hz, of adult voices
WINDOW = 4.5  # lowest periods in a frame
STEP = 0.01  # seconds from frame to frame
FINER = 4  # points of the autocorrelation between two samples
SILENT = 0.1  # share of the highest peak below which a frame is silence
VOICED = 0.45  # height of the autocorrelation of a voice
OCTAVE_COST = 0.01  # by which a higher pitch is preferred, an octave


class Periodicity(NamedTuple):
    """Pitch of a sound from frame to frame.

    Attributes:
        times: middle of each frame, seconds.
        pitch: fundamental frequency, Hz.
        height: of the autocorrelation after one period, up to 1.
        voiced: whether the frame sounds and repeats.
    """

    times: np.ndarray
    pitch: np.ndarray
    height: np.ndarray
    voiced: np.ndarray


def periodicity(
    waveform: np.ndarray, rate: float, pitches: tuple = PITCHES
) -> Periodicity:
    """Find the period of a sound, and how much of the sound repeats.

    The autocorrelation of a windowed frame is divided by that of the window,
    so that a periodic sound reaches 1 after one period.

    Args:
        waveform: (samples,), no unit.
        rate: samples a second.
        pitches: lowest and highest fundamental frequency, Hz.

    Returns:
        One value for each frame of 4.5 lowest periods, a hundredth of a
        second apart.

    Raises:
        UsageError: no row of finite numbers, a sound shorter than one frame,
            a rate too low for the pitches, or no voice in it.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.periodicity import periodicity
        >>> tone = np.sin(2 * np.pi * 125 * np.arange(4000) / 8000)
        >>> round(float(np.median(periodicity(tone, 8000).pitch)))
        125

    Reference: Boersma 1993, "Accurate short-term analysis of the fundamental
        frequency and the harmonics-to-noise ratio of a sampled sound", IFA
        Proceedings 17:97-110.
    Chapter: 3.1.3
    """
    waveform = float_array("waveform", waveform, shape=("samples",))
    low, high = _checked_pitches(pitches, rate)
    size = int(np.ceil(WINDOW * rate / low))
    if len(waveform) < size:
        raise UsageError(
            f"`waveform` must last {WINDOW:g} of the lowest periods, "
            f"{size / rate:.3f} s. Received: {len(waveform) / rate:.3f} s"
        )
    waveform = waveform - waveform.mean()
    starts = np.arange(0, len(waveform) - size + 1, max(1, int(STEP * rate)))
    frames = np.stack([waveform[start : start + size] for start in starts])
    pitch, height = _best_lags(_autocorrelation(frames), rate, low, high)
    loudness = np.abs(frames).max(axis=1)
    voiced = (loudness > SILENT * np.abs(waveform).max()) & (height > VOICED)
    if not voiced.any():
        raise UsageError(
            f"`waveform` must hold a voice between {low:g} and {high:g} Hz. "
            "Received: silence, or noise that does not repeat"
        )
    times = (starts + size / 2) / rate
    return Periodicity(times, pitch, height, voiced)


def _checked_pitches(pitches, rate):
    check_positive("rate", rate)
    low, high = unpacked("pitches", pitches, ("lowest", "highest"))
    check_positive("pitches: lowest", low)
    check_positive("pitches: highest", high)
    if not low < high <= rate / 4:
        raise UsageError(
            "`pitches` must rise, to a quarter of the rate at most. Received: "
            f"{low:g} and {high:g} Hz, rate {rate:g}"
        )
    return float(low), float(high)


def _autocorrelation(frames):
    """Of each frame, over that of its window, FINER points a sample."""
    size = frames.shape[1]
    window = np.hanning(size + 2)[1:-1]
    padded = 2 ** int(np.ceil(np.log2(2 * size)))
    frames = (frames - frames.mean(axis=1, keepdims=True)) * window
    # A longer inverse transform is a sinc interpolation between the lags.
    found = []
    for signals in (frames, window[None]):
        power = np.abs(np.fft.rfft(signals, padded)) ** 2
        lags = np.fft.irfft(power, FINER * padded)[:, : FINER * size // 2]
        found.append(lags / lags[:, :1].clip(1e-30))
    return found[0] / found[1]  # (frames, lags)


def _best_lags(heights, rate, low, high):
    """Pitch and height of the best peak of each frame."""
    first = int(FINER * rate / high)
    last = min(int(np.ceil(FINER * rate / low)), heights.shape[1] - 1)
    inside = heights[:, first : last + 1]
    lags = np.arange(first, last + 1) / (FINER * rate)  # seconds
    # Two periods fit as well as one: the shorter is preferred a little.
    best = (inside - OCTAVE_COST * np.log2(low * lags)).argmax(axis=1)
    rows = np.arange(len(inside))
    return 1 / lags[best], inside[rows, best]

"""A sustained vowel made of pulses, with a known truth for its measures."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_positive

# Frequency, bandwidth and size of the resonances of a long "ah"; wide, so
# that a period has died away when the next one begins.
FORMANTS = ((700.0, 130.0, 1.0), (1200.0, 170.0, 0.5), (2600.0, 250.0, 0.25))


class Vowel(NamedTuple):
    """A made-up vowel, and what it was made of.

    Attributes:
        waveform: (samples,), no unit.
        rate: samples a second.
        periods: true length of each period, seconds.
        amplitudes: true size of each period.
    """

    waveform: np.ndarray
    rate: float
    periods: np.ndarray
    amplitudes: np.ndarray


def synthetic_vowel(
    rng: np.random.Generator,
    seconds: float = 1.0,
    rate: float = 44100.0,
    pitch: float = 120.0,
    jitter: float = 0.0,
    shimmer: float = 0.0,
    hnr: float = np.inf,
) -> Vowel:
    """Make a vowel whose periods differ in length and size as asked.

    Lengths and sizes are drawn independently around their means, so jitter
    and shimmer are met on average; what they are is to be computed from the
    periods and amplitudes returned.

    Args:
        rng: generator of all draws.
        seconds: length.
        rate: samples a second.
        pitch: fundamental frequency, Hz.
        jitter: local jitter, a share of the period; 0.01 is much.
        shimmer: local shimmer, a share of the size; 0.04 is much.
        hnr: harmonics-to-noise ratio in dB of the white noise added.

    Returns:
        The vowel with its truth.

    Raises:
        UsageError: lengths, rates or frequencies that are not above 0, a rate
            below four times the pitch, a negative share.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.vowel_synthesis import synthetic_vowel
        >>> vowel = synthetic_vowel(np.random.default_rng(0), 0.5)
        >>> vowel.waveform.shape, round(1 / vowel.periods.mean())
        ((22050,), 120)

    Reference: Fant 1960, "Acoustic Theory of Speech Production" (a source of
        pulses, a filter of resonances).
    Chapter: 3.1.3
    """
    for name, value in (
        ("seconds", seconds), ("rate", rate), ("pitch", pitch),
    ):  # fmt: skip
        check_positive(name, value)
    check_number("jitter", jitter, 0, 0.2)
    check_number("shimmer", shimmer, 0, 0.5)
    if rate < 4 * pitch or seconds * pitch < 3:
        raise UsageError(
            "a vowel needs a rate of four times the pitch and three periods. "
            f"Received: rate={rate:g}, pitch={pitch:g}, seconds={seconds:g}"
        )
    number = int(np.ceil(1.5 * seconds * pitch)) + 3
    # The mean absolute difference of two normal draws is 2 / sqrt(pi) spreads.
    spread = np.sqrt(np.pi) / 2
    draws = rng.normal(0, spread, (2, number)).clip(-3, 3)
    periods = (1 + jitter * draws[0]) / pitch
    amplitudes = 1 + shimmer * draws[1]
    marks = np.append(0, np.cumsum(periods))[:-1]
    kept = marks < seconds
    time = np.arange(int(seconds * rate)) / rate
    waveform = np.zeros(len(time))
    for mark, amplitude in zip(marks[kept], amplitudes[kept], strict=True):
        waveform += amplitude * _pulse(time, mark)
    if np.isfinite(hnr):
        noise = rng.normal(size=len(time))
        loudness = np.sqrt(np.mean(waveform**2) / np.mean(noise**2))
        waveform = waveform + noise * loudness * 10 ** (-hnr / 20)
    return Vowel(waveform, rate, periods[kept][:-1], amplitudes[kept])


def _pulse(time, mark):
    """Resonances that ring from a mark on; nothing before it."""
    sounding = np.zeros(len(time))
    first, last = np.searchsorted(time, (mark, mark + 0.05))
    since = time[first:last] - mark
    for frequency, bandwidth, size in FORMANTS:
        ringing = np.sin(2 * np.pi * frequency * since)
        sounding[first:last] += (
            size * np.exp(-np.pi * bandwidth * since) * ringing
        )
    return sounding

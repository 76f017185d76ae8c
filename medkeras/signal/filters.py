"""Band-pass filters: zero-phase for finished recordings, causal for streams."""

import numpy as np
from scipy.signal import butter, sosfilt, sosfiltfilt

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole


def zero_phase_bandpass(
    signal: np.ndarray, rate: float, low: float, high: float, order: int = 2
) -> np.ndarray:
    """Filter forwards, then backwards: no wave is moved in time.

    Each value depends on later ones, so that a monitor cannot do it.

    Args:
        signal: (samples,) or (samples, leads).
        rate: samples a second.
        low: lower border, Hz.
        high: upper border, Hz, below half of the rate.
        order: of the Butterworth filter, once each way.

    Returns:
        The filtered signal, of the same shape.

    Raises:
        UsageError: borders that do not rise below half of the rate, values
            that are not finite, a signal too short to filter.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.filters import zero_phase_bandpass
        >>> time = np.arange(1000) / 250
        >>> wave = np.sin(2 * np.pi * 10 * time)
        >>> found = zero_phase_bandpass(wave + 5, 250, 5, 15)
        >>> bool(abs(found[400:600] - wave[400:600]).max() < 0.05)
        True

    Chapter: 3.2.2, 3.4.5
    """
    sections = _sections(rate, low, high, order)
    signal = float_array("signal", signal)
    least = 3 * (2 * len(sections) + 1) + 1
    if len(signal) < least:
        raise UsageError(
            f"`signal` must have {least} samples or more. Received: "
            f"{len(signal)}"
        )
    return sosfiltfilt(sections, signal, axis=0)


class CausalBandpass:
    """A filter that has only the past, and remembers it between calls.

    Filtering a recording in parts gives what filtering it whole gives.

    Args:
        rate: samples a second.
        low: lower border, Hz.
        high: upper border, Hz, below half of the rate.
        order: of the Butterworth filter.

    Raises:
        UsageError: borders that do not rise below half of the rate.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.filters import CausalBandpass
        >>> wave = np.random.default_rng(0).normal(size=500)
        >>> parts = CausalBandpass(250, 5, 15)
        >>> found = np.r_[parts(wave[:100]), parts(wave[100:])]
        >>> bool(np.array_equal(found, CausalBandpass(250, 5, 15)(wave)))
        True

    Chapter: 3.2.2, 3.4.5
    """

    def __init__(self, rate: float, low: float, high: float, order: int = 2):
        self.sections = _sections(rate, low, high, order)
        self.state = np.zeros((len(self.sections), 2))

    def __call__(self, signal) -> np.ndarray:
        """Filter the samples that come next.

        Args:
            signal: (samples,).

        Returns:
            (samples,), later than the waves by the filter's delay.

        Raises:
            UsageError: not one row of finite numbers.
        """
        signal = float_array("signal", signal, ("samples",))
        found, self.state = sosfilt(self.sections, signal, zi=self.state)
        return found


def _sections(rate, low, high, order):
    """The filter as sections of second order."""
    check_number("rate", rate, 0.001, 1e6)
    check_whole("order", order, 1, 10)
    if not 0 < low < high < rate / 2:
        raise UsageError(
            f"`low` and `high` must rise between 0 and {rate / 2:g} Hz, half "
            f"of the rate. Received: {low} and {high}"
        )
    return butter(order, (low, high), "bandpass", fs=rate, output="sos")

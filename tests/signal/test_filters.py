"""Filters: what passes, what is delayed, what a stream remembers."""

import numpy as np
import pytest

from medkeras.signal.filters import CausalBandpass, zero_phase_bandpass
from medkeras.utils.errors import UsageError

TIME = np.arange(5000) / 250


def sine(frequency):
    """Twenty seconds of one frequency."""
    return np.sin(2 * np.pi * frequency * TIME)


@pytest.mark.parametrize(
    ("frequency", "low", "high"),
    [(10, 0.95, 1.05), (0.3, 0, 0.01), (60, 0, 0.01), (5, 0.45, 0.55)],
)
def test_each_frequency_passes_as_far_as_it_should(frequency, low, high):
    # Twice through a filter that halves the power at its borders.
    found = zero_phase_bandpass(sine(frequency), 250, 5, 15)
    size = found[1500:3500].std() / sine(frequency).std()
    assert low <= size <= high


def test_zero_phase_moves_no_wave_and_causal_does():
    burst = sine(10) * np.exp(-(((TIME - 10) / 0.3) ** 2))
    middles = []
    for found in (
        zero_phase_bandpass(burst, 250, 5, 15),
        CausalBandpass(250, 5, 15)(burst),
    ):
        middles.append(np.average(TIME, weights=found**2))
    assert abs(middles[0] - 10) < 1e-3
    assert 0.02 < middles[1] - 10 < 0.1


def test_causal_reads_no_future():
    signal = np.random.default_rng(0).normal(size=1000)
    other = signal.copy()
    other[600:] += 5
    before = CausalBandpass(250, 5, 15)(signal)[:600]
    np.testing.assert_array_equal(
        CausalBandpass(250, 5, 15)(other)[:600], before
    )


def test_leads_are_filtered_each_for_itself():
    both = np.stack([sine(10), sine(7)], axis=1)
    found = zero_phase_bandpass(both, 250, 5, 15)
    alone = zero_phase_bandpass(sine(7), 250, 5, 15)
    np.testing.assert_allclose(found[:, 1], alone)


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="half of the rate"):
        zero_phase_bandpass(sine(10), 250, 5, 130)
    with pytest.raises(UsageError, match="half of the rate"):
        CausalBandpass(250, 15, 5)
    with pytest.raises(UsageError, match="samples or more"):
        zero_phase_bandpass(np.ones(5), 250, 5, 15)
    with pytest.raises(UsageError, match="NaN"):
        CausalBandpass(250, 5, 15)([1.0, np.nan])

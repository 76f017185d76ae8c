"""Heart-rate variability against neurokit2 0.3.0 and known sines."""

import numpy as np
import pytest

from medkeras.signal.heart_rate_variability import (
    heart_rate_variability,
    normal_intervals,
)
from medkeras.utils.errors import UsageError


def row():
    """The intervals that were given to neurokit2, ms."""
    rng = np.random.default_rng(3)
    slow = 40 * np.sin(np.arange(400) / 8)
    return (800 + slow + rng.normal(0, 25, 400)).round(2)


def test_time_measures_equal_neurokit():
    found = heart_rate_variability(row() / 1000)
    assert found.mean == pytest.approx(0.8008896, abs=1e-12)
    assert found.sdnn == pytest.approx(37.32131904123223, rel=1e-6)
    assert found.rmssd == pytest.approx(36.568544208977066, rel=1e-6)
    # neurokit2 divides by one more than there are differences.
    assert found.pnn50 * 399 / 400 == pytest.approx(0.18, rel=1e-6)
    assert found.sample_entropy == pytest.approx(1.8763168572561182, rel=1e-6)
    assert found.dfa_alpha1 == pytest.approx(0.8589784648034883, rel=1e-6)


@pytest.mark.parametrize(("frequency", "band"), [(0.1, "lf"), (0.25, "hf")])
def test_a_sine_has_its_power_in_its_band(frequency, band):
    time = np.arange(2000) * 0.8
    intervals = 0.8 + 0.03 * np.sin(2 * np.pi * frequency * time)
    found = heart_rate_variability(intervals)
    powers = {"lf": found.lf, "hf": found.hf}
    assert powers.pop(band) == pytest.approx(30**2 / 2, rel=0.02)
    assert max(powers.values()) < 1


def test_a_left_out_beat_makes_no_difference_between_its_neighbours():
    intervals = np.tile([0.8, 0.82], 200)
    intervals[100:102] = 0.4, 1.22  # an early beat and its pause
    normal = normal_intervals(intervals)
    assert np.flatnonzero(~normal).tolist() == [100, 101]
    found = heart_rate_variability(intervals, normal)
    assert found.rmssd == pytest.approx(20)
    assert heart_rate_variability(intervals).rmssd > 30


def test_impossible_and_unknown_intervals_are_not_normal():
    given = np.r_[np.full(30, 0.8), np.nan, 0.1, 3.0, np.full(30, 0.8)]
    assert np.flatnonzero(~normal_intervals(given)).tolist() == [30, 31, 32]


def test_a_recording_too_short_for_a_band_has_no_power():
    found = heart_rate_variability(np.linspace(0.7, 0.8, 25))
    assert np.isnan(found.lf) and np.isnan(found.hf)


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="20 or more"):
        heart_rate_variability([0.8] * 19)
    with pytest.raises(UsageError, match="20 or more"):
        heart_rate_variability([0.8] * 30 + [0.0])
    with pytest.raises(UsageError, match="one length"):
        heart_rate_variability([0.8] * 30, [True])
    with pytest.raises(UsageError, match="odd"):
        normal_intervals([0.8], around=4)
    with pytest.raises(UsageError, match="intervals"):
        normal_intervals([[0.8]])

"""Made-up hearts have the variability that they were given."""

import numpy as np
import pytest

from medkeras.signal.beat_simulator import simulate_intervals
from medkeras.signal.heart_rate_variability import (
    heart_rate_variability,
    normal_intervals,
)
from medkeras.utils.errors import UsageError


def measured(**options):
    """Measures of two hours of a heart."""
    rng = np.random.default_rng(5)
    return heart_rate_variability(*simulate_intervals(rng, 2, **options))


def test_breathing_is_high_and_vessels_low_frequency():
    still = {"drift": 0, "night": 0}
    breathing = measured(breath=0.03, vessels=0, **still)
    vessels = measured(breath=0, vessels=0.03, **still)
    assert breathing.hf == pytest.approx(30**2, rel=0.15)
    assert vessels.lf == pytest.approx(30**2, rel=0.15)
    assert breathing.lf < 0.1 * breathing.hf
    assert vessels.hf < 0.1 * vessels.lf
    assert measured(breath=0, vessels=0, **still).sdnn == pytest.approx(0)


def test_drift_makes_slow_variability():
    only = measured(breath=0, vessels=0, drift=0.05, night=0)
    assert only.sdnn == pytest.approx(50, rel=0.1)
    assert 0.9 < only.dfa_alpha1 < 1.15


def test_the_heart_is_slower_at_night():
    rng = np.random.default_rng(0)
    intervals, _ = simulate_intervals(rng, 24, drift=0.01, night=0.2)
    hour = (np.cumsum(intervals) / 3600 + 12) % 24
    night = intervals[(hour > 2) & (hour < 4)].mean()
    day = intervals[(hour > 14) & (hour < 16)].mean()
    assert night - day == pytest.approx(0.2, abs=0.03)


def test_early_beats_are_marked_and_can_be_found():
    rng = np.random.default_rng(0)
    intervals, normal = simulate_intervals(rng, 2, drift=0.02, ectopic=0.02)
    assert 0.025 < (~normal).mean() < 0.045  # two intervals a beat
    found = normal_intervals(intervals)
    assert (found == normal).mean() > 0.995
    assert intervals.sum() == pytest.approx(7200, abs=2)


def test_the_same_seed_gives_the_same_heart():
    one, other = (
        simulate_intervals(np.random.default_rng(k), 0.2)[0] for k in (1, 1)
    )
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    "wrong",
    [{"hours": 0}, {"mean": 3}, {"breath": -1}, {"night": 2}, {"ectopic": 0.6}],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(UsageError, match=next(iter(wrong))):
        simulate_intervals(np.random.default_rng(0), **{"hours": 1} | wrong)

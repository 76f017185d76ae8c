"""Uneven beats have large features, even ones none; too few have no number."""

import numpy as np
import pytest

from medkeras.signal.ecg_simulator import simulate_ecg
from medkeras.signal.interval_features import FEATURES, interval_features
from medkeras.utils.errors import UsageError


def test_features_are_those_of_the_drawn_intervals():
    rng = np.random.default_rng(0)
    intervals = rng.uniform(0.5, 1.1, 40)
    signal, _ = simulate_ecg(rng, intervals, fibrillation=True)
    found = interval_features(signal, 250)
    inner, middle = intervals[1:], np.median(intervals[1:])
    jumps = np.abs(np.diff(inner))
    expected = [
        middle, np.mean(jumps > 0.05), inner.std() / middle,
        np.median(jumps) / middle, np.ptp(inner) / middle,
    ]  # fmt: skip
    assert len(found) == len(FEATURES)
    np.testing.assert_allclose(found, expected, atol=0.03)


def test_too_few_beats_are_no_number():
    assert np.isnan(interval_features(np.zeros(2500), 250)).all()
    with pytest.raises(UsageError, match="rate"):
        interval_features(np.zeros(2500), 5)

"""Variability of pieces and of days."""

import numpy as np
import pytest

from medkeras.signal.day_variability import (
    DAY_MEASURES,
    day_variability,
    mean_variability,
    segment_variability,
)
from medkeras.signal.heart_rate_variability import heart_rate_variability
from medkeras.utils.errors import UsageError


def day(count=4000, seed=0):
    rng = np.random.default_rng(seed)
    return (
        0.8 + 0.02 * np.sin(np.arange(count) / 9) + rng.normal(0, 0.01, count)
    )


def test_pieces_are_those_of_the_clock():
    row = day()
    starts, found = segment_variability(row, minutes=5, every=10)
    ends = np.cumsum(row)
    assert starts.tolist() == [0, 600, 1200, 1800, 2400]
    inside = (ends >= 600) & (ends < 900)
    np.testing.assert_allclose(found[1], heart_rate_variability(row[inside]))


def test_a_piece_that_is_not_normal_has_no_measures():
    row = day()
    row[800:1100:2] = 0.31
    _, found = segment_variability(row)
    ends = np.cumsum(row)
    broken = np.isnan(found[:, 0])
    touched = np.unique(ends[800:1100] // 300).astype(int)
    assert broken.any() and set(np.flatnonzero(broken)) <= set(touched)
    assert np.isfinite(found[~broken]).all()


def test_measures_of_the_whole_day():
    row = day()
    found = day_variability(row, every=5)
    assert set(found) == set(DAY_MEASURES)
    _, pieces = segment_variability(row)
    assert np.exp(found["sdnn_day"]) == pytest.approx(
        1000 * row.std(), rel=1e-9
    )
    assert np.exp(found["sdann"]) == pytest.approx(1000 * pieces[:, 0].std())
    assert np.exp(found["rmssd"]) == pytest.approx(np.median(pieces[:, 2]))
    assert found["mean"] == pytest.approx(np.median(pieces[:, 0]))


def test_slow_change_is_sdann_and_fast_is_not():
    slow = day() + 0.1 * (np.arange(4000) > 2000)
    plain, changed = (day_variability(r, every=5) for r in (day(), slow))
    assert changed["sdann"] > plain["sdann"] + 1
    assert changed["rmssd"] == pytest.approx(plain["rmssd"], abs=0.05)


def test_nothing_normal_is_nan_not_a_number():
    rng = np.random.default_rng(0)
    found = day_variability(rng.uniform(0.3, 2.0, 2000))
    assert all(np.isnan(value) for value in found.values())


def test_cut_days_are_measured_piece_by_piece():
    pieces = np.full((2, 3, 400), np.nan)
    for k in range(3):
        pieces[0, k, : 300 + 30 * k] = day(300 + 30 * k, seed=k)
    found = mean_variability(pieces)
    each = [heart_rate_variability(day(300 + 30 * k, seed=k)) for k in range(3)]
    np.testing.assert_allclose(found[0], np.mean(each, axis=0))
    assert np.isnan(found[1]).all()


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="5 minutes or more"):
        segment_variability(np.full(50, 0.8))
    with pytest.raises(UsageError, match="5 minutes or more"):
        day_variability([])
    with pytest.raises(UsageError, match="minutes"):
        segment_variability(day(), minutes=0)
    with pytest.raises(UsageError, match="intervals"):
        segment_variability(-day())
    with pytest.raises(UsageError, match="days"):
        mean_variability(day())

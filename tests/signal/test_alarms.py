"""Alarms: when, how many, how true; conformal thresholds."""

import numpy as np
import pytest

from medkeras.signal.alarms import (
    conformal_threshold,
    judge_alarms,
    sound_alarms,
)
from medkeras.utils.errors import UsageError

NAN = float("nan")


def test_the_future_changes_no_alarm():
    rng = np.random.default_rng(0)
    scores = rng.normal(size=300)
    whole = sound_alarms(scores, 1, persistence=2, refractory=5)
    for end in (50, 170):
        part = sound_alarms(scores[:end], 1, persistence=2, refractory=5)
        np.testing.assert_array_equal(part, whole[whole < end])


def test_silence_after_an_alarm_lasts_as_long_as_it_says():
    high = np.ones(10)
    assert sound_alarms(high, 1, refractory=3).tolist() == [0, 4, 8]
    assert sound_alarms(high, 1, persistence=3).tolist() == list(range(2, 10))


def test_a_missing_score_ends_a_row_of_high_ones():
    assert sound_alarms([5, NAN, 5, 5], 5, persistence=2).tolist() == [3]


def test_counts_by_hand():
    # True early and late alarm, one in vain, one after the event, a missed
    # event, a calm patient.
    found = judge_alarms(
        [[1, 20, 22, 25], [], []], [24, 10, NAN], [26, 10, 12], horizon=6
    )
    assert (found.events, found.alarms) == (2, 4)
    assert found.sensitivity == 0.5 and found.predictive_value == 0.5
    assert found.lead_time == 4
    assert found.per_patient_day == pytest.approx(4 * 24 / 48)


def test_nothing_to_count_is_not_a_number():
    found = judge_alarms([[]], [NAN], [5], horizon=1)
    assert np.isnan(found.sensitivity) and np.isnan(found.lead_time)
    assert np.isnan(found.predictive_value) and found.per_patient_day == 0


@pytest.mark.parametrize("alpha", [0.05, 0.1, 0.3])
@pytest.mark.parametrize("count", [20, 57])
def test_a_calm_patient_is_alarmed_with_chance_alpha_at_most(alpha, count):
    rng = np.random.default_rng(0)
    false = []
    for _ in range(4000):
        scores = rng.gumbel(size=count + 1)
        false.append(scores[-1] > conformal_threshold(scores[:-1], alpha))
    expected = 1 - np.ceil((count + 1) * (1 - alpha)) / (count + 1)
    assert expected <= alpha + 1e-9
    assert np.mean(false) == pytest.approx(max(expected, 0), abs=0.02)


def test_too_few_patients_promise_nothing():
    assert conformal_threshold(np.arange(18.0), 0.05) == np.inf
    assert conformal_threshold(np.arange(19.0), 0.05) == 18


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="one entry a patient"):
        judge_alarms([[1]], [NAN, NAN], [5], 1)
    with pytest.raises(UsageError, match="within the 5 hours"):
        judge_alarms([[6]], [NAN], [5], 1)
    with pytest.raises(UsageError, match="horizon"):
        judge_alarms([[1]], [NAN], [5], 0)
    with pytest.raises(UsageError, match="scores"):
        sound_alarms([[1.0]], 0)
    with pytest.raises(UsageError, match="refractory"):
        sound_alarms([1.0], 0, refractory=-1)
    with pytest.raises(UsageError, match="real numbers"):
        sound_alarms(["high"], 0)
    with pytest.raises(UsageError, match="real numbers"):
        judge_alarms([[1]], ["never"], [5], 1)
    with pytest.raises(UsageError, match="alpha"):
        conformal_threshold([1.0], 2)

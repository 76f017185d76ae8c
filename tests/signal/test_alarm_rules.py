"""Alarms of many people: hours, leads, thresholds, three answers."""

import numpy as np
import pytest

from medkeras.signal.alarm_rules import (
    alarm_hours,
    lead_times,
    three_answers,
    threshold_for_sensitivity,
)
from medkeras.signal.alarms import judge_alarms
from medkeras.utils.errors import UsageError


def cohort(people=40, times=60, seed=0):
    rng = np.random.default_rng(seed)
    hours = np.arange(times) / 2
    events = rng.uniform(10, 29, people)
    scores = rng.normal(size=(people, times))
    scores += 3 * (hours > events[:, None] - 5)
    return scores, hours, events


def test_alarms_are_above_the_threshold_and_before_the_event():
    scores = np.array([[5.0, 5.1, 9, 9, 9], [9, 0, 0, np.nan, 9]])
    found = alarm_hours(scores, 5.0, np.arange(5), [4.0, np.nan], refractory=1)
    assert [own.tolist() for own in found] == [[1, 3], [0, 4]]
    silent = alarm_hours(scores, np.inf, np.arange(5), [4.0, np.nan])
    assert not any(len(own) for own in silent)


def test_leads_are_those_that_judge_alarms_counts():
    scores, hours, events = cohort()
    alarms = alarm_hours(scores, 2.5, hours, events, 3)
    leads = lead_times(alarms, events, 6.0)
    found = judge_alarms(alarms, events, np.full(40, 30.0), 6.0)
    assert np.median(leads[leads > 0]) == pytest.approx(found.lead_time)
    assert (leads > 0).mean() == pytest.approx(found.sensitivity)
    assert lead_times([[1.0]], [np.nan], 3.0).tolist() == [0]


@pytest.mark.parametrize("share", [0.25, 0.8, 1.0])
def test_the_threshold_finds_the_share_and_a_higher_one_does_not(share):
    scores, hours, events = cohort()

    def found(threshold):
        alarms = alarm_hours(scores, threshold, hours, events)
        return (lead_times(alarms, events, 5.0) > 0).mean()

    threshold = threshold_for_sensitivity(scores, hours, events, 5.0, share)
    assert found(threshold) >= share - 1e-9
    assert found(threshold + 1e-6) < share


def test_three_answers_and_the_future_changes_none():
    rng = np.random.default_rng(0)
    scores, ages = rng.normal(size=50), rng.uniform(0, 1.2, (50, 3))
    whole = three_answers(scores, ages, 1.0, 4)
    assert set(whole) == {"come", "look", ""}
    scores[30:], ages[30:] = 9, 0
    assert (three_answers(scores, ages, 1.0, 4)[:30] == whole[:30]).all()
    assert three_answers([9.0], [[1.0]], 1.0).tolist() == ["come"]


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: alarm_hours([[1.0]], 1, [0, 1], [1.0]), "scores"),
        (lambda: alarm_hours([[1.0]], 1, [0], [1.0, 2.0]), "events"),
        (lambda: alarm_hours([[1.0]], 1, [0], [1.0], -1), "refractory"),
        (lambda: lead_times([[]], [1.0, 2.0], 3), "alarms"),
        (lambda: lead_times([[]], [1.0], 0), "horizon"),
        (lambda: threshold_for_sensitivity([[1]], [0], [1], 1, 2), "sensit"),
        (lambda: three_answers([1.0], [[1.0], [2.0]], 1), "ages"),
    ],
)
def test_bad_input_is_one_clear_line(call, named):
    with pytest.raises(UsageError, match=named):
        call()

"""Alarms of many people: hours, leads, thresholds; and three answers."""

import numpy as np

from medkeras.signal.alarms import sound_alarms
from medkeras.utils.arrays import check_one_length, float_array
from medkeras.utils.sizes import check_number, check_positive, check_whole

COME, LOOK, NOTHING = "come", "look", ""


def alarm_hours(
    scores: np.ndarray,
    threshold: float,
    hours: np.ndarray,
    events: np.ndarray,
    refractory: int = 0,
) -> list[np.ndarray]:
    """Hours at which alarms sound for each person, before the event.

    An alarm is a score **above** the threshold, as that of
    `conformal_threshold` asks for.

    Args:
        scores: (people, times), NaN where there is none.
        threshold: that a score must be above.
        hours: (times,), of the scores.
        events: (people,), the hour of each event, NaN for none.
        refractory: times of silence after an alarm.

    Returns:
        For each person the hours, rising.

    Raises:
        UsageError: arrays that do not fit.

    Example:
        >>> from medkeras.signal.alarm_rules import alarm_hours
        >>> found = alarm_hours([[1, 6, 6, 6]], 5, [0, 1, 2, 3], [3.0])
        >>> found[0].tolist()
        [1.0, 2.0]

    Chapter: 3.4.5
    """
    scores, hours, events = _people(scores, hours, events)
    above = np.nextafter(float(threshold), np.inf)
    found = []
    for row, event in zip(scores, events, strict=True):
        own = hours[_sounded(row, above, refractory)]
        found.append(own[~(own >= event)])  # all where there is no event
    return found


def lead_times(alarms, events: np.ndarray, horizon: float) -> np.ndarray:
    """Hours from the first true alarm to the event, 0 without one.

    Args:
        alarms: for each person the hours at which alarms sounded.
        events: (people,), the hour of each event, NaN for none.
        horizon: hours that an alarm looks ahead.

    Returns:
        (people,), 0 to the horizon.

    Raises:
        UsageError: lists of unlike lengths, a horizon that is not positive.

    Example:
        >>> from medkeras.signal.alarm_rules import lead_times
        >>> lead_times([[1.0, 9.0], []], [12.0, 5.0], horizon=6).tolist()
        [3.0, 0.0]

    Chapter: 3.4.5
    """
    check_positive("horizon", horizon)
    events = float_array("events", events, ("people",), missing=True)
    check_one_length(alarms=alarms, events=events)
    leads = np.zeros(len(events))
    for person, own in enumerate(alarms):
        own = float_array("alarms", own, ("alarms",), empty=True)
        ahead = events[person] - own
        right = ahead[(ahead > 0) & (ahead <= horizon)]
        leads[person] = right.max(initial=0)
    return leads


def threshold_for_sensitivity(
    scores: np.ndarray,
    hours: np.ndarray,
    events: np.ndarray,
    horizon: float,
    sensitivity: float,
) -> float:
    """Highest threshold that finds a share of the events in time.

    Args:
        scores: (people, times), of people with an event.
        hours: (times,), of the scores.
        events: (people,), the hour of each event.
        horizon: hours before the event in which an alarm is true.
        sensitivity: share of the events to be found at least.

    Returns:
        The threshold: an alarm is a score above it.

    Raises:
        UsageError: arrays that do not fit, a share that is none.

    Example:
        >>> from medkeras.signal.alarm_rules import threshold_for_sensitivity
        >>> scores = [[0, 5, 9], [0, 3, 9]]  # the last one comes too late
        >>> found = threshold_for_sensitivity(scores, [0, 1, 2], [2, 2], 2, 1)
        >>> 2.99 < found < 3
        True

    Chapter: 3.4.5
    """
    check_positive("horizon", horizon)
    check_number("sensitivity", sensitivity, 0, 1)
    scores, hours, events = _people(scores, hours, events)
    ahead = events[:, None] - hours
    inside = (ahead > 0) & (ahead <= horizon) & ~np.isnan(scores)
    best = np.sort(np.where(inside, scores, -np.inf).max(axis=1))[::-1]
    needed = max(int(np.ceil(sensitivity * len(best) - 1e-9)), 1)
    return float(np.nextafter(best[needed - 1], -np.inf))


def three_answers(
    scores: np.ndarray,
    ages: np.ndarray,
    threshold: float,
    refractory: int = 0,
) -> np.ndarray:
    """Of each time of one person: come, look at the sensor, or nothing.

    Args:
        scores: (times,), an alarm is one above the threshold.
        ages: (times, signs), of the values that were read, 1 for too old, as
            `CarryForward` marks them.
        threshold: that a score must be above.
        refractory: times of silence after an answer of one kind.

    Returns:
        (times,), "come", "look" or ""; to come goes first.

    Raises:
        UsageError: arrays that do not fit.

    Example:
        >>> from medkeras.signal.alarm_rules import three_answers
        >>> ages = [[0.0], [1.0], [0.0]]
        >>> three_answers([0, 0, 9], ages, threshold=5).tolist()
        ['', 'look', 'come']

    Chapter: 3.4.5
    """
    scores = float_array("scores", scores, ("times",), missing=True)
    ages = float_array("ages", ages, (len(scores), "signs"))
    answers = np.full(len(scores), NOTHING, dtype="<U4")
    silent = (ages >= 1).any(axis=1).astype(float)
    answers[_sounded(silent, 1.0, refractory)] = LOOK
    above = np.nextafter(float(threshold), np.inf)
    answers[_sounded(scores, above, refractory)] = COME
    return answers


def _sounded(scores, threshold, refractory):
    """Places of alarms; none where no finite score can pass."""
    check_whole("refractory", refractory, 0)
    if not np.isfinite(threshold) and threshold > 0:
        return np.zeros(0, np.int64)
    return sound_alarms(scores, threshold, refractory=refractory)


def _people(scores, hours, events):
    hours = float_array("hours", hours, ("times",))
    shape = ("people", len(hours))
    scores = float_array("scores", scores, shape, missing=True)
    events = float_array("events", events, (len(scores),), missing=True)
    return scores, hours, events

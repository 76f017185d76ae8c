"""Alarms: when they sound, how often in vain, how long before the event."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_positive, check_whole

DAY = 24.0  # hours


class AlarmCounts(NamedTuple):
    """What alarms of many patients are worth.

    Attributes:
        sensitivity: share of the events before which an alarm sounded.
        predictive_value: share of the alarms after which an event came.
        per_patient_day: alarms a patient and day.
        lead_time: hours from the first true alarm to the event, median.
        events: how many there were.
        alarms: how many sounded.
    """

    sensitivity: float
    predictive_value: float
    per_patient_day: float
    lead_time: float
    events: int
    alarms: int


def sound_alarms(
    scores: np.ndarray,
    threshold: float,
    persistence: int = 1,
    refractory: int = 0,
) -> np.ndarray:
    """When alarms sound: scores high for a while, then silence for a while.

    Only the past decides: an alarm does not depend on what comes after it. A
    missing score, NaN, is not high and ends a row of high ones.

    Args:
        scores: (times,), in the order of time.
        threshold: at or above which a score is high.
        persistence: times in a row that must be high.
        refractory: times after an alarm in which no other sounds; somebody
            is at the bed.

    Returns:
        Numbers of the times at which alarms sound.

    Raises:
        UsageError: not one row of numbers, no finite threshold, other sizes.

    Example:
        >>> from medkeras.signal.alarms import sound_alarms
        >>> sound_alarms([1, 6, 6, 6, 6, 1, 7], 5, persistence=2).tolist()
        [2, 3, 4]
        >>> sound_alarms([1, 6, 6, 6, 6, 1, 7], 5, refractory=3).tolist()
        [1, 6]

    Chapter: 3.4.5
    """
    check_number("threshold", threshold)
    check_whole("persistence", persistence)
    check_whole("refractory", refractory, 0)
    scores = float_array("scores", scores, ("times",), empty=True, missing=True)
    found, row, silent_until = [], 0, 0
    for time, high in enumerate((scores >= threshold).tolist()):  # NaN: no
        row = row + 1 if high else 0
        if row >= persistence and time >= silent_until:
            found.append(time)
            silent_until = time + refractory + 1
    return np.array(found, np.int64)


def judge_alarms(alarms, events, hours, horizon: float) -> AlarmCounts:
    """Count what the alarms of many patients were worth.

    An alarm is true if an event of the same patient follows within the
    horizon. An alarm at the event or after it comes too late for it.

    Args:
        alarms: for each patient the hours at which alarms sounded.
        events: for each patient the hour of the event, NaN where there was
            none.
        hours: for each patient how long it was watched, the event included.
        horizon: hours that an alarm looks ahead.

    Returns:
        The counts; NaN where a share has nothing to be a share of.

    Raises:
        UsageError: lists of unlike lengths, hours or a horizon that are not
            positive, an alarm after the watch.

    Example:
        >>> from medkeras.signal.alarms import judge_alarms
        >>> found = judge_alarms([[3, 10], [5]], [12, float("nan")],
        ...     [12, 36], horizon=6)
        >>> found.sensitivity, round(found.predictive_value, 2)
        (1.0, 0.33)
        >>> found.per_patient_day, found.lead_time
        (1.5, 2.0)

    Chapter: 3.4.5
    """
    check_positive("horizon", horizon)
    events = float_array("events", events, ("patients",), missing=True)
    hours = float_array("hours", hours, ("patients",), 1e-9)
    if not len(alarms) == len(events) == len(hours):
        raise UsageError(
            "`alarms`, `events` and `hours` must have one entry a patient. "
            f"Received: {len(alarms)}, {len(events)} and {len(hours)}"
        )
    true, leads = 0, []
    for own, event, watched in zip(alarms, events, hours, strict=True):
        own = float_array("alarms", own, ("alarms",), 0, empty=True)
        if len(own) and own.max() > watched:
            raise UsageError(
                f"`alarms` must lie within the {watched:g} hours watched. "
                f"Received: {own.max():g}"
            )
        ahead = event - own
        right = ahead[(ahead > 0) & (ahead <= horizon)]
        true += len(right)
        if len(right):
            leads.append(right.max())
    num_alarms = sum(len(own) for own in alarms)
    num_events = int(np.isfinite(events).sum())
    return AlarmCounts(
        sensitivity=_share(len(leads), num_events),
        predictive_value=_share(true, num_alarms),
        per_patient_day=num_alarms * DAY / float(hours.sum()),
        lead_time=float(np.median(leads)) if leads else float("nan"),
        events=num_events,
        alarms=num_alarms,
    )


def conformal_threshold(calm_scores: np.ndarray, alpha: float) -> float:
    """Threshold that a calm patient's score passes with chance alpha at most.

    If the scores of the calibration patients and of the next calm patient
    could stand in any order, then the next one is above the k-th smallest of
    n with a chance of at most 1 - k / (n + 1). Take one score a patient, such
    as the highest of the watch: values of one patient do not stand in any
    order.

    Args:
        calm_scores: (patients,), of people to whom nothing happened and whom
            no model has trained on.
        alpha: chance of a false alarm that is allowed.

    Returns:
        The threshold: an alarm is a score above it. Infinity where so few
        patients cannot promise so little.

    Raises:
        UsageError: not one row of finite numbers, no alpha between 0 and 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.alarms import conformal_threshold
        >>> conformal_threshold(np.arange(99.0), alpha=0.1)
        89.0
        >>> conformal_threshold(np.arange(5.0), alpha=0.1)
        inf

    Reference: Vovk, Gammerman and Shafer 2005, doi:10.1007/b106715.
    Chapter: 3.4.5
    """
    scores = float_array("calm_scores", calm_scores, ("patients",))
    check_number("alpha", alpha, 0, 1)
    place = int(np.ceil(round((len(scores) + 1) * (1 - alpha), 9)))
    if place > len(scores):
        return float("inf")
    return float(np.sort(scores)[max(place, 1) - 1])


def _share(part, whole):
    return part / whole if whole else float("nan")

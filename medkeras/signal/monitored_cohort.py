"""Made-up people on a ward's monitors: gaps in their signs, known events."""

from typing import NamedTuple

import numpy as np

from medkeras.signal.vital_signs_simulator import (
    MINUTES,
    NAMES,
    simulate_vital_signs,
)
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_positive, check_whole

LASTS, SEVERITY = (6.0, 12.0), (0.4, 1.0)  # ranges: hours, share of `SIGNS`
QUIET, AWAY = 16.0, 3.0  # hours before any decline; that a sensor is off


class MonitoredCohort(NamedTuple):
    """Signs of many people.

    Attributes:
        hours: (times,), since the watch began.
        values: (people, times, 5), in the order of `NAMES`; NaN in gaps.
        events: (people,), the hour in which each decline is complete; NaN
            where there is none.
    """

    hours: np.ndarray
    values: np.ndarray
    events: np.ndarray


def simulate_cohort(
    rng: np.random.Generator,
    people: int,
    hours: float = 48.0,
    declining: bool = False,
    lost: float = 0.05,
    away: float = 1 / 3,
) -> MonitoredCohort:
    """Draw people who are watched, as a radio link leaves their signs.

    A decline begins after 16 hours at the earliest, lasts 6 to 12, and is
    complete before the watch ends.

    Args:
        rng: of all draws.
        people: how many.
        hours: that each is watched.
        declining: whether all of them decline, or none.
        lost: share of single values that are lost.
        away: share of the people of whom one sensor is off for three hours.

    Returns:
        The cohort.

    Raises:
        UsageError: nobody, shares out of range, a watch too short for a
            decline.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.monitored_cohort import simulate_cohort
        >>> found = simulate_cohort(np.random.default_rng(0), 3)
        >>> found.values.shape, bool(np.isnan(found.events).all())
        ((3, 576, 5), True)

    Chapter: 3.4.5
    """
    check_whole("people", people)
    check_positive("hours", hours)
    check_number("lost", lost, 0, 1)
    check_number("away", away, 0, 1)
    if hours <= QUIET + LASTS[1]:
        raise UsageError(
            f"`hours` must be above {QUIET + LASTS[1]:g}. Received: {hours:g}"
        )
    signs, events = [], np.full(people, np.nan)
    for person in range(people):
        lasts = rng.uniform(*LASTS)
        onset = rng.uniform(QUIET, hours - lasts)
        drawn = simulate_vital_signs(
            rng, hours, onset if declining else None, lasts,
            severity=rng.uniform(*SEVERITY),
        )  # fmt: skip
        signs.append(_with_gaps(drawn.values, rng, lost, away))
        if declining:
            events[person] = onset + lasts
    times = np.arange(len(signs[0])) * MINUTES / 60
    return MonitoredCohort(times, np.stack(signs), events)


def _with_gaps(values, rng, lost, away):
    values = values.copy()
    values[rng.random(values.shape) < lost] = np.nan
    if rng.random() < away:
        length = round(AWAY * 60 / MINUTES)
        start = rng.integers(0, len(values) - length)
        values[start : start + length, rng.integers(len(NAMES))] = np.nan
    return values

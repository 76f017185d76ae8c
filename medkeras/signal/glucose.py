"""Glucose on a grid of 15 minutes: lags, changes to come, falls below 70."""

import numpy as np

from medkeras.signal.alarms import sound_alarms
from medkeras.signal.carry_forward import CarryForward
from medkeras.utils.arrays import float_array
from medkeras.utils.sizes import check_number, check_whole

MIDDLE, HALF = 120.0, 60.0  # mg/dl, by which values are scaled
STEPS_A_DAY, HOUR = 96, 4  # steps
LOW = 70.0  # mg/dl, hypoglycaemia


def last_values(glucose: np.ndarray, count: int = 8) -> np.ndarray:
    """The last values up to each step, the oldest first.

    Args:
        glucose: (wears, steps), mg/dl, NaN in gaps.
        count: how many.

    Returns:
        (wears, steps, count); NaN where there is none.

    Raises:
        UsageError: another shape, a count below 1.

    Example:
        >>> from medkeras.signal.glucose import last_values
        >>> last_values([[100, 110, 130]], 2)[0, 2].tolist()
        [110.0, 130.0]

    Chapter: 3.4.5
    """
    check_whole("count", count)
    glucose = _wears(glucose)
    before = np.pad(glucose, ((0, 0), (count - 1, 0)), constant_values=np.nan)
    return np.lib.stride_tricks.sliding_window_view(before, count, axis=1)


def changes_ahead(glucose: np.ndarray, steps=(2, 4)) -> np.ndarray:
    """By how much glucose will have changed.

    Args:
        glucose: (wears, steps), mg/dl, NaN in gaps.
        steps: how far ahead, one or more.

    Returns:
        (wears, steps, horizons); NaN where one of both values is missing.

    Raises:
        UsageError: another shape, steps below 1.

    Example:
        >>> from medkeras.signal.glucose import changes_ahead
        >>> changes_ahead([[100, 110, 130]], (1,))[0, :2, 0].tolist()
        [10.0, 20.0]

    Chapter: 3.4.5
    """
    glucose = _wears(glucose)
    changes = np.full((*glucose.shape, len(steps)), np.nan)
    for place, ahead in enumerate(steps):
        check_whole("steps", ahead)
        later = glucose[:, ahead:]
        changes[:, : later.shape[1], place] = (
            later - glucose[:, : later.shape[1]]
        )
    return changes


def forecast_inputs(glucose, meal, start) -> np.ndarray:
    """What a forecaster reads at each step, of about unit size.

    Args:
        glucose: (wears, steps), mg/dl, NaN in gaps.
        meal: (wears, steps), 1 where a meal was noted.
        start: (wears,), o'clock of the first step.

    Returns:
        (wears, steps, 6): value, its age, its change, sine and cosine of the
        time of day, meal; gaps carry the last value.

    Raises:
        UsageError: arrays that do not fit.

    Example:
        >>> from medkeras.signal.glucose import forecast_inputs
        >>> forecast_inputs([[100, 110]], [[0, 1]], [8.0]).shape
        (1, 2, 6)

    Chapter: 3.4.5
    """
    glucose = _wears(glucose)
    meal = float_array("meal", meal, glucose.shape)
    start = float_array("start", start, (len(glucose),))
    rows = [
        CarryForward([MIDDLE], HOUR).update(row[:, None]) for row in glucose
    ]
    filled = np.stack(rows)
    level = (filled[..., 0] - MIDDLE) / HALF
    slope = HOUR * np.diff(level, axis=1, prepend=level[:, :1])
    clock = start[:, None] + np.arange(level.shape[1]) / HOUR
    angle = 2 * np.pi * clock / 24
    columns = (level, filled[..., 1], slope, np.sin(angle), np.cos(angle), meal)
    return np.stack(columns, axis=-1)


def low_alarms(
    glucose: np.ndarray, expected: np.ndarray, limit: float
) -> tuple[int, np.ndarray]:
    """False alarms of one wear, and of each fall below 70 its warning time.

    An alarm is an expected value at or below the limit; an hour of silence
    follows. It is false if no value of the next hour is below 70. A fall is
    warned of by an alarm in the hour before its first low value, while
    glucose is still at 70 or above.

    Args:
        glucose: (steps,), mg/dl, NaN in gaps.
        expected: (steps,), what is expected; NaN where nobody asks.
        limit: mg/dl.

    Returns:
        How many false alarms; (falls,), minutes of warning, NaN for none.

    Raises:
        UsageError: rows that do not fit.

    Example:
        >>> from medkeras.signal.glucose import low_alarms
        >>> glucose = [100, 90, 80, 65, 90, 120, 120, 120, 120]
        >>> false, warning = low_alarms(glucose, glucose, limit=90)
        >>> false, warning.tolist()
        (0, [30.0])

    Chapter: 3.4.5
    """
    check_number("limit", limit)
    (glucose,) = _wears([glucose])
    expected = float_array("expected", expected, glucose.shape, missing=True)
    soon = np.zeros(len(glucose), bool)
    for ahead in range(1, HOUR + 1):
        soon[:-ahead] |= glucose[ahead:] < LOW
    before = soon & (glucose >= LOW)
    asked = np.where(glucose >= LOW, expected, np.nan)
    times = sound_alarms(-asked, -limit, refractory=HOUR)
    first_low = np.flatnonzero((glucose < LOW) & np.r_[False, before[:-1]])
    warning = np.full(len(first_low), np.nan)
    for number, fall in enumerate(first_low):
        early = fall - times[(times < fall) & (times >= fall - HOUR)]
        if len(early):
            warning[number] = early.max() * 60 / HOUR
    return int((~soon[times]).sum()), warning


def _wears(glucose):
    shape = ("wears", "steps")
    return float_array("glucose", glucose, shape, missing=True).astype(float)

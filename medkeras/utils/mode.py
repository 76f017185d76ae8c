"""The three run modes of a chapter and the one switch that sets them.

`smoke` proves that every line runs (30 s), `lesson` is what a reader sees
(5 minutes on two cores), `full` is the paper's data and schedule.
"""

import os

from medkeras.utils.errors import UsageError, nearest

VARIABLE = "MEDKERAS_MODE"
MODES = ("smoke", "lesson", "full")
DEFAULT = "lesson"


def name() -> str:
    """Name of the mode in force: "smoke", "lesson" or "full".

    Returns:
        The value of the environment variable `MEDKERAS_MODE`, "lesson" if
        it is not set.

    Raises:
        UsageError: the variable holds something else.

    Example:
        >>> from medkeras.utils import mode
        >>> mode.name() in ("smoke", "lesson", "full")
        True
    """
    chosen = os.environ.get(VARIABLE) or DEFAULT
    if chosen not in MODES:
        raise UsageError(
            f"{VARIABLE} must be one of {', '.join(MODES)}. "
            f"Received: {chosen!r}{nearest(chosen, MODES)}"
        )
    return chosen


def pick(*, smoke, lesson, full):
    """Choose one of three values by the mode in force.

    Args:
        smoke: value that only proves that the line runs.
        lesson: value for a reader with two cores and five minutes.
        full: the paper's value.

    Returns:
        One of the three.

    Example:
        >>> from medkeras.utils import mode
        >>> mode.pick(smoke=1, lesson=8, full=50) in (1, 8, 50)
        True
    """
    return {"smoke": smoke, "lesson": lesson, "full": full}[name()]

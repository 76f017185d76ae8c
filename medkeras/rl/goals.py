"""Goals that follow a person: a percentile of the person's own last days."""

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.sizes import check_number, check_whole


def percentile_goals(
    steps: np.ndarray, percentile: float = 60.0, window: int = 9
) -> np.ndarray:
    """Set each day's goal from the days before it.

    The goal is a number of steps that the person has really walked: the day
    at the rank ceil(percentile / 100 * days) among the known ones of the
    window. A person who walks as before reaches it on about 100 - percentile
    of a hundred days; who walks more is asked for more, who is ill for less.

    Args:
        steps: (people, days), NaN where a day is not known.
        percentile: from 0 to 100.
        window: days that are looked back on.

    Returns:
        (people, days); NaN until half of the window's days are known.

    Raises:
        UsageError: negative steps, another shape, numbers out of range.

    Example:
        >>> from medkeras.rl.goals import percentile_goals
        >>> percentile_goals([[3000, 5000, 4000, 6000]], 60, window=3)
        array([[  nan,   nan, 5000., 4000.]])

    Reference: Adams et al. 2013, doi:10.1371/journal.pone.0082901.
    Chapter: 3.4.2
    """
    check_number("percentile", percentile, 0, 100)
    check_whole("window", window)
    steps = real_array("steps", steps, ("people", "days"), 0, missing=True)
    goals = np.full(steps.shape, np.nan)
    for day in range(steps.shape[1]):
        last = np.sort(steps[:, max(0, day - window) : day], axis=1)  # NaN last
        known = np.sum(~np.isnan(last), axis=1)
        enough = 2 * known >= window
        # Rounded first: 0.6 * 5 is a hair more than 3.
        rank = np.ceil(np.round(percentile / 100 * known, 9)).astype(int)
        rank = np.clip(rank, 1, None)
        rows = np.flatnonzero(enough)
        goals[rows, day] = last[rows, rank[rows] - 1]
    return goals

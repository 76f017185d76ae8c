"""Checks for chapter 3.4.2, exercise 5: tomorrow's goal."""

import numpy as np

from medkeras.exercises.problems import answer_to

GOALS = "set goals that follow a person"


def _days(rng, place):
    """Gaps; a rank that is whole, ones that are not, the first, the last."""
    days, gaps, percentile = (
        (9, 0, 60),
        (9, 2, 60),
        (14, 2, 42),
        (7, 3, 10),
        (8, 1, 100),
        (20, 0, 20),
        (11, 1, 92),
    )[place]
    steps = rng.permutation(np.arange(2000.0, 9000.0, 7.0))[:days]
    steps[rng.permutation(days)[:gaps]] = np.nan
    return steps, percentile


def _at(steps, rank):
    known = np.sort(steps[~np.isnan(steps)])
    return float(known[min(max(int(rank), 1), len(known)) - 1])


def _exact(count, percentile):
    return percentile * count / 100


@answer_to(
    "3.4.2-5",
    title="Tomorrow's goal",
    objective=GOALS,
    problems=_days,
    what="the goal",
    points=1,
    pure=True,
    num_problems=7,
)
def next_goal(steps, percentile):
    """The known day at rank ceil(percentile / 100 * count)."""
    exact = _exact(np.sum(~np.isnan(steps)), percentile)
    return _at(steps, np.ceil(exact - 1e-9))


@next_goal.mistake(
    "gaps-counted",
    "days without a measurement were counted.",
    "The rank is taken among the KNOWN days.",
    "steps[~np.isnan(steps)] first.",
)
def _gaps_counted(steps, percentile):
    return _at(steps, np.ceil(_exact(len(steps), percentile) - 1e-9))


@next_goal.mistake(
    "gaps-as-zero",
    "days without a measurement were taken for days without a step.",
    "Nobody knows what was walked; a goal of 0 helps nobody.",
    "Leave NaN out, do not fill it.",
)
def _gaps_as_zero(steps, percentile):
    return next_goal(np.nan_to_num(steps), percentile)


@next_goal.mistake(
    "interpolated",
    "this lies between two days, as np.percentile gives it.",
    "The goal is a number of steps that was really walked.",
    "Sort, and take the day at the rank.",
)
def _interpolated(steps, percentile):
    return float(np.nanpercentile(steps, percentile))


@next_goal.mistake(
    "rank-from-zero",
    "one day too high was taken: ranks count from 1, places from 0.",
    "The day at rank 6 stands at place 5.",
    "sorted_days[rank - 1].",
)
def _one_too_high(steps, percentile):
    exact = _exact(np.sum(~np.isnan(steps)), percentile)
    return _at(steps, np.ceil(exact - 1e-9) + 1)


@next_goal.mistake(
    "rounded-down",
    "the rank was rounded down.",
    "ceil: the 60th percentile of 9 days is the 6th, not the 5th.",
    "np.ceil(...), not int(...) alone.",
)
def _rounded_down(steps, percentile):
    return _at(steps, np.floor(_exact(np.sum(~np.isnan(steps)), percentile)))


@next_goal.mistake(
    "whole-rank-passed",
    "where the rank is whole, the day after it was taken.",
    "ceil(4.0) is 4: the 20th percentile of 20 days is the 4th.",
    "np.ceil(...), not int(...) + 1.",
)
def _whole_rank_passed(steps, percentile):
    exact = _exact(np.sum(~np.isnan(steps)), percentile)
    return _at(steps, np.floor(exact + 1e-9) + 1)


@next_goal.mistake(
    "nearest-place",
    "this is the day nearest to an interpolated place.",
    "NumPy counts places from 0 to n - 1, the goal ranks from 1 to n.",
    "Sort, and take the day at rank ceil(percentile / 100 * n).",
)
def _nearest_place(steps, percentile):
    return float(np.nanpercentile(steps, percentile, method="nearest"))


@next_goal.mistake(
    "from-the-top",
    "the days were counted from the best one.",
    "Rank 1 is the day with the fewest steps.",
    "Sort upwards.",
)
def _from_the_top(steps, percentile):
    return -next_goal(-steps, percentile)


@next_goal.mistake(
    "not-sorted",
    "the days were not sorted.",
    "A rank is a place in the sorted days.",
    "sorted(...) before the place is taken.",
)
def _not_sorted(steps, percentile):
    known = steps[~np.isnan(steps)]
    rank = int(np.ceil(_exact(len(known), percentile) - 1e-9))
    return float(known[rank - 1])


@next_goal.mistake(
    "best-day",
    "the best day was taken, whatever the percentile is.",
    "A goal that was reached once in nine days discourages.",
    "Use `percentile`.",
)
def _best_day(steps, percentile):
    return float(np.nanmax(steps))


@next_goal.mistake(
    "mean",
    "this is the mean of the days.",
    "One long walk moves a mean by much, and a rank not at all.",
    "Sort, and take the day at the rank.",
)
def _mean(steps, percentile):
    return float(np.nanmean(steps))


@next_goal.mistake(
    "sixty-for-all",
    "one percentile was taken for all.",
    "`percentile` is an argument; 60 was that of the chapter.",
    "percentile / 100, with the argument.",
)
def _sixty(steps, percentile):
    return next_goal(steps, 60)


@next_goal.mistake(
    "poisoned",
    "the answer is NaN.",
    "A missing day poisons every sum and sorts to the end.",
    "steps[~np.isnan(steps)] first.",
)
def _poisoned(steps, percentile):
    return np.nan

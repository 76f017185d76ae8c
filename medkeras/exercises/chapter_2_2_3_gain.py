"""Checks for chapter 2.2.3, 6: whether it is a gain."""

import numpy as np
from scipy import stats

from medkeras.exercises.problems import answer_to


def _paired_scores(rng, place):
    draws = (6, 9, 4)[place]
    hard = rng.normal(0.8, 0.1, draws)
    ours = hard + rng.normal(0.02, 0.01, draws)
    return ours, hard, float(stats.t.ppf(0.975, draws - 1))


def _interval(middle, error, quantile):
    return np.array(
        [middle, middle - quantile * error, middle + quantile * error]
    )


@answer_to(
    "2.2.3-6",
    title="Is it a gain?",
    objective="judge whether pre-training pays when labels are few",
    problems=_paired_scores,
    what="the answer (mean, low, high)",
    points=2,
)
def paired_gain(ours, theirs, t_value):
    """Student's interval of the differences, draw by draw."""
    difference = ours - theirs
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    return _interval(difference.mean(), error, t_value)


@paired_gain.mistake(
    "unpaired",
    "the spreads of both were added as if the draws were others.",
    "Each draw of labels served both: subtract draw by draw first.",
    "difference = ours - theirs, then its standard deviation.",
)
def _unpaired(ours, theirs, t_value):
    both = ours.var(ddof=1) + theirs.var(ddof=1)
    return _interval(np.mean(ours - theirs), np.sqrt(both / len(ours)), t_value)


@paired_gain.mistake(
    "spread",
    "that is the spread of single draws, not of their mean.",
    "A mean of n draws varies less, by the square root of n.",
    "Divide by np.sqrt(len(difference)).",
)
def _spread(ours, theirs, t_value):
    difference = ours - theirs
    return _interval(difference.mean(), difference.std(ddof=1), t_value)


@paired_gain.mistake(
    "ddof",
    "the standard deviation divides by n.",
    "The mean was estimated from the same draws.",
    "difference.std(ddof=1).",
)
def _ddof(ours, theirs, t_value):
    difference = ours - theirs
    error = difference.std() / np.sqrt(len(difference))
    return _interval(difference.mean(), error, t_value)


@paired_gain.mistake(
    "normal",
    "1.96 is the normal quantile.",
    "With few draws the spread itself is uncertain.",
    "Use t_value.",
)
def _normal(ours, theirs, t_value):
    return paired_gain(ours, theirs, 1.96)


@paired_gain.mistake(
    "order",
    "these are the low end, the mean and the high end.",
    "In which order were they asked for?",
    "return mean, low, high.",
)
def _low_mean_high(ours, theirs, t_value):
    return paired_gain(ours, theirs, t_value)[[1, 0, 2]]

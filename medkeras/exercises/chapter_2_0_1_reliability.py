"""Checks for chapter 2.0.1, exercise 4: a slope repaired."""

import numpy as np

from medkeras.exercises.problems import answer_to


def _two_measurements(rng, place):
    size = (25, 40, 15)[place]
    true = 120 + 30 * rng.normal(size=size)
    spread = (20, 12, 35)[place]
    first, second = true + spread * rng.normal(size=(2, size))
    rise = (0.006, -0.006, 0.006)[place]  # a slope has a sign
    risk = 0.3 + rise * (true - 120) + 0.2 * rng.normal(size=size)
    return first, second, (risk > 0.4).astype(float)


@answer_to(
    "2.0.1-4",
    title="Correct a slope for measurement error",
    objective="say what missing values, imprecise instruments and wrong labels "
    "do to a result",
    problems=_two_measurements,
    what="the corrected slope",
    points=2,
)
def corrected_slope(first, second, outcome):
    """Divide the slope on the first measurement by the reliability."""
    shared = np.cov(first, second)[0, 1]
    return _slope(first, outcome) / (shared / np.var(first, ddof=1))


def _slope(x, y):
    return np.cov(x, y)[0, 1] / np.var(x, ddof=1)


@corrected_slope.mistake(
    "uncorrected",
    "this is the slope on the measured values.",
    "An imprecise instrument flattens it. By which factor?",
    "Divide the slope by the reliability.",
)
def _uncorrected(first, second, outcome):
    return _slope(first, outcome)


@corrected_slope.mistake(
    "multiplied",
    "the slope was made flatter still.",
    "The measured slope is λ times the true one.",
    "Divide by the reliability, do not multiply.",
)
def _multiplied(first, second, outcome):
    reliability = np.cov(first, second)[0, 1] / np.var(first, ddof=1)
    return _slope(first, outcome) * reliability


@corrected_slope.mistake(
    "ddof",
    "covariance and variance were divided by different counts.",
    "np.cov divides by n - 1, np.var by n unless it is told otherwise.",
    "np.var(first, ddof=1).",
)
def _different_counts(first, second, outcome):
    reliability = np.cov(first, second)[0, 1] / np.var(first)
    return _slope(first, outcome) / reliability


@corrected_slope.mistake(
    "correlation",
    "the reliability is the correlation of the two in your answer.",
    "Both estimate λ, but the exercise divides by the variance of `first`.",
    "np.cov(first, second)[0, 1] / np.var(first, ddof=1).",
)
def _by_correlation(first, second, outcome):
    return _slope(first, outcome) / np.corrcoef(first, second)[0, 1]


@corrected_slope.mistake(
    "squared",
    "the correlation with `second` was squared.",
    "λ itself is a share of a variance: no square is needed.",
    "reliability = np.cov(first, second)[0, 1] / np.var(first, ddof=1).",
)
def _squared(first, second, outcome):
    return _slope(first, outcome) / np.corrcoef(first, second)[0, 1] ** 2


@corrected_slope.mistake(
    "averaged",
    "this is the slope on the mean of the two measurements.",
    "The mean is more precise than one measurement, but not free of error.",
    "Take the slope on `first`, then divide it by the reliability.",
)
def _of_the_mean(first, second, outcome):
    return _slope((first + second) / 2, outcome)


@corrected_slope.mistake(
    "axes",
    "this is a slope of the measurement on the outcome.",
    "Which of the two stands on the horizontal axis?",
    "np.polyfit(first, outcome, 1)[0] is the slope on `first`.",
)
def _axes_exchanged(first, second, outcome):
    reliability = np.cov(first, second)[0, 1] / np.var(first, ddof=1)
    return _slope(outcome, first) / reliability


@corrected_slope.mistake(
    "unsigned",
    "the sign of the slope is lost.",
    "An outcome may become rarer as the measurement rises.",
    "Do not take abs(): a slope may be negative.",
)
def _unsigned(first, second, outcome):
    return abs(corrected_slope(first, second, outcome))


@corrected_slope.mistake(
    "unequal-counts",
    "the covariance was divided by n, the variance by n - 1.",
    "Both need n - 1; np.cov does so by itself, unless told otherwise.",
    "np.cov(first, second)[0, 1], without ddof or bias.",
)
def _covariance_by_n(first, second, outcome):
    n = len(first)
    return corrected_slope(first, second, outcome) * n / (n - 1)

"""Checks for chapter 3.4.5, exercises 1 and 2: causal convolution, CUSUM."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between

CAUSAL = "write a causal convolution, and prove that no future leaks into it"
ADDED = "let small shifts add up, and say how often that alarms in vain"


def _signal(rng, place):
    """Signals of unlike lengths; the last is shorter than its last lag."""
    sizes = (17, 3, 2), (12, 2, 5), (23, 4, 3), (6, 3, 4)
    steps, size, dilation = sizes[place]
    return rng.normal(size=steps), rng.normal(size=size), dilation


def _delayed(x, lag):
    """The signal `lag` steps later, 0 before it; earlier where it is < 0."""
    later = np.zeros(len(x))
    if lag >= 0:
        later[lag:] = x[: max(len(x) - lag, 0)]
    else:
        later[:lag] = x[-lag:]
    return later


@answer_to(
    "3.4.5-1",
    title="A causal convolution",
    objective=CAUSAL,
    problems=_signal,
    what="the convolution",
    points=2,
    pure=True,
    num_problems=4,
)
def causal(x, weights, dilation):
    """Sum of the signal, delayed by each lag, times its weight."""
    lags = dilation * np.arange(len(weights))
    parts = [w * _delayed(x, lag) for w, lag in zip(weights, lags, strict=True)]
    return np.sum(parts, axis=0)


@causal.mistake(
    "future",
    "the convolution reads what comes after a step.",
    "At step t only x[t], x[t - d], x[t - 2d] ... may be read.",
    "Delay the signal: answer[lag:] gets x[:-lag], not the other way.",
)
def _future(x, weights, dilation):
    return causal(x[::-1], weights, dilation)[::-1]


@causal.mistake(
    "centred",
    "the kernel lies around the step: half of it is in the future.",
    "A causal kernel ends at the step itself.",
    "Lags are 0, d, 2d ..., none is negative.",
)
def _centred(x, weights, dilation):
    half = len(weights) // 2
    lags = dilation * (np.arange(len(weights)) - half)
    parts = [w * _delayed(x, lag) for w, lag in zip(weights, lags, strict=True)]
    return np.sum(parts, axis=0)


@causal.mistake(
    "no-dilation",
    "the lags are 0, 1, 2 ...",
    "Taps stand `dilation` steps apart.",
    "lag = place * dilation.",
)
def _no_dilation(x, weights, dilation):
    return causal(x, weights, 1)


@causal.mistake(
    "reversed",
    "the first weight was given to the oldest step.",
    "weights[0] belongs to lag 0, the present.",
    "enumerate(weights) from lag 0 on.",
)
def _reversed(x, weights, dilation):
    return causal(x, weights[::-1], dilation)


@causal.mistake(
    "one-late",
    "the present itself is not read.",
    "Lag 0 belongs to weights[0].",
    "Lags are 0, d, 2d, not d, 2d, 3d or 1, 1 + d.",
)
def _one_late(x, weights, dilation):
    return _delayed(causal(x, weights, dilation), 1)


@causal.mistake(
    "lag-from-dilation",
    "the lags begin at d.",
    "weights[0] belongs to lag 0, the present.",
    "lag = place * dilation with place from 0.",
)
def _from_dilation(x, weights, dilation):
    return _delayed(causal(x, weights, dilation), dilation)


@causal.mistake(
    "around",
    "the end of the signal came in at its start.",
    "Before the start the signal is 0; np.roll puts the end there.",
    "Set what was rolled in to 0, or slice.",
)
def _around(x, weights, dilation):
    lags = dilation * np.arange(len(weights))
    parts = [w * np.roll(x, lag) for w, lag in zip(weights, lags, strict=True)]
    return np.sum(parts, axis=0)


@causal.mistake(
    "shortened",
    "the first steps are missing.",
    "Every step has an answer; before the start the signal is 0.",
    "Return as many steps as x has.",
)
def _shortened(x, weights, dilation):
    return causal(x, weights, dilation)[dilation * (len(weights) - 1) :]


def _residuals(rng, place):
    """Long rises after falls; gaps within a rise, at the start, in a row."""
    steps, allowance = ((30, 0.5), (41, 0.25), (25, 0.75))[place]
    residuals = rng.normal(size=steps)
    residuals[5:9] = -2.0 - rng.random(4)
    residuals[9:15] = 1.5 + rng.random(6)
    residuals[[0, 12, 17, 18]] = np.nan
    return residuals, allowance


def _sums(residuals, allowance, floor=0.0, start=0.0):
    total, sums = start, []
    for value in residuals:
        total = max(floor, total + value - allowance)
        sums.append(total)
    return np.array(sums)


def _in_deviations(unit, residuals, allowance):
    return unit * residuals, allowance


@answer_to(
    "3.4.5-2",
    title="Small shifts add up",
    objective=ADDED,
    problems=_residuals,
    what="the sums",
    points=2,
    pure=True,
    stated=Stated(
        "unit",
        "1",
        between("1.2", "4.0"),
        (
            (
                "`residuals` (steps) are in standard deviations,",
                "`residuals` (steps) are in units of {} standard deviations,",
            ),
            (
                "with `allowance`;",
                "with `allowance`, both in standard deviations;",
            ),
            ("total + residual", "total + {} * residual"),
        ),
        given=_in_deviations,
    ),
)
def cusum(residuals, allowance):
    """The recursion; a value as large as the allowance changes nothing."""
    known = np.where(np.isnan(residuals), allowance, residuals)
    return _sums(known, allowance)


@cusum.mistake(
    "below-zero",
    "the sum fell below 0.",
    "A good hour must not pay for a bad one: the sum starts anew at 0.",
    "max(0.0, ...) at each step.",
)
def _below_zero(residuals, allowance):
    known = np.where(np.isnan(residuals), allowance, residuals)
    return np.cumsum(known - allowance)


@cusum.mistake(
    "floor-at-the-end",
    "the sum was cut at 0 only after it had been added up.",
    "The floor belongs into the recursion.",
    "total = max(0.0, total + ...) at each step, not np.maximum at the end.",
)
def _floor_at_the_end(residuals, allowance):
    return np.maximum(_below_zero(residuals, allowance), 0)


@cusum.mistake(
    "no-allowance",
    "the allowance was not taken off.",
    "Without it the sum grows by chance alone.",
    "total + residual - allowance.",
)
def _no_allowance(residuals, allowance):
    return _sums(np.nan_to_num(residuals), 0.0)


@cusum.mistake(
    "allowance-fixed",
    "one allowance was taken for all, whatever was given.",
    "`allowance` is an argument; 0.5 was that of the chapter.",
    "total + residual - allowance, with the argument.",
)
def _allowance_fixed(residuals, allowance):
    return cusum(residuals, 0.5)


@cusum.mistake(
    "gap-as-zero",
    "a missing value was taken for a residual of 0.",
    "Then the sum falls by the allowance with every gap.",
    "Where np.isnan(residual), keep the sum.",
)
def _gap_as_zero(residuals, allowance):
    return _sums(np.nan_to_num(residuals), allowance)


@cusum.mistake(
    "gap-resets",
    "the sum began anew at a gap.",
    "A sensor that is away has not said that all is well.",
    "Where np.isnan(residual), keep the sum.",
)
def _gap_resets(residuals, allowance):
    total, sums = 0.0, []
    for value in residuals:
        total = max(0.0, total + value - allowance)
        total = 0.0 if np.isnan(total) else total
        sums.append(total)
    return np.array(sums)


@cusum.mistake(
    "gaps-left-out",
    "there is no sum for the missing values.",
    "A sum belongs to every step.",
    "Append the sum as it is where the residual is NaN.",
)
def _gaps_left_out(residuals, allowance):
    return _sums(residuals[~np.isnan(residuals)], allowance)


@cusum.mistake(
    "falls",
    "falls were added up, not rises.",
    "S grows where residuals are above the allowance.",
    "total + residual - allowance.",
)
def _falls(residuals, allowance):
    return cusum(-residuals, allowance)


@cusum.mistake(
    "absolute",
    "residuals of both signs were added up.",
    "Rises alone: noise of both signs must cancel.",
    "No abs().",
)
def _absolute(residuals, allowance):
    return cusum(np.abs(residuals), allowance)


@cusum.mistake(
    "poisoned",
    "after a gap the sum is unknown for ever.",
    "NaN spreads: what is added to it is NaN.",
    "Skip the step where np.isnan(residual).",
)
def _poisoned(residuals, allowance):
    return np.cumsum(residuals - allowance) * np.nan

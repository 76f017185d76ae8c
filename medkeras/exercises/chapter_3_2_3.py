"""Checks for chapter 3.2.3, exercises 1 and 2: a gate, a span."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between

GATES = "compute the gates of a visit by hand and find an LSTM among them"
POOLING = "pool the codes of a visit and the visits of a span"


def _gate(rng, place):
    width, units = ((4, 3), (3, 5), (6, 2))[place]
    return (
        rng.normal(size=units),
        rng.normal(size=width),
        rng.normal(size=(width, units)),
        rng.uniform(0, 2, 3),
        rng.normal(size=(3, units)),
    )


@answer_to(
    "3.2.3-1",
    title="What is kept",
    objective=GATES,
    problems=_gate,
    what="the forget gate",
    pure=True,
)
def forget_gate(z, p_before, kernel, time, time_kernel):
    """The sigmoid of all that reaches the gate."""
    return 1 / (1 + np.exp(-(z + p_before @ kernel + time @ time_kernel)))


@forget_gate.mistake(
    "no-time",
    "time does not act.",
    "Which two arguments have not been used?",
    "Add time @ time_kernel.",
)
def _no_time(z, p_before, kernel, time, time_kernel):
    return 1 / (1 + np.exp(-(z + p_before @ kernel)))


@forget_gate.mistake(
    "no-interventions",
    "the interventions of the visit before do not act.",
    "Which two arguments have not been used?",
    "Add p_before @ kernel.",
)
def _no_interventions(z, p_before, kernel, time, time_kernel):
    return 1 / (1 + np.exp(-(z + time @ time_kernel)))


@forget_gate.mistake(
    "no-sigmoid",
    "a gate lies between 0 and 1.",
    "Which function brings any number there?",
    "Return 1 / (1 + np.exp(-total)).",
)
def _no_sigmoid(z, p_before, kernel, time, time_kernel):
    return z + p_before @ kernel + time @ time_kernel


@forget_gate.mistake(
    "outside",
    "time was put outside of the sigmoid.",
    "All three terms stand in one bracket.",
    "Add everything before the sigmoid.",
)
def _outside(z, p_before, kernel, time, time_kernel):
    inside = 1 / (1 + np.exp(-(z + p_before @ kernel)))
    return inside * (time @ time_kernel)


def _visits(rng, place):
    """On both sides of the border and upon it; in one all visits are in."""
    count, width = ((8, 3), (5, 4), (10, 2))[place]
    span = (12.0, 24.0, 6.5)[place]
    outside = [] if place == 1 else [2.5 * span, span + 0.4, span + 0.2]
    border = [span, span - 0.2]
    inside = rng.uniform(0.5, span - 0.5, count - len(outside) - 3).round(1)
    months = np.array([*outside, *border, *np.sort(inside)[::-1], 0.3])
    method = rng.integers(1, 3, count)
    method[-2:] = 1, 2
    return rng.normal(size=(count, width)), method, months, span


def _in_units(unit, states, method, months, span):
    """Time in units of so many months; the border stays where it is."""
    return states, method, months / unit, span / unit


@answer_to(
    "3.2.3-2",
    title="The visits of a span",
    objective=POOLING,
    problems=_visits,
    what="the mean state",
    pure=True,
    stated=Stated(
        "unit",
        "1",
        between("1.5", "9.9"),
        (
            ("\\log(1 + \\text{months}", "\\log(1 + \\text{months} / {}"),
            ("np.log1p(months)", "np.log1p(np.asarray(months) / {})"),
        ),
        given=_in_units,
    ),
)
def recent_mean(states, method, months, span):
    """Weighted mean of the states within the span."""
    weight = (months <= span) / (method + np.log(1 + months))
    return weight @ states / weight.sum()


@recent_mean.mistake(
    "whole-history",
    "visits from before the span are in.",
    "Which visits lie within the last `span` months?",
    "Give visits with months > span the weight 0.",
)
def _whole(states, method, months, span):
    weight = 1 / (method + np.log(1 + months))
    return weight @ states / weight.sum()


@recent_mean.mistake(
    "border",
    "the visit exactly at the border is left out.",
    "A visit exactly `span` months ago is in.",
    "Use <= in place of <.",
)
def _border(states, method, months, span):
    weight = (months < span) / (method + np.log(1 + months))
    return weight @ states / weight.sum()


@recent_mean.mistake(
    "unweighted",
    "all visits of the span count alike.",
    "Recent and unplanned visits count for more.",
    "Weigh by 1 / (method + np.log(1 + months)).",
)
def _unweighted(states, method, months, span):
    return states[months <= span].mean(axis=0)


@recent_mean.mistake(
    "not-divided",
    "the weights were not divided by their sum.",
    "A mean of ones must be one.",
    "Divide by weight.sum().",
)
def _not_divided(states, method, months, span):
    weight = (months <= span) / (method + np.log(1 + months))
    return weight @ states


@recent_mean.mistake(
    "divided-by-all",
    "the weights were divided by the sum over the whole history.",
    "Which visits are in the sum of the weights?",
    "Set the weights outside to 0 before you add them up.",
)
def _by_all(states, method, months, span):
    weight = 1 / (method + np.log(1 + months))
    return (weight * (months <= span)) @ states / weight.sum()


@recent_mean.mistake(
    "no-method",
    "the method does not act.",
    "Which argument has not been used?",
    "A planned visit has 2 where an unplanned one has 1.",
)
def _no_method(states, method, months, span):
    weight = (months <= span) / (1 + np.log(1 + months))
    return weight @ states / weight.sum()


@recent_mean.mistake(
    "whole-months",
    "a visit a little more than `span` months ago is in.",
    "Months need not be whole numbers: 12.2 is more than 12.",
    "Compare months with span as they are, without rounding.",
)
def _whole_months(states, method, months, span):
    weight = (np.floor(months) <= span) / (method + np.log(1 + months))
    return weight @ states / weight.sum()


@recent_mean.mistake(
    "from-the-last-visit",
    "the span was counted back from the last visit.",
    "Months are given from each visit to now; the last visit is before now.",
    "Use months <= span, nothing subtracted.",
)
def _from_the_last_visit(states, method, months, span):
    weight = (months - months.min() <= span) / (method + np.log(1 + months))
    return weight @ states / weight.sum()


@recent_mean.mistake(
    "first-left-out",
    "the patient's first visit never counts.",
    "Where all visits lie within the span, the first does, too.",
    "Take all rows of states, method and months.",
)
def _first_left_out(states, method, months, span):
    return recent_mean(states[1:], method[1:], months[1:], span)

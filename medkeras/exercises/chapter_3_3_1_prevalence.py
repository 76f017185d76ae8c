"""Checks for chapter 3.3.1, exercises 3 and 4: from balance to the ward."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between, times

CARRY = "carry answers from a balanced set to the true prevalence"


def _balanced_test(rng, place):
    half, prevalence = ((20, 0.11), (15, 0.3), (30, 0.02))[place]
    labels = rng.permutation(np.repeat([0, 1], half))
    alarms = rng.random(2 * half) < np.where(labels == 1, 0.7, 0.25)
    return labels, alarms.astype(int), prevalence


def _rates(labels, alarms):
    """Sensitivity, and the share of controls with an alarm."""
    return alarms[labels == 1].mean(), alarms[labels == 0].mean()


@answer_to(
    "3.3.1-3",
    title="From the balanced test to the ward",
    objective=CARRY,
    problems=_balanced_test,
    what="the positive predictive value",
    points=2,
    pure=True,
    stated=Stated(
        "alarms",
        "1",
        between("20", "400"),
        (
            (
                "Return the positive predictive value that the same alarms "
                "have where",
                "Return how many of {} such alarms are right, {} times the "
                "positive predictive value, where",
            ),
            ("Return the share of alarms that", "Return how many of {} alarms"),
            ("return found /", "return {} * found /"),
        ),
        returned=times,
    ),
)
def predictive_value_at(labels, alarms, prevalence):
    """Bayes, from the two rates."""
    sensitivity, false = _rates(labels, alarms)
    right = prevalence * sensitivity
    return right / (right + (1 - prevalence) * false)


@predictive_value_at.mistake(
    "as-balanced",
    "this is the value in the balanced test itself.",
    "On the ward there are more controls for each case.",
    "Weigh the two rates with prevalence and 1 - prevalence.",
)
def _as_balanced(labels, alarms, prevalence):
    return labels[alarms == 1].mean()


@predictive_value_at.mistake(
    "sensitivity",
    "this is the sensitivity.",
    "Sensitivity asks of the cases, predictive value of the alarms.",
    "Divide by all alarms: those of cases and those of controls.",
)
def _sensitivity(labels, alarms, prevalence):
    return _rates(labels, alarms)[0]


@predictive_value_at.mistake(
    "specificity-for-false-alarms",
    "controls WITHOUT an alarm were put among the alarms.",
    "False alarms are 1 - specificity.",
    "alarms[labels == 0].mean() * (1 - prevalence).",
)
def _specificity(labels, alarms, prevalence):
    sensitivity, false = _rates(labels, alarms)
    right = prevalence * sensitivity
    return right / (right + (1 - prevalence) * (1 - false))


@predictive_value_at.mistake(
    "exchanged",
    "prevalence and its complement were exchanged.",
    "Cases are the rare ones.",
    "prevalence belongs to the sensitivity.",
)
def _exchanged(labels, alarms, prevalence):
    return predictive_value_at(labels, alarms, 1 - prevalence)


@predictive_value_at.mistake(
    "false-not-weighed",
    "false alarms were not weighed by how many controls there are.",
    "Both groups have their share of all patients.",
    "false * (1 - prevalence).",
)
def _not_weighed(labels, alarms, prevalence):
    sensitivity, false = _rates(labels, alarms)
    return prevalence * sensitivity / (prevalence * sensitivity + false)


@predictive_value_at.mistake(
    "value-times-prevalence",
    "the balanced value was multiplied by the prevalence.",
    "That is no share of the alarms.",
    "Weigh right and false alarms, then divide.",
)
def _times_prevalence(labels, alarms, prevalence):
    return _as_balanced(labels, alarms, prevalence) * prevalence


@predictive_value_at.mistake(
    "alarms-right-of-all",
    "right alarms were divided by all patients.",
    "Of the ALARMS, which share is right?",
    "Divide by right alarms plus false alarms.",
)
def _of_all(labels, alarms, prevalence):
    return prevalence * _rates(labels, alarms)[0]


def _probabilities(rng, place):
    rows, share, prevalence = ((7, 0.5, 0.11), (4, 0.4, 0.7), (9, 0.2, 0.05))[
        place
    ]
    return rng.uniform(0.05, 0.95, rows), share, prevalence


def _odds(p):
    return p / (1 - p)


@answer_to(
    "3.3.1-4",
    title="Probabilities for the ward",
    objective=CARRY,
    problems=_probabilities,
    what="the probabilities",
    points=2,
    pure=True,
)
def reweighted(p, share, prevalence):
    """Odds times the ratio of the two prior odds."""
    ratio = _odds(p) * _odds(prevalence) / _odds(share)
    return ratio / (ratio + 1)


@reweighted.mistake(
    "on-probabilities",
    "probabilities were multiplied, not odds.",
    "Multiplied probabilities need not stay below 1.",
    "odds = p / (1 - p) first.",
)
def _on_probabilities(p, share, prevalence):
    return p * prevalence / share


@reweighted.mistake(
    "still-odds",
    "these are odds, not probabilities.",
    "Odds of 1 are a probability of one half.",
    "odds / (1 + odds) at the end.",
)
def _still_odds(p, share, prevalence):
    return _odds(p) * _odds(prevalence) / _odds(share)


@reweighted.mistake(
    "exchanged",
    "share and prevalence were exchanged.",
    "Where cases are rarer than in training, risks must fall.",
    "Multiply by the odds of the prevalence, divide by those of the share.",
)
def _exchanged_shares(p, share, prevalence):
    return reweighted(p, prevalence, share)


@reweighted.mistake(
    "share-left-out",
    "the share of cases in training was taken to be one half.",
    "Only at one half are the odds 1.",
    "Divide by share / (1 - share).",
)
def _share_left_out(p, share, prevalence):
    return reweighted(p, 0.5, prevalence)


@reweighted.mistake(
    "ratio-of-shares",
    "odds were multiplied by a ratio of shares, not of odds.",
    "Prior odds are share / (1 - share).",
    "prevalence / (1 - prevalence) * (1 - share) / share.",
)
def _ratio_of_shares(p, share, prevalence):
    ratio = _odds(p) * prevalence / share
    return ratio / (ratio + 1)


@reweighted.mistake(
    "mean-moved",
    "all probabilities were moved by the same step.",
    "0.99 plus a step would pass 1.",
    "It is the ODDS that change by one factor.",
)
def _mean_moved(p, share, prevalence):
    return p + prevalence - share

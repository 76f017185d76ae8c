"""Checks for chapter 1: a first try, and a gain that matters."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between, times

WORKING = "run a chapter in three modes, and get a hint from a check"
INTERVAL = "say from an interval whether a deep model beats a plain one"


def _labels(rng, place):
    count = (8, 13, 30)[place]
    labels = (rng.random(count) < 0.3).astype(int)
    labels[:3] = 0, 1, 0  # never as many ill ones as healthy ones
    labels = rng.permutation(labels)
    if place == 0:
        labels[[0, -1]] = 1  # to leave one out is seen at both ends
        labels[1:5] = 0
    return (labels,)


@answer_to(
    "1-1",
    title="The share of the ill",
    objective=WORKING,
    problems=_labels,
    what="the share",
    pure=True,
    stated=Stated(
        "people",
        "1",
        between("150", "999"),
        (
            (", a number from 0 to 1", " times {}"),
            ("the share of ones", "{} times the share of ones"),
            ("return sum(labels) /", "return {} * sum(labels) /"),
        ),
        returned=times,
    ),
)
def share_ill(labels):
    """Ill people, divided by all people."""
    return float(np.mean(labels))


@share_ill.mistake(
    "count",
    "this is how many are ill; a share is a number from 0 to 1.",
    "By what must you divide the number of the ill?",
    "Divide by len(labels).",
)
def _count(labels):
    return float(np.sum(labels))


@share_ill.mistake(
    "healthy",
    "this is the share of the healthy.",
    "A label of 1 means ill, a label of 0 healthy. Which ones do you count?",
    "Add up the labels themselves: each ill person adds 1.",
)
def _healthy(labels):
    return float(np.mean(labels == 0))


@share_ill.mistake(
    "percent",
    "this is a percentage; a share is a number from 0 to 1.",
    "50 % is the share 0.5. What is too much in your line?",
    "Leave out the factor 100.",
)
def _percent(labels):
    return 100 * float(np.mean(labels))


@share_ill.mistake(
    "odds",
    "the ill were divided by the healthy; a share is a part of everybody.",
    "How many people are there in all?",
    "Divide by len(labels), not by the number of zeros.",
)
def _odds(labels):
    return float(np.sum(labels) / np.sum(labels == 0))


@share_ill.mistake(
    "everybody",
    "this is the number of all people, ill or not.",
    "A share is a number from 0 to 1: how many are ill, divided by how many "
    "there are.",
    "Divide sum(labels) by len(labels).",
)
def _everybody_counted(labels):
    return float(len(labels))


@share_ill.mistake(
    "one-left-out",
    "the first person was left out.",
    "The first label stands at place 0.",
    "Add up all labels: sum(labels), not sum(labels[1:]).",
)
def _one_left_out(labels):
    return float(np.sum(labels[1:]) / len(labels))


def _intervals(rng, place):
    """Ends of an interval around, beside and across a margin."""
    # Far from each other, so that no margin serves for another.
    margin = (0.02, 0.09, 0.05, 0.12, 0.03, 0.07)[place]
    step = float(rng.uniform(0.004, 0.008))
    ends = (
        (margin + step, margin + 4 * step),  # a gain that matters
        (margin - 5 * step, margin - step),  # a gain, but too small to matter
        (-margin - 4 * step, -margin - step),  # worse
        (margin - step, margin + 3 * step),  # a gain; does it matter?
        (-step, margin + step),  # anything is possible
        (margin + step, margin + 2 * step),
    )
    return *ends[place], margin


@answer_to(
    "1-4",
    title="A gain that matters",
    objective=INTERVAL,
    problems=_intervals,
    what="the verdict",
    num_problems=6,
)
def verdict(low, high, margin):
    """1 where the gain surely matters, -1 where it surely does not, else 0."""
    return int(low > margin) - int(high < margin)


@verdict.mistake(
    "against-zero",
    "the interval was compared with 0, which asks for ANY gain.",
    "The question is whether the gain is larger than the margin.",
    "Compare low and high with margin.",
)
def _against_zero(low, high, margin):
    return int(low > 0) - int(high < 0)


@verdict.mistake(
    "middle",
    "only the middle of the interval was looked at.",
    "The truth may lie anywhere between low and high. Which end decides?",
    "1 needs low > margin, -1 needs high < margin.",
)
def _middle(low, high, margin):
    return int(np.sign((low + high) / 2 - margin))


@verdict.mistake(
    "best-case",
    "an interval that reaches beyond the margin was taken for a proof.",
    "For a 1, the WHOLE interval must lie above the margin.",
    "Ask for low > margin, not for high > margin.",
)
def _best_case(low, high, margin):
    return 1 if high > margin else -1


@verdict.mistake(
    "worst-case",
    "an interval that begins below the margin was taken for a proof.",
    "For a -1, the WHOLE interval must lie below the margin.",
    "Ask for high < margin, not for low < margin.",
)
def _worst_case(low, high, margin):
    return 1 if low > margin else -1


@verdict.mistake(
    "never-minus",
    "a gain that is surely smaller than the margin got a 0, not a -1.",
    "Where does the whole interval lie below the margin?",
    "Return -1 if high < margin.",
)
def _never_minus(low, high, margin):
    return int(low > margin)


@verdict.mistake(
    "never-plus",
    "a gain that is surely larger than the margin got a 0, not a 1.",
    "Where does the whole interval lie above the margin?",
    "Return 1 if low > margin.",
)
def _never_plus(low, high, margin):
    return -int(high < margin)


@verdict.mistake(
    "without-sign",
    "a model that is surely WORSE got a 0, not a -1.",
    "A loss is smaller than any margin. Which sign has high then?",
    "Return -1 wherever high < margin, whatever the sign of high.",
)
def _without_sign(low, high, margin):
    return int(low > margin) - int(abs(high) < margin)


@verdict.mistake(
    "turned-round",
    "1 and -1 have changed places.",
    "Which of the two stands for a gain that matters?",
    "Return 1 if low > margin, and -1 if high < margin.",
)
def _turned_verdict(low, high, margin):
    return int(high < margin) - int(low > margin)

"""Check for chapter 3.4.4, exercise 1: from counts to weights."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between, times

SCAN = "turn counts of letters into a weight matrix and scan both strands"


def _counts(rng, place):
    """Counts with a different total at each place, and one letter not seen."""
    width, pseudocount = ((6, 0.5), (4, 1.0), (9, 0.25))[place]
    counts = rng.integers(1, 20, (width, 4))
    counts[0, 2] = 0
    background = ((0.3, 0.2, 0.2, 0.3), (0.2, 0.35, 0.25, 0.2),
                  (0.4, 0.1, 0.15, 0.35))[place]  # fmt: skip
    return counts, pseudocount, np.array(background)


def _shares(counts, pseudocount):
    more = counts + pseudocount
    return more / more.sum(axis=1)[:, None]


@answer_to(
    "3.4.4-1",
    title="From counts to weights",
    objective=SCAN,
    problems=_counts,
    what="the weights",
    points=2,
    pure=True,
    stated=Stated(
        "parts",
        "1",
        between("2", "99"),
        (
            ("letter, in bits.", "letter, in units of 1/{} bit."),
            ("return np.log2(odds)", "return {} * np.log2(odds)"),
        ),
        returned=times,
    ),
)
def weight_matrix(counts, pseudocount, background):
    """Bits by which a letter is likelier here than elsewhere."""
    return np.log2(_shares(counts, pseudocount)) - np.log2(background)


@weight_matrix.mistake(
    "no-pseudocount",
    "the pseudocount was left out.",
    "A letter that was never seen would be impossible.",
    "Add it to every count before you divide.",
)
def _without(counts, pseudocount, background):
    return weight_matrix(np.maximum(counts, 1e-12), 0, background)


@weight_matrix.mistake(
    "sum-without",
    "the counts have the pseudocount, their sum has not.",
    "The four probabilities of a place must sum to 1.",
    "Divide by the sum of the counts WITH the pseudocount.",
)
def _sum_without(counts, pseudocount, background):
    shares = (counts + pseudocount) / counts.sum(axis=1)[:, None]
    return np.log2(shares / background)


@weight_matrix.mistake(
    "over-places",
    "the probabilities sum to 1 over the places, not over the letters.",
    "Which axis are the four letters?",
    "sum(axis=1, keepdims=True).",
)
def _over_places(counts, pseudocount, background):
    more = counts + pseudocount
    return np.log2(more / more.sum(axis=0) / background)


@weight_matrix.mistake(
    "even-background",
    "the background was taken as even.",
    "The argument says how frequent each letter is elsewhere.",
    "Divide by `background`, not by 0.25.",
)
def _even(counts, pseudocount, background):
    return weight_matrix(counts, pseudocount, 0.25)


@weight_matrix.mistake(
    "no-background",
    "these are logarithms of the probabilities, not of odds.",
    "A weight above 0 should mean: likelier here than elsewhere.",
    "Divide the probabilities by the background.",
)
def _no_background(counts, pseudocount, background):
    return weight_matrix(counts, pseudocount, 1.0)


@weight_matrix.mistake(
    "not-bits",
    "the logarithm is the natural one.",
    "Bits are logarithms to the base 2.",
    "np.log2.",
)
def _natural(counts, pseudocount, background):
    return weight_matrix(counts, pseudocount, background) * np.log(2)


@weight_matrix.mistake(
    "not-logarithm",
    "these are the odds, not their logarithm.",
    "Only logarithms may be added up over a window.",
    "np.log2 of the ratio.",
)
def _ratio(counts, pseudocount, background):
    return _shares(counts, pseudocount) / background

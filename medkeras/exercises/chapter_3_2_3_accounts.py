"""Checks for chapter 3.2.3, exercises 3 and 4: precision at k, an account."""

import numpy as np

from medkeras.exercises.problems import answer_to

PRECISION = "say what a precision at k over few patients is worth"
ACCOUNT = "account for a risk code by code, exactly"


def _ranking(rng, place):
    """Scores without ties, higher in some stays, and what came true."""
    stays, codes = ((14, 9), (11, 7), (17, 12))[place]
    k = (3, 2, 4)[place]
    scores = rng.permuted(np.tile(np.arange(codes) + 0.5, (stays, 1)), axis=1)
    # A threshold for all stays must not do for a ranking of each.
    scores *= rng.uniform(0.5, 1.5, (stays, 1))
    scores += rng.normal(0, codes / 2, (stays, 1))
    truth = (rng.random((stays, codes)) < 0.4).astype(int)
    truth[0] = 0  # a stay in which nothing came true
    return scores, truth, k


@answer_to(
    "3.2.3-3",
    title="Precision at k",
    objective=PRECISION,
    problems=_ranking,
    what="the precision",
    pure=True,
)
def precision_at(scores, truth, k):
    """Mean share of the k highest that came true."""
    top = np.argsort(-scores, axis=1)[:, :k]
    return np.take_along_axis(truth, top, axis=1).mean()


@precision_at.mistake(
    "lowest",
    "the k lowest were taken.",
    "argsort begins with the smallest.",
    "Sort -scores, or take the last k.",
)
def _lowest(scores, truth, k):
    top = np.argsort(scores, axis=1)[:, :k]
    return np.take_along_axis(truth, top, axis=1).mean()


@precision_at.mistake(
    "recall",
    "this is the share of the true codes that were found.",
    "Precision divides by what was named, k.",
    "Divide the hits of a stay by k.",
)
def _recall(scores, truth, k):
    top = np.argsort(-scores, axis=1)[:, :k]
    found = np.take_along_axis(truth, top, axis=1).sum(axis=1)
    return np.mean(found / np.maximum(truth.sum(axis=1), 1))


@precision_at.mistake(
    "any-hit",
    "a stay counts as right if any of the k came true.",
    "Two of three are worth more than one of three.",
    "Take the mean over the k, not their maximum.",
)
def _any_hit(scores, truth, k):
    top = np.argsort(-scores, axis=1)[:, :k]
    return np.take_along_axis(truth, top, axis=1).max(axis=1).mean()


@precision_at.mistake(
    "over-all",
    "the highest of the whole table were taken, k for each stay on average.",
    "Each stay has a ranking of its own.",
    "Sort along axis 1.",
)
def _over_all(scores, truth, k):
    top = np.argsort(-scores, axis=None)[: k * len(scores)]
    return truth.ravel()[top].mean()


@precision_at.mistake(
    "first-of-all",
    "only the k highest of the whole table were taken.",
    "Each stay has k codes of its own.",
    "Sort along axis 1, and take k of each row.",
)
def _first_of_all(scores, truth, k):
    return truth.ravel()[np.argsort(-scores, axis=None)[:k]].mean()


@precision_at.mistake(
    "stays-without",
    "stays in which nothing came true were left out.",
    "They are stays, too: their precision is 0.",
    "Take the mean over all stays.",
)
def _stays_without(scores, truth, k):
    some = truth.sum(axis=1) > 0
    return precision_at(scores[some], truth[some], k)


def _terms(rng, place):
    width = (4, 3, 6)[place]
    attention = float(rng.uniform(0.1, 0.9))
    return attention, *(rng.normal(size=width) for _ in range(3))


@answer_to(
    "3.2.3-4",
    title="The account of a code",
    objective=ACCOUNT,
    problems=_terms,
    what="the term",
    pure=True,
)
def added_by_code(attention, gates, vector, weights):
    """The share of the visit times the gated product."""
    return attention * np.sum(gates * vector * weights)


@added_by_code.mistake(
    "no-attention",
    "the share of the visit is missing.",
    "A visit that nobody looks at adds nothing.",
    "Multiply by attention.",
)
def _no_attention(attention, gates, vector, weights):
    return np.sum(gates * vector * weights)


@added_by_code.mistake(
    "no-gates",
    "the gates are missing.",
    "Each coordinate is gated before it is weighed.",
    "Multiply by gates within the sum.",
)
def _no_gates(attention, gates, vector, weights):
    return attention * np.sum(vector * weights)


@added_by_code.mistake(
    "mean",
    "the coordinates were averaged.",
    "The last layer adds coordinates up.",
    "Take the sum.",
)
def _mean(attention, gates, vector, weights):
    return attention * np.mean(gates * vector * weights)


@added_by_code.mistake(
    "apart",
    "gates and vector were each added up with the weights.",
    "Gate and coordinate belong together, one by one.",
    "Multiply the three rows element by element, then add.",
)
def _apart(attention, gates, vector, weights):
    return attention * (gates @ weights) * (vector @ weights)

"""Checks for chapter 3.1.2: fusion and selection."""

import numpy as np

from medkeras.exercises.problems import answer_to

FUSE = "fuse several kinds of data and say what a person lacks"
BOUND = "bound how many features a selection keeps in error"


def _people_with_gaps(rng, place):
    people, kinds = ((7, 3), (12, 2), (9, 4))[place]
    present = (rng.random((people, kinds)) < 0.6).astype(int)
    present[np.arange(people), rng.integers(0, kinds, people)] = 1
    present[0] = 1
    present[1] = np.arange(kinds) == 0
    return rng.uniform(0.05, 0.95, (people, kinds)), present


def _log_odds(probabilities):
    return np.log(probabilities / (1 - probabilities))


def _probability(odds):
    return 1 / (1 + np.exp(-odds))


@answer_to(
    "3.1.2-1",
    title="Late fusion",
    objective=FUSE,
    problems=_people_with_gaps,
    what="the probability of each person",
    points=2,
    pure=True,
)
def late_fusion(probabilities, present):
    """The mean of the log odds of what is there."""
    odds = _log_odds(probabilities) * present
    return _probability(odds.sum(axis=1) / present.sum(axis=1))


@late_fusion.mistake(
    "over-all-kinds",
    "people who lack a kind come out nearer to one half than they should.",
    "By how many kinds is the sum of a person's log odds divided?",
    "Divide by present.sum(axis=1), not by the number of all kinds.",
)
def _over_all_kinds(probabilities, present):
    return _probability((_log_odds(probabilities) * present).mean(axis=1))


@late_fusion.mistake(
    "gaps-count",
    "what a person lacks takes part in the answer.",
    "Where present is 0, the probability is a number without a meaning.",
    "Multiply the log odds by present before they are summed.",
)
def _gaps_count(probabilities, present):
    return _probability(_log_odds(probabilities).mean(axis=1))


@late_fusion.mistake(
    "mean-of-probabilities",
    "you have averaged the probabilities.",
    "Their log odds are to be averaged, and turned back at the end.",
    "odds = np.log(p / (1 - p)); p = 1 / (1 + np.exp(-odds)).",
)
def _mean_of_probabilities(probabilities, present):
    return (probabilities * present).sum(axis=1) / present.sum(axis=1)


@late_fusion.mistake(
    "not-turned-back",
    "these are log odds, not probabilities.",
    "What turns log odds into a probability?",
    "Return 1 / (1 + np.exp(-mean)).",
)
def _not_turned_back(probabilities, present):
    odds = _log_odds(probabilities) * present
    return odds.sum(axis=1) / present.sum(axis=1)


def _halves(rng, place):
    halves, features = ((20, 12), (30, 25), (40, 18))[place]
    chance = rng.uniform(0, 0.3, features)
    chance[: 3 + place] = (0.95, 0.9, 0.7, 0.8, 0.65)[: 3 + place]
    chosen = rng.random((halves, features)) < rng.permutation(chance)
    chosen[:, 0] = np.arange(halves) < halves * 3 // 5  # exactly 0.6
    return chosen, (0.6, 0.75, 0.6)[place]


def _bound(most, threshold, features):
    return most**2 / ((2 * threshold - 1) * features)


@answer_to(
    "3.1.2-2",
    title="Stable features",
    objective=BOUND,
    problems=_halves,
    what=("which features are stable", "the bound"),
    points=2,
    pure=True,
)
def stable_features(chosen, threshold):
    """Chosen in a share of at least the threshold."""
    most = chosen.sum(axis=1).max()
    bound = _bound(most, threshold, chosen.shape[1])
    return chosen.mean(axis=0) >= threshold, bound


@stable_features.mistake(
    "above-only",
    "a feature that is exactly at the threshold is stable, too.",
    "At least a share of the halves: which comparison is that?",
    "Use >=, not >.",
)
def _above_only(chosen, threshold):
    _, bound = stable_features(chosen, threshold)
    return chosen.mean(axis=0) > threshold, bound


@stable_features.mistake(
    "mean-chosen",
    "the bound is right for the mean number chosen, not for the largest.",
    "q is the most that any half may choose.",
    "q = chosen.sum(axis=1).max().",
)
def _mean_chosen(chosen, threshold):
    stable, _ = stable_features(chosen, threshold)
    most = chosen.sum(axis=1).mean()
    return stable, _bound(most, threshold, chosen.shape[1])


@stable_features.mistake(
    "by-halves",
    "the bound is divided by the number of halves.",
    "p counts features: which axis is theirs?",
    "p = chosen.shape[1].",
)
def _by_halves(chosen, threshold):
    stable, _ = stable_features(chosen, threshold)
    most = chosen.sum(axis=1).max()
    return stable, _bound(most, threshold, len(chosen))


@stable_features.mistake(
    "not-squared",
    "the bound grows with q, but not as the formula says.",
    "Compare the numerator with the formula of section 7.",
    "most**2 / ((2 * threshold - 1) * p).",
)
def _not_squared(chosen, threshold):
    stable, _ = stable_features(chosen, threshold)
    most = chosen.sum(axis=1).max()
    return stable, most / ((2 * threshold - 1) * chosen.shape[1])


@late_fusion.mistake(
    "summed",
    "the log odds were added up, not averaged.",
    "Two kinds that both say 0.8 should together say 0.8 here.",
    "Divide the sum by present.sum(axis=1).",
)
def _summed(probabilities, present):
    return _probability((_log_odds(probabilities) * present).sum(axis=1))


@stable_features.mistake(
    "most-of-a-feature",
    "q is how often the favourite feature was chosen.",
    "q counts features in one half, not halves of one feature.",
    "Sum along axis=1, then take the largest.",
)
def _most_of_a_feature(chosen, threshold):
    stable, _ = stable_features(chosen, threshold)
    most = chosen.sum(axis=0).max()
    return stable, _bound(most, threshold, chosen.shape[1])

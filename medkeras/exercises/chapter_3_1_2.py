"""Checks for chapter 3.1.2, exercises 1 and 2: late fusion, stable features."""

import numpy as np

from medkeras.exercises.problems import answer_to


def _kinds(rng, place):
    people, kinds = ((6, 3), (5, 2), (8, 4))[place]
    probabilities = rng.uniform(0.03, 0.97, (people, kinds))
    present = (rng.random((people, kinds)) < 0.5).astype(int)
    # Somebody with everything, somebody with the last kind alone, one with
    # two; and what stands where nothing was measured is not one half.
    present[0], present[1], present[2] = 1, 0, 0
    present[1, -1], present[2, :2] = 1, 1
    present[3:, 0] = 1
    return probabilities, present


def _odds(share):
    return np.log(share / (1 - share))


def _share(odds):
    return 1 / (1 + np.exp(-odds))


@answer_to(
    "3.1.2-1",
    title="Late fusion",
    objective="fuse several kinds of data and say what a person lacks",
    problems=_kinds,
    what="the probabilities",
    points=2,
    pure=True,
)
def late_fusion(probabilities, present):
    """Mean log odds of what is there, back to a probability."""
    total = np.sum(_odds(probabilities) * present, axis=1)
    return _share(total / np.sum(present, axis=1))


@late_fusion.mistake(
    "mean-probability",
    "the probabilities were averaged, not their log odds.",
    "A probability of 0.99 should weigh more than one of 0.9: does it here?",
    "Take log(p / (1 - p)) first, average, then go back.",
)
def _mean_probability(probabilities, present):
    return np.sum(probabilities * present, axis=1) / present.sum(axis=1)


@late_fusion.mistake(
    "absent-counted",
    "kinds that a person lacks were averaged as if they had been measured.",
    "What does a probability say of a test that nobody did?",
    "Multiply the log odds by present before they are summed.",
)
def _absent_counted(probabilities, present):
    return _share(_odds(probabilities).mean(axis=1))


@late_fusion.mistake(
    "divided-by-all",
    "the sum was divided by the number of all kinds.",
    "Somebody with one kind alone must keep that kind's probability.",
    "Divide by present.sum(axis=1).",
)
def _divided_by_all(probabilities, present):
    return _share((_odds(probabilities) * present).mean(axis=1))


@late_fusion.mistake(
    "summed",
    "the log odds were added up, not averaged.",
    "Two kinds that both say 0.8 should together say 0.8 here.",
    "Divide the sum by present.sum(axis=1).",
)
def _summed(probabilities, present):
    return _share((_odds(probabilities) * present).sum(axis=1))


@late_fusion.mistake(
    "log-odds-left",
    "these are log odds, not probabilities.",
    "A probability lies between 0 and 1.",
    "Return 1 / (1 + np.exp(-mean)).",
)
def _log_odds_left(probabilities, present):
    return (_odds(probabilities) * present).sum(axis=1) / present.sum(axis=1)


@late_fusion.mistake(
    "log-only",
    "the logarithm of p was averaged, not that of p / (1 - p).",
    "What are the odds of a probability of one half? Its log odds?",
    "np.log(probabilities / (1 - probabilities)).",
)
def _log_only(probabilities, present):
    total = np.sum(np.log(probabilities) * present, axis=1)
    return np.exp(total / present.sum(axis=1))


def _choices(rng, place):
    halves, features = ((20, 9), (10, 14), (40, 12))[place]
    threshold = (0.6, 0.7, 0.8)[place]
    often = rng.uniform(0.0, 0.5, features)
    often[:2] = 0.95
    chosen = rng.random((halves, features)) < often
    # One feature exactly at the threshold, one just below.
    chosen[:, 2] = np.arange(halves) < round(threshold * halves)
    chosen[:, 3] = np.arange(halves) < round(threshold * halves) - 1
    order = rng.permutation(features)
    return chosen[rng.permutation(halves)][:, order], threshold


def _bound(most, threshold, features):
    return most**2 / ((2 * threshold - 1) * features)


@answer_to(
    "3.1.2-2",
    title="Stable features",
    objective="bound how many features a selection keeps in error",
    problems=_choices,
    what=("the stable features", "the bound"),
    points=2,
    pure=True,
)
def stable_features(chosen, threshold):
    """Chosen in enough halves, and the bound by Meinshausen and Buehlmann."""
    most = np.sum(chosen, axis=1).max()
    kept = np.mean(chosen, axis=0) >= threshold
    return kept, _bound(most, threshold, chosen.shape[1])


@stable_features.mistake(
    "above",
    "a feature chosen in exactly that share of the halves was left out.",
    "Read the text above the formula: in a share of at least...",
    "Use >= threshold.",
)
def _above(chosen, threshold):
    _, bound = stable_features(chosen, threshold)
    # Shares such as 0.6 have rounding: count halves.
    enough = np.round(threshold * len(chosen))
    return chosen.sum(axis=0) > enough, bound


@stable_features.mistake(
    "mean-chosen",
    "q is the mean number chosen in a half, where the largest was asked for.",
    "The bound must hold for every half.",
    "q = chosen.sum(axis=1).max().",
)
def _mean_chosen(chosen, threshold):
    kept, _ = stable_features(chosen, threshold)
    most = chosen.sum(axis=1).mean()
    return kept, _bound(most, threshold, chosen.shape[1])


@stable_features.mistake(
    "not-squared",
    "q was not squared.",
    "Compare with the formula: what stands above the line?",
    "q**2 / ((2 * threshold - 1) * p).",
)
def _not_squared(chosen, threshold):
    kept, bound = stable_features(chosen, threshold)
    return kept, bound / chosen.sum(axis=1).max()


@stable_features.mistake(
    "over-halves",
    "the bound was divided by the number of halves.",
    "p counts features. Which axis of `chosen` are they?",
    "p = chosen.shape[1].",
)
def _over_halves(chosen, threshold):
    kept, bound = stable_features(chosen, threshold)
    return kept, bound * chosen.shape[1] / len(chosen)


@stable_features.mistake(
    "most-of-a-feature",
    "q is how often the favourite feature was chosen.",
    "q counts features in one half, not halves of one feature.",
    "Sum along axis=1, then take the largest.",
)
def _most_of_a_feature(chosen, threshold):
    kept, _ = stable_features(chosen, threshold)
    most = chosen.sum(axis=0).max()
    return kept, _bound(most, threshold, chosen.shape[1])


@stable_features.mistake(
    "kept-as-q",
    "q is the number of stable features.",
    "q counts what is chosen in one half, stable or not.",
    "q = chosen.sum(axis=1).max().",
)
def _kept_as_q(chosen, threshold):
    kept, _ = stable_features(chosen, threshold)
    return kept, _bound(kept.sum(), threshold, chosen.shape[1])

"""Checks for chapter 3.1.2: fusion, selection, hiding, a volume's change."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated

FUSE = "fuse several kinds of data and say what a person lacks"
BOUND = "bound how many features a selection keeps in error"
RANK = "rank features by hiding them, and say what the ranking means"
MEASURE = "measure a part of the brain and say what the measurement can show"


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


def _linear_model(rng, place):
    people, features = ((40, 4), (60, 6), (50, 3))[place]
    mean = rng.normal(1.0, 1.0, features)
    X = mean + rng.normal(size=(people, features)) + 0.3
    weights = rng.normal(size=features) * 2
    weights[0] = 0.0
    bias = -mean @ weights
    y = (X @ weights + bias + rng.normal(0, 0.7, people) > 0).astype(int)
    return X, y, weights, bias, mean


def _accuracy(X, y, weights, bias):
    return np.mean((X @ weights + bias > 0) == (y == 1))


def _falls(X, y, weights, bias, values):
    falls = []
    for feature in range(X.shape[1]):
        hidden = X.copy()
        hidden[:, feature] = values[feature]
        whole = _accuracy(X, y, weights, bias)
        falls.append(whole - _accuracy(hidden, y, weights, bias))
    return np.array(falls)


@answer_to(
    "3.1.2-3",
    title="Hide a feature",
    objective=RANK,
    problems=_linear_model,
    what="the fall of the accuracy by feature",
    points=2,
    pure=True,
)
def hidden_importance(X, y, weights, bias, mean):
    """Each feature set to its training mean in turn."""
    return _falls(X, y, weights, bias, mean)


@hidden_importance.mistake(
    "set-to-zero",
    "features are set to 0, which is not their mean.",
    "0 is a number like any other: what does a hidden feature say?",
    "hidden[:, feature] = mean[feature].",
)
def _set_to_zero(X, y, weights, bias, mean):
    return _falls(X, y, weights, bias, np.zeros(X.shape[1]))


@hidden_importance.mistake(
    "test-mean",
    "you have used the mean of the people who are judged.",
    "A model that is in use knows the training people only.",
    "Use the argument mean, not X.mean(axis=0).",
)
def _test_mean(X, y, weights, bias, mean):
    return _falls(X, y, weights, bias, X.mean(axis=0))


@hidden_importance.mistake(
    "sign",
    "the signs are the wrong way round.",
    "A fall is positive where the accuracy gets lower.",
    "The whole accuracy minus the one with a feature hidden.",
)
def _sign(X, y, weights, bias, mean):
    return -_falls(X, y, weights, bias, mean)


@hidden_importance.mistake(
    "all-so-far",
    "features that were hidden before stay hidden.",
    "Each feature is hidden alone.",
    "Begin each turn with hidden = X.copy().",
)
def _all_so_far(X, y, weights, bias, mean):
    hidden, falls = X.copy(), []
    for feature in range(X.shape[1]):
        hidden[:, feature] = mean[feature]
        whole = _accuracy(X, y, weights, bias)
        falls.append(whole - _accuracy(hidden, y, weights, bias))
    return np.array(falls)


def _two_volumes(rng, place):
    shape = ((8, 9, 7), (10, 8, 9), (7, 7, 11))[place]
    first = rng.choice([0, 1, 2], shape, p=[0.6, 0.2, 0.2])
    second = np.where(rng.random(shape) < 0.12, 0, first)
    spacing = ((1.0, 1.2, 0.9), (0.8, 0.8, 1.5), (1.1, 1.0, 1.3))[place]
    return first, second, spacing, (1.5, 2.0, 0.75)[place]


def _volume(labels, spacing):
    return (labels > 0).sum() * np.prod(spacing)


def _in_months(months, result):
    volume, loss = result
    return volume, loss * months / 12


@answer_to(
    "3.1.2-4",
    title="A volume and its change",
    objective=MEASURE,
    problems=_two_volumes,
    what=("the volume", "the loss a year"),
    points=2,
    pure=True,
    stated=Stated(
        "months",
        "12",
        tuple(str(k) for k in range(2, 61) if k != 12),
        (
            ("per cent of it per year", "per cent of it in {} months"),
            ("per cent a year", "per cent in {} months"),
            (
                "100 * (before - after) / before / years",
                "100 * (before - after) / before / years * {} / 12",
            ),
        ),
        returned=_in_months,
    ),
)
def yearly_loss(first, second, spacing, years):
    """Voxels times their size; the loss relative to the first."""
    before, after = _volume(first, spacing), _volume(second, spacing)
    return before, 100 * (before - after) / before / years


@yearly_loss.mistake(
    "in-voxels",
    "the volume is a number of voxels.",
    "How large is one voxel, in mm³?",
    "Multiply the count by np.prod(spacing).",
)
def _in_voxels(first, second, spacing, years):
    _, loss = yearly_loss(first, second, spacing, years)
    return (first > 0).sum(), loss


@yearly_loss.mistake(
    "labels-summed",
    "the posterior part counts twice.",
    "What does the sum of labels add for a voxel with the label 2?",
    "Count voxels: (first > 0).sum().",
)
def _labels_summed(first, second, spacing, years):
    voxel = np.prod(spacing)
    before, after = first.sum() * voxel, second.sum() * voxel
    return before, 100 * (before - after) / before / years


@yearly_loss.mistake(
    "not-by-year",
    "this is the loss over the whole time.",
    "The measurements lie `years` apart.",
    "Divide by years.",
)
def _not_by_year(first, second, spacing, years):
    before, loss = yearly_loss(first, second, spacing, years)
    return before, loss * years


@yearly_loss.mistake(
    "of-the-second",
    "the loss is a share of the second volume.",
    "Per cent of what there was at first.",
    "Divide the difference by the first volume.",
)
def _of_the_second(first, second, spacing, years):
    before, after = _volume(first, spacing), _volume(second, spacing)
    return before, 100 * (before - after) / after / years


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


@hidden_importance.mistake(
    "accuracy-left",
    "these are the accuracies that are left, not their fall.",
    "A feature whose weight is 0 must get 0.",
    "Subtract each from the accuracy with everything.",
)
def _accuracy_left(X, y, weights, bias, mean):
    return _accuracy(X, y, weights, bias) - _falls(X, y, weights, bias, mean)


@yearly_loss.mistake(
    "sign",
    "a hippocampus that shrinks has come out negative.",
    "A loss is what was there before, minus what is left.",
    "before - after.",
)
def _negative(first, second, spacing, years):
    before, loss = yearly_loss(first, second, spacing, years)
    return before, -loss

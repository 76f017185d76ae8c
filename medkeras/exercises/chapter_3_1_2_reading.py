"""Checks for chapter 3.1.2: a feature hidden, a volume's change."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated

RANK = "rank features by hiding them, and say what the ranking means"
MEASURE = "measure a part of the brain and say what the measurement can show"


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

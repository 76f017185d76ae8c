"""Checks for chapter 3.1.2, exercises 3 and 4: hiding, and yearly loss."""

import numpy as np

from medkeras.exercises.problems import answer_to


def _line_and_people(rng, place):
    people, features = ((60, 4), (48, 3), (90, 5))[place]
    mean = rng.uniform(1, 3, features)
    X = mean + rng.normal(size=(people, features)) + 0.8
    weights = rng.choice([-1, 1], features) * rng.uniform(0.5, 2, features)
    weights[1] = 0.0  # its importance is 0 exactly
    bias = float(-mean @ weights)
    side = X @ weights + bias + rng.normal(0, 0.7, people)
    return X, (side > 0).astype(int), weights, bias, mean


def _right(X, y, weights, bias):
    return np.mean((X @ weights + bias > 0) == (y == 1))


def _falls(X, y, weights, bias, values):
    whole, falls = _right(X, y, weights, bias), []
    for feature, value in enumerate(values):
        columns = X.copy()
        columns[:, feature] = value
        falls.append(whole - _right(columns, y, weights, bias))
    return np.array(falls)


@answer_to(
    "3.1.2-3",
    title="Hide a feature",
    objective="rank features by hiding them, and say what the ranking means",
    problems=_line_and_people,
    what="the importances",
    points=2,
    pure=True,
)
def hidden_importance(X, y, weights, bias, mean):
    """Fall of the accuracy with each feature at its training mean."""
    return _falls(X, y, weights, bias, mean)


@hidden_importance.mistake(
    "zero",
    "the feature was set to 0, which nobody may have.",
    "0 is a value like any other where the mean is 2.",
    "columns[:, feature] = mean[feature].",
)
def _zero(X, y, weights, bias, mean):
    return _falls(X, y, weights, bias, np.zeros(len(mean)))


@hidden_importance.mistake(
    "own-mean",
    "the feature was set to the mean of the people who are tested.",
    "What was known before these people came?",
    "Use `mean`, which comes from the training people.",
)
def _own_mean(X, y, weights, bias, mean):
    return _falls(X, y, weights, bias, X.mean(axis=0))


@hidden_importance.mistake(
    "sign",
    "a feature that matters came out negative.",
    "A fall is what was before, minus what is after.",
    "accuracy of X minus accuracy of the hidden columns.",
)
def _sign(X, y, weights, bias, mean):
    return -_falls(X, y, weights, bias, mean)


@hidden_importance.mistake(
    "accuracy-left",
    "these are the accuracies that are left, not their fall.",
    "A feature without a weight must get 0.",
    "Subtract each from the accuracy with everything.",
)
def _accuracy_left(X, y, weights, bias, mean):
    return _right(X, y, weights, bias) - _falls(X, y, weights, bias, mean)


@hidden_importance.mistake(
    "all-hidden",
    "features that were hidden stayed hidden when the next one came.",
    "Each feature is hidden alone.",
    "Copy X inside the loop.",
)
def _all_hidden(X, y, weights, bias, mean):
    whole, columns, falls = _right(X, y, weights, bias), X.copy(), []
    for feature, value in enumerate(mean):
        columns[:, feature] = value
        falls.append(whole - _right(columns, y, weights, bias))
    return np.array(falls)


@hidden_importance.mistake(
    "others-hidden",
    "all features but one were hidden.",
    "Which column is to be at its mean, and which stay as they were?",
    "Start from X.copy(), and set one column.",
)
def _others_hidden(X, y, weights, bias, mean):
    whole, falls = _right(X, y, weights, bias), []
    for feature in range(len(mean)):
        columns = np.tile(mean, (len(X), 1))
        columns[:, feature] = X[:, feature]
        falls.append(whole - _right(columns, y, weights, bias))
    return np.array(falls)


@hidden_importance.mistake(
    "no-bias",
    "the bias was left out.",
    "The line is X @ weights + bias.",
    "X @ weights + bias > 0.",
)
def _no_bias(X, y, weights, bias, mean):
    return _falls(X, y, weights, 0.0, mean)


def _two_volumes(rng, place):
    shape = ((9, 8, 7), (7, 9, 11), (10, 6, 8))[place]
    spacing = ((1.0, 1.0, 1.5), (0.9, 1.1, 1.2), (1.0, 2.0, 0.8))[place]
    first = rng.choice([0, 1, 2], size=shape, p=[0.5, 0.2, 0.3])
    lost = rng.random(shape) < (0.1, 0.06, 0.15)[place]
    second = np.where(lost, 0, first)
    return first, second, spacing, (2.0, 1.5, 3.0)[place]


def _volumes(first, second, spacing):
    voxel = np.prod(spacing)
    return np.sum(first > 0) * voxel, np.sum(second > 0) * voxel


@answer_to(
    "3.1.2-4",
    title="A volume and its change",
    objective="measure a part of the brain and say what the measurement can "
    "show",
    problems=_two_volumes,
    what=("the volume", "the yearly loss"),
    points=2,
    pure=True,
)
def yearly_loss(first, second, spacing, years):
    """Both parts counted, in mm³, and their loss in per cent a year."""
    before, after = _volumes(first, second, spacing)
    return before, 100 * (1 - after / before) / years


@yearly_loss.mistake(
    "labels-summed",
    "the labels were added up, so that the posterior part counts twice.",
    "2 is a name here, not an amount.",
    "Count voxels: (first > 0).sum().",
)
def _labels_summed(first, second, spacing, years):
    voxel = np.prod(spacing)
    before, after = first.sum() * voxel, second.sum() * voxel
    return before, 100 * (before - after) / before / years


@yearly_loss.mistake(
    "voxels",
    "the volume is a number of voxels, not of cubic millimetres.",
    "How large is one voxel?",
    "Multiply by np.prod(spacing).",
)
def _in_voxels(first, second, spacing, years):
    _, loss = yearly_loss(first, second, spacing, years)
    return np.sum(first > 0), loss


@yearly_loss.mistake(
    "whole-time",
    "the loss is that of the whole time, not of a year.",
    "The volumes lie `years` apart.",
    "Divide by years.",
)
def _whole_time(first, second, spacing, years):
    before, loss = yearly_loss(first, second, spacing, years)
    return before, loss * years


@yearly_loss.mistake(
    "of-the-second",
    "the loss was taken as a share of the second volume.",
    "Per cent of what was there at first.",
    "Divide the difference by the first volume.",
)
def _of_the_second(first, second, spacing, years):
    before, after = _volumes(first, second, spacing)
    return before, 100 * (before - after) / after / years


@yearly_loss.mistake(
    "sign",
    "a hippocampus that shrinks has come out negative.",
    "A loss is what was there before, minus what is left.",
    "before - after.",
)
def _negative(first, second, spacing, years):
    before, loss = yearly_loss(first, second, spacing, years)
    return before, -loss


@yearly_loss.mistake(
    "share",
    "the loss is a share of 1, where per cent were asked for.",
    "5 per cent is 0.05.",
    "Multiply by 100.",
)
def _share_of_one(first, second, spacing, years):
    before, loss = yearly_loss(first, second, spacing, years)
    return before, loss / 100


@yearly_loss.mistake(
    "one-part",
    "only one part of the hippocampus was counted.",
    "It has an anterior part, 1, and a posterior part, 2.",
    "first > 0 holds for both.",
)
def _one_part(first, second, spacing, years):
    return yearly_loss(first == 1, second == 1, spacing, years)

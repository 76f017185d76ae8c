"""Checks for chapter 2.0.2, exercises 4 and 5: values and probabilities."""

import numpy as np

from medkeras.exercises.problems import answer_to


def _right_neighbors(rng, place):
    count, k = ((7, 3), (5, 2), (10, 4))[place]
    right = rng.integers(2, size=count).astype(float)
    # A change before and after the k-th; the farthest is right, then wrong.
    right[[0, 1, -2, -1]] = ((1, 0, 0, 1), (1, 0, 0, 1), (0, 1, 1, 0))[place]
    return right, k


@answer_to(
    "2.0.2-4",
    title="Shapley values of nearest neighbours",
    objective="say what a label and a record are worth without touching the "
    "test",
    problems=_right_neighbors,
    what="the Shapley values",
    points=2,
)
def neighbor_values(right, k):
    """Run the recursion from the farthest to the nearest."""
    return _recursion(right, k, _shares(right, k))


def _shares(right, k, first=1):
    """min(k, i) / i of each place but the last, counted from `first`."""
    place = np.arange(first, first + len(right) - 1)
    return np.minimum(k, place) / place


def _recursion(right, k, factors, last=None):
    last = right[-1] / len(right) if last is None else last
    steps = (right[:-1] - right[1:]) / k * factors
    return np.append(last + np.cumsum(steps[::-1])[::-1], last)


@neighbor_values.mistake(
    "last-by-k",
    "the farthest woman's value was divided by k.",
    "She votes only when fewer than k others came before her.",
    "s_N = right[-1] / len(right).",
)
def _last_by_k(right, k):
    return _recursion(right, k, _shares(right, k), last=right[-1] / k)


@neighbor_values.mistake(
    "last-always-right",
    "the farthest woman got 1 / N, although her label is wrong.",
    "What is r_N if her label differs?",
    "s_N = right[-1] / len(right), which may be 0.",
)
def _last_always_right(right, k):
    return _recursion(right, k, _shares(right, k), last=1 / len(right))


@neighbor_values.mistake(
    "no-share",
    "the factor min(k, i) / i is missing.",
    "Beyond the first k a neighbour seldom gets to vote.",
    "Multiply the step by min(k, i) / i.",
)
def _no_share(right, k):
    return _recursion(right, k, np.ones(len(right) - 1))


@neighbor_values.mistake(
    "no-minimum",
    "the factor is k / i, also for the nearest women.",
    "A woman among the first k votes at most once.",
    "min(k, i) / i is 1 as long as i is at most k.",
)
def _no_minimum(right, k):
    return _recursion(right, k, k / np.arange(1, len(right)))


@neighbor_values.mistake(
    "from-zero",
    "the place i is off by one.",
    "The nearest woman has i = 1, although Python counts from 0.",
    "For values[j] use i = j + 1.",
)
def _from_zero(right, k):
    return _recursion(right, k, _shares(right, k, first=2))


@neighbor_values.mistake(
    "not-by-k",
    "the steps were not divided by k.",
    "One vote of k: what is it worth?",
    "(right[i-1] - right[i]) / k * min(k, i) / i.",
)
def _not_by_k(right, k):
    return _recursion(right, 1, _shares(right, k))


@neighbor_values.mistake(
    "reversed",
    "the values run from far to near.",
    "The first value belongs to the nearest woman.",
    "Fill the array from its end, then return it as it is.",
)
def _reversed(right, k):
    return neighbor_values(right, k)[::-1]


def _predictions(rng, place):
    num_train, num_test = ((30, 20), (12, 9), (50, 15))[place]
    train = (np.arange(num_train) < (0.7, 0.5, 0.2)[place] * num_train) * 1
    test = (np.arange(num_test) < (0.6, 0.3, 0.4)[place] * num_test) * 1
    slope = (0.4, -0.2, 0.4)[place]  # once the model is worse than the share
    probabilities = 0.3 + slope * test + 0.3 * rng.random(num_test)
    return rng.permutation(train), test, probabilities


@answer_to(
    "2.0.2-5",
    title="The Brier skill score",
    objective="judge whether a probability can be believed",
    problems=_predictions,
    what="the skill",
    points=2,
)
def brier_skill(train_labels, test_labels, probabilities):
    """Compare with the share of ones among the training labels."""
    score = np.mean((probabilities - test_labels) ** 2)
    return 1 - score / _reference(test_labels, train_labels.mean())


def _reference(labels, share):
    return np.mean((share - labels) ** 2)


@brier_skill.mistake(
    "test-share",
    "the reference knows how many of the test women fall ill.",
    "When the prediction is made, which labels are known?",
    "share = np.mean(train_labels).",
)
def _test_share(train_labels, test_labels, probabilities):
    score = np.mean((probabilities - test_labels) ** 2)
    return 1 - score / _reference(test_labels, test_labels.mean())


@brier_skill.mistake(
    "all-share",
    "the reference was taken from training and test labels together.",
    "The test labels are still to come when the prediction is made.",
    "share = np.mean(train_labels), without the test labels.",
)
def _all_share(train_labels, test_labels, probabilities):
    score = np.mean((probabilities - test_labels) ** 2)
    share = np.concatenate([train_labels, test_labels]).mean()
    return 1 - score / _reference(test_labels, share)


@brier_skill.mistake(
    "train-variance",
    "the reference was scored on the training women.",
    "Its share comes from training, but whom does it predict?",
    "np.mean((share - test_labels) ** 2).",
)
def _train_variance(train_labels, test_labels, probabilities):
    score = np.mean((probabilities - test_labels) ** 2)
    return 1 - score / train_labels.var()


@brier_skill.mistake(
    "coin",
    "the reference says one half to everybody.",
    "Everybody gets the *average* risk.",
    "share = np.mean(train_labels) in place of 0.5.",
)
def _coin(train_labels, test_labels, probabilities):
    score = np.mean((probabilities - test_labels) ** 2)
    return 1 - score / 0.25


@brier_skill.mistake(
    "never-negative",
    "a skill below 0 became 0 or positive.",
    "A model can be worse than telling everybody the average risk.",
    "Return 1 - score / reference as it is.",
)
def _never_negative(train_labels, test_labels, probabilities):
    return max(0.0, brier_skill(train_labels, test_labels, probabilities))


@brier_skill.mistake(
    "ratio",
    "this is the ratio of the scores: perfect would be 0.",
    "Perfect must be 1 and the average risk 0.",
    "1 - score / reference.",
)
def _ratio(train_labels, test_labels, probabilities):
    return 1 - brier_skill(train_labels, test_labels, probabilities)


@brier_skill.mistake(
    "upside-down",
    "the reference was divided by the model's score.",
    "A model without any error must have the skill 1, not minus infinity.",
    "1 - score / reference, with the reference below the line.",
)
def _upside_down(train_labels, test_labels, probabilities):
    score = np.mean((probabilities - test_labels) ** 2)
    return 1 - _reference(test_labels, train_labels.mean()) / score


@brier_skill.mistake(
    "absolute",
    "the distances were not squared.",
    "The Brier score is a mean of *squares*, above and below the line.",
    "np.mean((probabilities - test_labels) ** 2).",
)
def _absolute(train_labels, test_labels, probabilities):
    score = np.mean(np.abs(probabilities - test_labels))
    share = train_labels.mean()
    return 1 - score / np.mean(np.abs(share - test_labels))

"""Checks for chapter 2.0.2, exercises 2 and 3: two tests."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between

TESTS = "test whether two models differ when their folds overlap"


def _two_models(rng, place):
    num_folds = (5, 8, 10)[place]
    first = 0.8 + 0.05 * rng.normal(size=num_folds)
    lead = (0.03, -0.02, 0.03)[place]  # each model is the better one once
    second = first - lead + 0.02 * rng.normal(size=num_folds)
    # Folds, splits 70/30, ten folds of 768 women.
    num_test, num_train = ((60, 240), (93, 217), (77, 691))[place]
    return first, second, num_test, num_train


def _beyond(margin, first, second, num_test, num_train):
    return first - margin, second, num_test, num_train


@answer_to(
    "2.0.2-2",
    title="The corrected t statistic",
    objective=TESTS,
    problems=_two_models,
    what="t",
    points=2,
    stated=Stated(
        "margin",
        "0",
        between("0.011", "0.060"),
        (
            (
                "differences `first - second`",
                "differences `first - second - {}`, with a gain worth having,",
            ),
            ("- np.asarray(second)", "- np.asarray(second) - {}"),
        ),
        given=_beyond,
    ),
)
def corrected_t(first, second, num_test, num_train):
    """Divide the mean difference by its corrected standard error."""
    factor = 1 / len(first) + num_test / num_train
    return _t(first - second, factor)


def _t(differences, factor, ddof=1):
    return differences.mean() / np.sqrt(factor * differences.var(ddof=ddof))


@corrected_t.mistake(
    "plain",
    "this is the plain t: folds count as independent.",
    "Training folds overlap. Which term pays for that?",
    "The factor is 1 / J + num_test / num_train.",
)
def _plain(first, second, num_test, num_train):
    return _t(first - second, 1 / len(first))


@corrected_t.mistake(
    "no-folds",
    "the term 1 / J is missing.",
    "The correction is added to 1 / J, it does not replace it.",
    "factor = 1 / len(first) + num_test / num_train.",
)
def _no_folds(first, second, num_test, num_train):
    return _t(first - second, num_test / num_train)


@corrected_t.mistake(
    "inverted",
    "the ratio is upside down: training over test.",
    "In ten folds the correction is 1/9.",
    "num_test / num_train.",
)
def _inverted_ratio(first, second, num_test, num_train):
    return _t(first - second, 1 / len(first) + num_train / num_test)


@corrected_t.mistake(
    "share-of-all",
    "the test women were divided by all women.",
    "The formula has the training women below the line.",
    "num_test / num_train, not num_test / (num_test + num_train).",
)
def _share_of_all(first, second, num_test, num_train):
    share = num_test / (num_test + num_train)
    return _t(first - second, 1 / len(first) + share)


@corrected_t.mistake(
    "folds-assumed",
    "the ratio was taken as 1 / (J - 1).",
    "That is its value for J folds. Are these always folds?",
    "num_test / num_train, from the arguments.",
)
def _folds_assumed(first, second, num_test, num_train):
    return _t(first - second, 1 / len(first) + 1 / (len(first) - 1))


@corrected_t.mistake(
    "unsigned",
    "the sign of the difference is lost.",
    "t says also which model is the better one.",
    "Do not take abs(): first - second may be negative.",
)
def _unsigned(first, second, num_test, num_train):
    return abs(corrected_t(first, second, num_test, num_train))


@corrected_t.mistake(
    "ddof",
    "the variance was divided by J.",
    "The exercise wants J - 1; np.var does otherwise unless told.",
    "np.var(differences, ddof=1).",
)
def _ddof(first, second, num_test, num_train):
    factor = 1 / len(first) + num_test / num_train
    return _t(first - second, factor, ddof=0)


@corrected_t.mistake(
    "no-root",
    "the mean was divided by a variance.",
    "A mean difference and its standard error have the same unit.",
    "Take the square root: np.sqrt(factor * variance).",
)
def _no_root(first, second, num_test, num_train):
    factor = 1 / len(first) + num_test / num_train
    differences = first - second
    return differences.mean() / (factor * differences.var(ddof=1))


@corrected_t.mistake(
    "unpaired",
    "the two models were compared as if their folds had nothing in common.",
    "Fold by fold: subtract first, then take the variance.",
    "differences = first - second; np.var(differences, ddof=1).",
)
def _unpaired(first, second, num_test, num_train):
    factor = 1 / len(first) + num_test / num_train
    variance = first.var(ddof=1) + second.var(ddof=1)
    return (first - second).mean() / np.sqrt(factor * variance)


def _shuffles(rng, place):
    count = (9, 19, 30)[place]
    shuffled = np.round(0.5 + 0.1 * rng.normal(size=count), 2)
    # Two shuffles are exactly as good, a few are better.
    observed = float(np.sort(shuffled)[-4])
    shuffled[np.argmin(shuffled)] = observed
    return observed, shuffled


@answer_to(
    "2.0.2-3",
    title="A p-value from shuffles",
    objective=TESTS,
    problems=_shuffles,
    what="the p-value",
)
def shuffle_p_value(observed, shuffled):
    """Count the real order among the possible ones."""
    return (1 + (shuffled >= observed).sum()) / (1 + len(shuffled))


@shuffle_p_value.mistake(
    "zero",
    "with no shuffle as good, this p-value would be zero.",
    "The real order of the labels is one of the possible ones.",
    "Add 1 above and below the line.",
)
def _zero(observed, shuffled):
    return (shuffled >= observed).mean()


@shuffle_p_value.mistake(
    "ties",
    "a shuffle that is just as good does not count in yours.",
    "'At least as good' includes equal.",
    "Use >=, not >.",
)
def _ties(observed, shuffled):
    return (1 + (shuffled > observed).sum()) / (1 + len(shuffled))


@shuffle_p_value.mistake(
    "lower-tail",
    "this counts the shuffles that do worse.",
    "More is better: which shuffles speak against the model?",
    "Count shuffled >= observed.",
)
def _lower_tail(observed, shuffled):
    return (1 + (shuffled <= observed).sum()) / (1 + len(shuffled))


@shuffle_p_value.mistake(
    "count",
    "this is a count, not a share.",
    "A p-value lies between 0 and 1.",
    "Divide by 1 + len(shuffled).",
)
def _count(observed, shuffled):
    return 1 + (shuffled >= observed).sum()


@shuffle_p_value.mistake(
    "denominator",
    "1 was added above the line only.",
    "If all shuffles are as good, p must be 1.",
    "(1 + as_good) / (1 + len(shuffled)).",
)
def _denominator(observed, shuffled):
    return (1 + (shuffled >= observed).sum()) / len(shuffled)


@shuffle_p_value.mistake(
    "numerator",
    "1 was added below the line only.",
    "With no shuffle as good this is zero. Can it be?",
    "(1 + number of shuffles at least as good) / (1 + number of shuffles).",
)
def _numerator(observed, shuffled):
    return (shuffled >= observed).sum() / (1 + len(shuffled))

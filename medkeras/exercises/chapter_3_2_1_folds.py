"""Checks for chapter 3.2.1: resampling inside the fold, overlapping folds."""

import numpy as np

from medkeras.exercises.assertions import as_numbers, expect_unchanged
from medkeras.exercises.checking import Wrong, exercise
from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between, times


@exercise(
    "3.2.1-4",
    title="Oversample without a leak",
    objective="recognise five leaks by what they do to the very same model",
    points=3,
)
def balanced_fold(answer):
    """Give labels and test folds of three sizes; expect honest balance."""
    for seed, (zeros, ones, size) in enumerate(
        [(14, 6, 5), (30, 9, 9), (9, 4, 3)]
    ):
        rng = np.random.default_rng(seed)
        labels = rng.permutation(np.repeat([0, 1], [zeros, ones]))
        test = rng.choice(len(labels), size=size, replace=False)
        draws = [
            _rows(answer(labels, test, np.random.default_rng(100 + again)))
            for again in range(4)
        ]
        for train, tested in draws:
            _expect_test(train, tested, test)
            _expect_balance(train, labels, test)
        _expect_chance([train for train, _ in draws])
        again = _rows(answer(labels, test, np.random.default_rng(103)))
        _expect_same(draws[-1][0], again[0])
        _expect_untouched(answer, labels, test)


def _rows(result):
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Wrong(
            "pair",
            "expected a pair (training rows, test rows).",
            "A function returns two values with a comma between them.",
            "return np.concatenate([train, copies]), test",
        )
    train, tested = map(as_numbers, result)
    if any(np.asarray(part).dtype == bool for part in result):
        raise Wrong(
            "mask",
            "received true and false, expected row numbers.",
            "A mask cannot name a row twice.",
            "np.flatnonzero(mask) gives the numbers of the rows.",
        )
    if train.ndim != 1 or np.any(train != np.round(train)):
        raise Wrong(
            "rows",
            "expected row numbers, one after the other.",
            "Return the places of the women, not their labels or features.",
            "Draw from the row numbers of train.",
        )
    return train.astype(int), tested


def _expect_test(train, tested, test):
    if len(np.unique(tested)) < len(tested):
        raise Wrong(
            "test-resampled",
            "the test fold holds a woman more than once.",
            "The test fold stands for the women who come: leave it alone.",
            "Return test as it was given.",
        )
    if set(tested) != set(test):
        raise Wrong(
            "test-changed",
            "the test fold is not the one that was given.",
            "Only the training rows are resampled.",
            "Return test as it was given.",
        )
    if np.isin(train, test).any():
        raise Wrong(
            "leak",
            "a woman of the test fold is among the training rows.",
            "Copies must be drawn after the split. From whom?",
            "train = np.setdiff1d(np.arange(len(labels)), test), then draw "
            "from the ones of train.",
        )


def _expect_balance(train, labels, test):
    others = np.setdiff1d(np.arange(len(labels)), test)
    if not set(train) <= set(others):
        raise Wrong(
            "no-such-row",
            "a training row is no row of the table.",
            "Rows are numbered from 0 to len(labels) - 1.",
            "Draw from the row numbers of train.",
        )
    if not set(others) <= set(train):
        raise Wrong(
            "undersampled",
            "women of the training fold were left out.",
            "Oversampling adds copies of the rarer label, it removes nobody.",
            "Concatenate train and the drawn copies.",
        )
    zeros, ones = np.bincount(labels[train], minlength=2)
    if zeros != ones:
        raise Wrong(
            "unbalanced",
            f"training holds {zeros} rows of label 0 and {ones} of label 1.",
            "How many copies make both equal?",
            "Draw len(zeros) - len(ones) copies of the ones.",
        )
    if zeros != (labels[others] == 0).sum():
        raise Wrong(
            "majority-copied",
            "rows of the commoner label were repeated, too.",
            "Only label 1 is rare.",
            "Draw from the training rows with label 1 only.",
        )


def _expect_chance(drawn):
    """Copies of several women, others where the generator is another."""
    copied = [tuple(np.sort(_copies(train))) for train in drawn]
    if all(len(set(each)) == 1 for each in copied):
        raise Wrong(
            "same-woman",
            "always one and the same woman is copied.",
            "Each copy should be of a woman drawn anew.",
            "rng.choice(ones, size=number of copies).",
        )
    if len(set(copied)) == 1:
        raise Wrong(
            "no-chance",
            "the copies are the same whatever the generator.",
            "Who is copied should be drawn with `rng`.",
            "rng.choice(ones, size=number of copies).",
        )


def _expect_same(train, again):
    """The same generator, the same copies: an experiment can be repeated."""
    if not np.array_equal(_copies(train), _copies(again)):
        raise Wrong(
            "another-generator",
            "the same `rng` gives other copies: chance comes from elsewhere.",
            "Could a colleague repeat your experiment?",
            "Draw with rng.choice, not with np.random.choice.",
        )


def _expect_untouched(answer, labels, test):
    """Call the answer on the check's own arrays."""
    given = labels.copy(), test.copy()
    answer = getattr(answer, "on_originals", answer)
    answer(*given, np.random.default_rng(0))
    expect_unchanged([given], [(labels, test)])


def _copies(train):
    """The rows beyond the first of each woman."""
    values, counts = np.unique(train, return_counts=True)
    return np.repeat(values, counts - 1)


def _fold_scores(rng, place):
    count = (10, 5, 20)[place]
    num_test = (77, 31, 12)[place]
    return rng.uniform(0.6, 0.9, count), (690, 124, 228)[place], num_test


@answer_to(
    "3.2.1-5",
    title="An interval for folds that overlap",
    objective="measure a model on unseen patients, with every step fitted "
    "inside the fold",
    problems=_fold_scores,
    what="the standard error",
    points=2,
    pure=True,
    stated=Stated(
        "half",
        "1",
        between("1.5", "3.5"),
        (
            (
                "Return the standard error",
                "Return half the width of an interval, {} times the standard "
                "error",
            ),
            ("Return the Nadeau-Bengio", "Return {} times the Nadeau-Bengio"),
            ("return np.sqrt(factor", "return {} * np.sqrt(factor"),
        ),
        returned=times,
    ),
)
def corrected_error(scores, num_train, num_test):
    """Root of the corrected variance of the mean."""
    factor = 1 / len(scores) + num_test / num_train
    return np.sqrt(factor * np.var(scores, ddof=1))


@corrected_error.mistake(
    "uncorrected",
    "this is the plain standard error: it takes the folds for independent.",
    "What do overlapping training folds add to 1/J?",
    "Add num_test / num_train to 1 / len(scores).",
)
def _uncorrected(scores, num_train, num_test):
    return np.sqrt(np.var(scores, ddof=1) / len(scores))


@corrected_error.mistake(
    "population",
    "the variance has J in the denominator.",
    "The mean was estimated from the same scores.",
    "np.var(scores, ddof=1).",
)
def _population(scores, num_train, num_test):
    factor = 1 / len(scores) + num_test / num_train
    return np.sqrt(factor * np.var(scores))


@corrected_error.mistake(
    "no-root",
    "this is the squared standard error.",
    "A standard error has the unit of the scores.",
    "Take np.sqrt at the end.",
)
def _no_root(scores, num_train, num_test):
    return corrected_error(scores, num_train, num_test) ** 2


@corrected_error.mistake(
    "inverted",
    "the ratio of test to training women is upside down.",
    "A larger training fold must make the correction smaller.",
    "num_test / num_train.",
)
def _inverted(scores, num_train, num_test):
    return corrected_error(scores, num_test, num_train)


@corrected_error.mistake(
    "test-share",
    "the test women were divided by all women, not by the training women.",
    "Which two numbers does the factor of section 4 divide?",
    "num_test / num_train.",
)
def _test_share(scores, num_train, num_test):
    return corrected_error(scores, num_train + num_test, num_test)


@corrected_error.mistake(
    "factor-outside",
    "the factor multiplies the standard deviation, not the variance.",
    "Where does the factor stand: inside the root or outside?",
    "np.sqrt(factor * np.var(scores, ddof=1)).",
)
def _factor_outside(scores, num_train, num_test):
    factor = 1 / len(scores) + num_test / num_train
    return factor * np.std(scores, ddof=1)

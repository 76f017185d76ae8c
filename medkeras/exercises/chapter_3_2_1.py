"""Checks for chapter 3.2.1: missing values, Conv-LSTM, honest folds."""

import numpy as np
import pandas as pd

from medkeras.exercises.assertions import same
from medkeras.exercises.checking import Wrong, exercise

IMPOSSIBLE = ("glucose", "blood_pressure", "skin_thickness", "insulin", "bmi")


@exercise(
    "3.2.1-1",
    title="Zeros that are not zeros",
    objective="find values that are missing although a number stands there",
)
def zeros_to_missing(answer):
    """Give a table with zeros; expect NaN where zero is impossible."""
    table = pd.DataFrame(
        {name: [0.0, 10.0, 20.0] for name in IMPOSSIBLE}
        | {"pregnancies": [0.0, 1.0, 2.0], "age": [21.0, 30.0, 40.0]}
    )
    given = table.copy()
    result = answer(given)
    _expect_table(result, table)
    if result["pregnancies"].isna().any():
        raise Wrong(
            "pregnancies",
            "a woman who was never pregnant became a missing value.",
            "Which of the columns can truly be zero?",
            "Replace zeros in the five columns only, not in the whole table.",
        )
    left = [name for name in IMPOSSIBLE if not np.isnan(result[name].iloc[0])]
    if left:
        raise Wrong(
            "left",
            f"a zero is still there in {', '.join(left)}.",
            "Five columns cannot be zero in a living woman. Count yours.",
            f"The five are {', '.join(IMPOSSIBLE)}.",
        )
    if not given.equals(table):
        raise Wrong(
            "in-place",
            "right, but the table you were given has changed as well.",
            "The caller may still need the original. Work on a copy.",
            "Begin with table = table.copy().",
        )
    if not result.fillna(0.0).equals(table):
        raise Wrong(
            "altered",
            "values that were not zero, or could be, have changed.",
            "Only zeros of the five columns may differ from the input.",
            "Use .replace(0, np.nan) on the five columns.",
        )


def _expect_table(result, table):
    if not isinstance(result, pd.DataFrame):
        raise Wrong(
            "type",
            f"expected a DataFrame, received {type(result).__name__}.",
            "Return the whole table, not a column or None.",
            "End with return table.",
        )
    if result.shape != table.shape:
        raise Wrong(
            "dropped",
            f"expected {table.shape} (women, columns), received "
            f"{result.shape}: women or columns were lost.",
            "Mark what is missing; do not remove who has gaps.",
            "Do not call dropna; replace 0 by np.nan.",
        )


@exercise(
    "3.2.1-2",
    title="The heart of the cell",
    objective="write one step of a Conv-LSTM and say what it needs in order "
    "to learn",
)
def update(answer):
    """Give gates with known values; expect the two states."""
    draw = np.random.default_rng(0)
    i, f, o = draw.uniform(0.1, 0.9, size=(3, 2, 4, 3, 1))
    g, cell = draw.normal(size=(2, 2, 4, 3, 1))
    right = f * cell + i * g
    result = answer(i.copy(), f.copy(), g.copy(), o.copy(), cell.copy())
    hidden, new = _expect_pair(result, "(hidden, cell)", cell.shape)
    if same(hidden, right) and same(new, o * np.tanh(right)):
        raise Wrong(
            "order",
            "both states are right, but the other way round.",
            "The hidden state comes first.",
            "Return o * np.tanh(cell), cell.",
        )
    _expect_new_cell(new, right, i, f, g, cell)
    _expect_new_hidden(hidden, o, right, cell)


def _expect_new_cell(new, right, i, f, g, cell):
    if same(new, i * cell + f * g):
        raise Wrong(
            "swapped",
            "the input gate and the forget gate have changed places.",
            "Which gate decides how much of the old cell stays?",
            "The forget gate f multiplies the old cell.",
        )
    if same(new, f * cell + g):
        raise Wrong(
            "ungated",
            "the candidate enters the cell in full.",
            "What does the input gate do?",
            "Multiply g by i before adding it.",
        )
    if not same(new, right):
        raise Wrong(
            "cell",
            "the new cell is not f ∘ C + i ∘ g.",
            "Two products, one sum, all of them entry by entry.",
            "cell = f * cell + i * g (g is already a tanh).",
        )


def _expect_new_hidden(hidden, o, right, cell):
    if same(hidden, o * right):
        raise Wrong(
            "no-tanh",
            "the hidden state lets the cell out unsquashed.",
            "Compare with the last equation of section 3.",
            "H = o ∘ tanh(C).",
        )
    if same(hidden, o * np.tanh(cell)):
        raise Wrong(
            "old-cell",
            "the hidden state was made from the cell before the update.",
            "The last equation has the index t on its C.",
            "Compute the new cell first, then o * np.tanh(new cell).",
        )
    if not same(hidden, o * np.tanh(right)):
        raise Wrong(
            "hidden",
            "the cell is right, the hidden state is not.",
            "It is the output gate times something of the new cell.",
            "Return o * np.tanh(cell), cell with the new cell.",
        )


@exercise(
    "3.2.1-3",
    title="Fill the gaps inside the fold",
    objective="measure a model on strangers, with every step fitted inside "
    "the fold",
)
def fill_gaps(answer):
    """Give folds whose medians differ; expect the training medians."""
    nan = np.nan
    train = np.array([[1.0, 10.0], [2.0, nan], [9.0, 30.0], [nan, 80.0]])
    test = np.array([[nan, 500.0], [100.0, nan], [300.0, 700.0]])
    result = answer(train.copy(), test.copy())
    if not isinstance(result, tuple) or len(result) != 2:
        raise Wrong(
            "pair",
            "expected two arrays, (train, test).",
            "The test women have gaps, too.",
            "Return both arrays, separated by a comma.",
        )
    filled, tested = (np.asarray(part, dtype=float) for part in result)
    if filled.shape != train.shape or tested.shape != test.shape:
        raise Wrong(
            "dropped",
            "women were lost: rows with gaps must stay.",
            "Fill gaps; do not remove who has them.",
            "np.where(np.isnan(train), medians, train) keeps every row.",
        )
    _expect_source(tested, filled, train, test)


def _expect_source(tested, filled, train, test):
    together = np.nanmedian(np.concatenate([train, test]), axis=0)
    gap = np.array([tested[0, 0], tested[1, 1]])
    if same(gap, together):
        raise Wrong(
            "all-women",
            "the gaps were filled with the medians of all women: the test "
            "women helped to fill.",
            "What may be known when the first test woman arrives?",
            "Take the medians of train only, for both arrays.",
        )
    if same(gap, np.nanmedian(test, axis=0)):
        raise Wrong(
            "own-median",
            "the test gaps were filled with the test women's own medians.",
            "In practice a single woman may come, and has no median.",
            "Use the medians of train for test as well.",
        )
    if same(gap, np.nanmean(train, axis=0)):
        raise Wrong(
            "mean",
            "the gaps hold means; medians were asked for.",
            "One extreme insulin value moves a mean, not a median.",
            "np.nanmedian(train, axis=0).",
        )
    expected = np.nanmedian(train, axis=0)
    whole = [np.where(np.isnan(part), expected, part) for part in (train, test)]
    if not (same(filled, whole[0]) and same(tested, whole[1])):
        raise Wrong(
            "values",
            "some gap is left or filled with another value, or a measured "
            "value has changed.",
            "Each column has a median of its own (axis=0).",
            "np.where(np.isnan(test), np.nanmedian(train, axis=0), test).",
        )


@exercise(
    "3.2.1-4",
    title="Oversample without a leak",
    objective="recognise five leaks by what they do to the very same model",
)
def balanced_fold(answer):
    """Give labels and a test fold; expect balance without a leak."""
    labels = np.array([0] * 14 + [1] * 6)
    test = np.array([0, 1, 2, 14, 15])
    generator = np.random.default_rng(0)
    result = answer(labels.copy(), test.copy(), generator)
    train, tested = _expect_pair(result, "(training rows, test rows)")
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
    _expect_balance(train, labels, test)


def _expect_balance(train, labels, test):
    others = np.setdiff1d(np.arange(len(labels)), test)
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


@exercise(
    "3.2.1-5",
    title="An interval for folds that overlap",
    objective="measure a model on strangers, with every step fitted inside "
    "the fold",
)
def corrected_error(answer):
    """Give ten fold scores; expect the Nadeau-Bengio standard error."""
    scores = np.array(
        [0.74, 0.78, 0.81, 0.70, 0.77, 0.83, 0.79, 0.72, 0.75, 0.8]
    )
    share = 77 / 690
    result = float(answer(scores.copy(), 690, 77))
    for key, squared, *hints in _mistaken_errors(scores, share):
        if same(result, np.sqrt(squared)):
            raise Wrong(key, *hints)
    if not same(result, np.sqrt(scores.var(ddof=1) * (0.1 + share))):
        raise Wrong(
            "value",
            "this is not the corrected standard error.",
            "Section 4 has the factor; it multiplies the variance.",
            "np.sqrt((1 / J + num_test / num_train) * np.var(scores, ddof=1)).",
        )


def _mistaken_errors(scores, share):
    """Each mistake by its key, its square, and its three hints."""
    variance = scores.var(ddof=1)
    return [
        (
            "uncorrected",
            variance * 0.1,
            "this is the plain standard error: it takes the folds for "
            "independent.",
            "What do overlapping training folds add to 1/J?",
            "Add num_test / num_train to 1 / len(scores).",
        ),
        (
            "population",
            scores.var() * (0.1 + share),
            "the variance has J in the denominator.",
            "The mean was estimated from the same scores.",
            "np.var(scores, ddof=1).",
        ),
        (
            "no-root",
            (variance * (0.1 + share)) ** 2,
            "this is the squared standard error.",
            "A standard error has the unit of the scores.",
            "Take np.sqrt at the end.",
        ),
        (
            "inverted",
            variance * (0.1 + 1 / share),
            "the ratio of test to training women is upside down.",
            "A larger training fold must make the correction smaller.",
            "num_test / num_train.",
        ),
    ]


def _expect_pair(result, names, shape=None):
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Wrong(
            "pair",
            f"expected a pair {names}.",
            "A function returns two values with a comma between them.",
            f"return {names.strip('()')}",
        )
    pair = tuple(np.asarray(part) for part in result)
    if shape and any(part.shape != shape for part in pair):
        raise Wrong(
            "shape",
            f"expected arrays of shape {shape}, received "
            f"{pair[0].shape} and {pair[1].shape}.",
            "All products are entry by entry.",
            "Use *, not @ or np.dot.",
        )
    return pair

"""Checks for chapter 2.0: backpropagation, searches, folds and p-values."""

import numpy as np

from medkeras.exercises.assertions import same
from medkeras.exercises.checking import Wrong, exercise


@exercise(
    "2.0-1",
    title="Back through a dense layer with tanh",
    objective="derive backpropagation and check it in two independent ways",
)
def tanh_layer_gradients(answer):
    """Give a small layer; expect the three gradients."""
    draw = np.random.default_rng(0)
    x, W = draw.normal(size=(5, 3)), draw.normal(size=(3, 2))
    b, error = draw.normal(size=2), draw.normal(size=(5, 2))
    result = answer(x.copy(), W.copy(), b.copy(), error.copy())
    if not isinstance(result, tuple | list) or len(result) != 3:
        raise Wrong(
            "three",
            "expected three gradients: for W, b and x.",
            "A function returns several values with commas between them.",
            "return W_gradient, b_gradient, x_gradient",
        )
    hidden = np.tanh(x @ W + b)
    right = _gradients(x, W, error * (1 - hidden**2))
    mistakes = {
        "no-slope": (
            error,
            "the error passed through the tanh unchanged.",
            "What is the slope of tanh at x W + b?",
            "delta = error * (1 - np.tanh(x @ W + b) ** 2).",
        ),
        "slope-of-input": (
            error * (1 - (x @ W + b) ** 2),
            "the slope was taken from x W + b, not from its tanh.",
            "The derivative of tanh is 1 - tanh², not 1 - its input squared.",
            "hidden = np.tanh(x @ W + b), then 1 - hidden**2.",
        ),
    }
    for key, (delta, *hints) in mistakes.items():
        if same(result[0], _gradients(x, W, delta)[0]):
            raise Wrong(key, *hints)
    _expect_gradients(result, right, len(x))


def _gradients(x, W, delta):
    return x.T @ delta, delta.sum(axis=0), delta @ W.T


def _expect_gradients(result, right, count):
    if same(result[1], right[1] / count):
        raise Wrong(
            "mean-bias",
            "the gradient of b is a mean over the rows.",
            "Each row's error adds to the gradient of b.",
            "delta.sum(axis=0).",
        )
    if same(result[0], right[2]) and same(result[2], right[0]):
        raise Wrong(
            "order",
            "all gradients are right, but in another order.",
            "The exercise names the order: W, b, x.",
            "Put the gradient of x last.",
        )
    for name, ours, expected in zip("Wbx", result, right, strict=True):
        if not same(ours, expected):
            raise Wrong(
                f"gradient-{name}",
                f"the gradient of {name} is not right.",
                f"It must have the shape of {name}: {expected.shape}.",
                "x.T @ delta, delta.sum(axis=0), delta @ W.T.",
            )


@exercise(
    "2.0-2",
    title="One challenger of differential evolution",
    objective="compare ways of searching at an equal, counted budget",
)
def challenger(answer):
    """Give four members and a mask; expect the mixed vector."""
    x, a, b, c = np.random.default_rng(1).normal(size=(4, 6))
    swap = np.array([True, False, True, False, False, True])
    given = swap.copy()
    result = answer(x.copy(), a.copy(), b.copy(), c.copy(), 0.5, given, 3)
    mutant = a + 0.5 * (b - c)
    mixed = swap.copy()
    mixed[3] = True
    mistakes = _mistaken_challengers(x, mutant, swap, mixed, 0.5 * (b - c))
    for key, (wrong, *hints) in mistakes.items():
        if same(result, wrong):
            raise Wrong(key, *hints)
    if not same(result, np.where(mixed, mutant, x)):
        raise Wrong(
            "values",
            "this is not a mixture of x and a + F (b - c).",
            "First the mutant, then the choice coordinate by coordinate.",
            "np.where(swap, a + scale * (b - c), x) with swap[sure] True.",
        )
    if not np.array_equal(given, swap):
        raise Wrong(
            "in-place",
            "right, but the mask you were given has changed.",
            "The caller may still need it. Work on a copy.",
            "Begin with swap = swap.copy().",
        )


def _mistaken_challengers(x, mutant, swap, mixed, step):
    """Each mistake by its key: its answer and its hints."""
    return {
        "unsure": (
            np.where(swap, mutant, x),
            "the sure coordinate did not come from the mutant.",
            "If swap were False everywhere, what would change?",
            "Set swap[sure] = True in a copy.",
        ),
        "inverted": (
            np.where(mixed, x, mutant),
            "x and the mutant have changed places.",
            "True in swap means: from the mutant.",
            "np.where(swap, mutant, x).",
        ),
        "unmixed": (
            mutant,
            "every coordinate comes from the mutant.",
            "What is swap for?",
            "np.where(swap, mutant, x).",
        ),
        "around-x": (
            np.where(mixed, x + step, x),
            "the difference was added to x.",
            "In this scheme the mutant starts from a.",
            "mutant = a + scale * (b - c).",
        ),
    }


@exercise(
    "2.0-3",
    title="Choose columns inside the fold",
    objective="keep every choice inside the fold, and show what happens "
    "otherwise",
)
def selected(answer):
    """Give folds that disagree; expect the training fold's choice."""
    train, labels, test = _folds()
    result = answer(train.copy(), labels.copy(), test.copy(), 2)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Wrong(
            "pair",
            "expected two arrays, (train, test).",
            "Both keep the same columns.",
            "return train[:, columns], test[:, columns]",
        )
    if np.shape(result[0]) != (20, 2) or np.shape(result[1]) != (10, 2):
        raise Wrong(
            "shape",
            "expected all women and `keep` columns of each array, received "
            f"{np.shape(result[0])} and {np.shape(result[1])}.",
            "Rows are women, columns are measurements.",
            "train[:, columns] with `keep` numbers in columns.",
        )
    for key, columns, *hints in _CHOICES:
        if same(result[0], train[:, columns]):
            raise Wrong(key, *hints)
    if not same(result[0], train[:, [1, 4]]):
        raise Wrong(
            "columns",
            "these are not the two columns that training prefers.",
            "Correlate each training column with the labels.",
            "np.argsort of the absolute correlations, the last `keep`.",
        )
    if not same(result[1], test[:, [1, 4]]):
        raise Wrong(
            "test-columns",
            "test does not hold the columns that training chose.",
            "The test women's own columns must play no part.",
            "Use the same `columns` for both arrays.",
        )


# Columns 1 (positive) and 4 (negative) matter in training; 2 (positive) is
# third. Column 3 does nothing but have a large scale; 0 is noise.
_CHOICES = [
    (
        "signed",
        [1, 2],
        "a column with a strong negative correlation was left out.",
        "'In either direction' is a word about the sign.",
        "Take abs() of the correlation before sorting.",
    ),
    (
        "weakest",
        [0, 3],
        "the weakest columns were kept.",
        "np.argsort sorts from small to large.",
        "Take the last `keep`: np.argsort(strength)[-keep:].",
    ),
    (
        "unordered",
        [4, 1],
        "the right columns, but not in the order of the table.",
        "Sorting by strength has changed their order.",
        "np.sort the chosen column numbers.",
    ),
    (
        "covariance",
        [3, 4],
        "a column was kept for its unit: this is no correlation.",
        "A covariance grows with the scale of a column.",
        "np.corrcoef(column, labels)[0, 1].",
    ),
]


def _folds():
    draw = np.random.default_rng(2)
    labels = np.tile([0, 1], 10)
    sign = 2.0 * labels - 1
    train = 0.5 * draw.normal(size=(20, 5))
    train[:, 1] += 2.0 * sign
    train[:, 2] += 0.6 * sign
    train[:, 4] -= 4.0 * sign
    # balanced by construction: correlation 0.1, but in a huge unit
    train[:, 0] = np.repeat([1.0, -1.0], 10)
    train[:, 3] = 100 * np.repeat([1.0, -1.0], 10) + 10 * sign
    test = draw.normal(size=(10, 5))
    return train, labels, test


@exercise(
    "2.0-4",
    title="The recursion of the neighbours' Shapley values",
    objective="ask a table four questions before anything learns from it",
)
def neighbour_values(answer):
    """Give right and wrong neighbours; expect their values."""
    right = np.array([1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0])
    k, count = 3, 7
    result = answer(right.copy(), k)
    if np.shape(result) != (count,):
        raise Wrong(
            "shape",
            f"expected {count} values, received shape {np.shape(result)}.",
            "Every training woman has a value.",
            "Begin with np.zeros(len(right)).",
        )
    place = np.arange(1, count)
    steps = (right[:-1] - right[1:]) / k
    factors = np.minimum(k, place) / place
    mistakes = _mistaken_values(steps, right, k, place)
    for key, (wrong, *hints) in mistakes.items():
        if same(result, wrong):
            raise Wrong(key, *hints)
    if not same(result, _summed(steps * factors, right[-1] / count)):
        raise Wrong(
            "values",
            "these are not the values of the recursion.",
            "Start at the end: the last value needs no other.",
            "values[i-1] = values[i] + (right[i-1] - right[i]) / k * "
            "min(k, i) / i for i = N-1, ..., 1.",
        )


def _mistaken_values(steps, right, k, place):
    """Each mistake by its key: its answer and its hints."""
    count, factors = len(right), np.minimum(k, place) / place
    return {
        "last-by-k": (
            _summed(steps * factors, right[-1] / k),
            "the farthest woman's value was divided by k.",
            "She votes only when fewer than k others came before her.",
            "s_N = right[-1] / len(right).",
        ),
        "no-share": (
            _summed(steps, right[-1] / count),
            "the factor min(k, i) / i is missing.",
            "Beyond the first k a neighbour seldom gets to vote.",
            "Multiply the step by min(k, i) / i.",
        ),
        "from-zero": (
            _summed(
                steps * np.minimum(k, place + 1) / (place + 1),
                right[-1] / count,
            ),
            "the place i is off by one.",
            "The nearest woman has i = 1, although Python counts from 0.",
            "For values[j] use i = j + 1.",
        ),
        "reversed": (
            _summed(steps * factors, right[-1] / count)[::-1],
            "the values run from far to near.",
            "The first value belongs to the nearest woman.",
            "Fill the array from its end, then return it as it is.",
        ),
    }


def _summed(steps, last):
    return np.append(last + np.cumsum(steps[::-1])[::-1], last)


@exercise(
    "2.0-5",
    title="A p-value from shuffles",
    objective="test whether two models differ when their folds overlap",
)
def shuffle_p_value(answer):
    """Give scores with a tie; expect the p-value."""
    permuted = np.array([0.5, 0.61, 0.7, 0.48, 0.55, 0.7, 0.82, 0.44, 0.52])
    result = answer(0.7, permuted.copy())
    as_good, count = 3, len(permuted)
    mistakes = {
        "zero": (
            as_good / count,
            "with no shuffle as good, this p-value would be zero.",
            "The real order of the labels is one of the possible ones.",
            "Add 1 above and below the line.",
        ),
        "ties": (
            (1 + 1) / (1 + count),
            "a shuffle that is just as good does not count in yours.",
            "'As good' includes equal.",
            "Use >=, not >.",
        ),
        "lower-tail": (
            (1 + (permuted <= 0.7).sum()) / (1 + count),
            "this counts the shuffles that do worse.",
            "More is better: which shuffles speak against the model?",
            "Count permuted >= observed.",
        ),
        "count": (
            as_good + 1,
            "this is a count, not a share.",
            "A p-value lies between 0 and 1.",
            "Divide by 1 + len(permuted).",
        ),
    }
    for key, (wrong, *hints) in mistakes.items():
        if same(result, wrong):
            raise Wrong(key, *hints)
    if not same(result, (1 + as_good) / (1 + count)):
        raise Wrong(
            "value",
            "this is not the permutation p-value.",
            "Section 4 has the formula.",
            "(1 + np.sum(permuted >= observed)) / (1 + len(permuted)).",
        )

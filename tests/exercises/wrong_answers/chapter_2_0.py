"""Plausible wrong answers for chapter 2.0, each by the hint it earns."""

import numpy as np


def _gradients(x, W, delta):
    return x.T @ delta, delta.sum(axis=0), delta @ W.T


def without_slope(x, W, b, error):
    return _gradients(x, W, error)


def slope_of_the_input(x, W, b, error):
    return _gradients(x, W, error * (1 - (x @ W + b) ** 2))


def bias_averaged(x, W, b, error):
    delta = error * (1 - np.tanh(x @ W + b) ** 2)
    return x.T @ delta, delta.mean(axis=0), delta @ W.T


def x_first(x, W, b, error):
    delta = error * (1 - np.tanh(x @ W + b) ** 2)
    return delta @ W.T, delta.sum(axis=0), x.T @ delta


def only_the_kernel(x, W, b, error):
    return x.T @ (error * (1 - np.tanh(x @ W + b) ** 2))


def nothing_sure(x, a, b, c, scale, swap, sure):
    return np.where(swap, a + scale * (b - c), x)


def the_other_way(x, a, b, c, scale, swap, sure):
    swap = swap.copy()
    swap[sure] = True
    return np.where(swap, x, a + scale * (b - c))


def mutant_only(x, a, b, c, scale, swap, sure):
    return a + scale * (b - c)


def from_x(x, a, b, c, scale, swap, sure):
    swap = swap.copy()
    swap[sure] = True
    return np.where(swap, x + scale * (b - c), x)


def changes_the_mask(x, a, b, c, scale, swap, sure):
    swap[sure] = True
    return np.where(swap, a + scale * (b - c), x)


def _strength(table, labels):
    return np.array([np.corrcoef(c, labels)[0, 1] for c in table.T])


def signed(train, labels, test, keep):
    columns = np.sort(np.argsort(_strength(train, labels))[-keep:])
    return train[:, columns], test[:, columns]


def weakest(train, labels, test, keep):
    order = np.argsort(np.abs(_strength(train, labels)))
    columns = np.sort(order[:keep])
    return train[:, columns], test[:, columns]


def by_strength(train, labels, test, keep):
    columns = np.argsort(np.abs(_strength(train, labels)))[::-1][:keep]
    return train[:, columns], test[:, columns]


def by_covariance(train, labels, test, keep):
    gaps = labels - labels.mean()
    columns = np.sort(np.argsort(np.abs(gaps @ train))[-keep:])
    return train[:, columns], test[:, columns]


def test_chooses_its_own(train, labels, test, keep):
    columns = np.sort(np.argsort(np.abs(_strength(train, labels)))[-keep:])
    own = np.sort(np.argsort(test.std(axis=0))[-keep:])
    own = own if not np.array_equal(own, columns) else own - 1
    return train[:, columns], test[:, own]


def train_only(train, labels, test, keep):
    columns = np.sort(np.argsort(np.abs(_strength(train, labels)))[-keep:])
    return train[:, columns]


def _recursion(right, k, last, factor):
    values = np.zeros(len(right))
    values[-1] = last
    for i in range(len(right) - 1, 0, -1):
        step = (right[i - 1] - right[i]) / k * factor(i)
        values[i - 1] = values[i] + step
    return values


def last_by_k(right, k):
    return _recursion(right, k, right[-1] / k, lambda i: min(k, i) / i)


def without_the_share(right, k):
    return _recursion(right, k, right[-1] / len(right), lambda i: 1)


def off_by_one(right, k):
    last = right[-1] / len(right)
    return _recursion(right, k, last, lambda i: min(k, i + 1) / (i + 1))


def far_to_near(right, k):
    last = right[-1] / len(right)
    return _recursion(right, k, last, lambda i: min(k, i) / i)[::-1]


def one_value(right, k):
    return right.mean()


def may_be_zero(observed, permuted):
    return np.mean(permuted >= observed)


def ties_do_not_count(observed, permuted):
    return (1 + np.sum(permuted > observed)) / (1 + len(permuted))


def the_worse_ones(observed, permuted):
    return (1 + np.sum(permuted <= observed)) / (1 + len(permuted))


def a_count(observed, permuted):
    return 1 + np.sum(permuted >= observed)


WRONG = {
    "2.0-1": {
        "no-slope": without_slope,
        "slope-of-input": slope_of_the_input,
        "mean-bias": bias_averaged,
        "order": x_first,
        "three": only_the_kernel,
    },
    "2.0-2": {
        "unsure": nothing_sure,
        "inverted": the_other_way,
        "unmixed": mutant_only,
        "around-x": from_x,
        "in-place": changes_the_mask,
    },
    "2.0-3": {
        "signed": signed,
        "weakest": weakest,
        "unordered": by_strength,
        "covariance": by_covariance,
        "test-columns": test_chooses_its_own,
        "pair": train_only,
    },
    "2.0-4": {
        "last-by-k": last_by_k,
        "no-share": without_the_share,
        "from-zero": off_by_one,
        "reversed": far_to_near,
        "shape": one_value,
    },
    "2.0-5": {
        "zero": may_be_zero,
        "ties": ties_do_not_count,
        "lower-tail": the_worse_ones,
        "count": a_count,
    },
}

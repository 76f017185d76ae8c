"""Wrong answers of chapter 3.1.6 that end in a general hint."""

import numpy as np


def every_unit(to_hidden, size):
    return 1 / (1 + np.exp(-to_hidden))


def in_place(to_hidden, size):
    np.exp(to_hidden, out=to_hidden)
    height, width = to_hidden.shape
    blocks = to_hidden.reshape(height // size, size, width // size, size)
    total = blocks.sum(axis=(1, 3))
    return total / (1 + total)


def powers_in_place(scores, weights):
    scores **= weights[:, None, None]
    product = scores.prod(axis=0)
    return product / product.sum(axis=1, keepdims=True)


def low_pass_of_width(frequency, low, high, order):
    return 1 / np.sqrt(1 + (frequency / (high - low)) ** (2 * order))


def first_model(scores, weights):
    return scores[0]


def weighted_sum(matrix, weights, benefit):
    return (np.where(benefit, 1, -1) * weights * matrix).sum(axis=1)


def other_source(sources, patients, source):
    test = np.flatnonzero(sources == np.unique(sources)[-1])
    return np.flatnonzero(~np.isin(patients, patients[test])), test[:1]


WRONG = {
    "3.1.6-1": {"shape": every_unit, "in-place": in_place},
    "3.1.6-2": {"values": low_pass_of_width},
    "3.1.6-3": {"values": first_model, "in-place": powers_in_place},
    "3.1.6-4": {"values": weighted_sum},
    "3.1.6-5": {"shape": other_source},
}
EQUIVALENT = {
    "3.1.6-4": {"line 4: sum to mean": "one factor for all columns cancels out"}
}

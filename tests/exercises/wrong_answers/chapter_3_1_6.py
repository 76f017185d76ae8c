"""Wrong answers of chapter 3.1.6 that end in a general hint."""

import numpy as np


def every_unit(to_hidden, size):
    return 1 / (1 + np.exp(-to_hidden))


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
    "3.1.6-1": {"shape": every_unit},
    "3.1.6-2": {"values": low_pass_of_width},
    "3.1.6-3": {"values": first_model},
    "3.1.6-4": {"values": weighted_sum},
    "3.1.6-5": {"shape": other_source},
}
EQUIVALENT = {
    "3.1.6-4": {"line 4: sum to mean": "one factor for all columns cancels out"}
}

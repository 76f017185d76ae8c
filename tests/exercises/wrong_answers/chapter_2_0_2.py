"""Wrong answers for chapter 2.0.2 that earn a general hint."""

import numpy as np


def _chosen(train, labels, keep):
    strength = [abs(np.corrcoef(c, labels)[0, 1]) for c in train.T]
    return np.sort(np.argsort(strength)[-keep:])


def train_only(train, labels, test, keep):
    return train[:, _chosen(train, labels, keep)]


def test_first(train, labels, test, keep):
    columns = _chosen(train, labels, keep)
    return test[:, columns], train[:, columns]


def rows_for_columns(train, labels, test, keep):
    columns = _chosen(train, labels, keep)
    return train[:, columns].T, test[:, columns]


def test_chooses_its_own(train, labels, test, keep):
    own = np.sort(np.argsort(test.std(axis=0))[:keep])
    return train[:, _chosen(train, labels, keep)], test[:, own]


def one_more(train, labels, test, keep):
    columns = _chosen(train, labels, keep + 1)
    return train[:, columns], test[:, columns]


def second_minus_first(first, second, num_test, num_train):
    differences = second - first
    factor = 1 / len(first) + num_test / num_train
    return differences.mean() / np.sqrt(factor * differences.var(ddof=1))


def with_a_median(first, second, num_test, num_train):
    differences = first - second
    factor = 1 / len(first) + num_test / num_train
    return np.median(differences) / np.sqrt(factor * differences.var(ddof=1))


def a_value_a_fold(first, second, num_test, num_train):
    differences = first - second
    factor = 1 / len(first) + num_test / num_train
    return differences / np.sqrt(factor * differences.var(ddof=1))


def two_sided(observed, shuffled):
    return 2 * (1 + np.sum(shuffled >= observed)) / (1 + len(shuffled))


def which_shuffles(observed, shuffled):
    return shuffled >= observed


def as_text(observed, shuffled):
    return f"{(1 + np.sum(shuffled >= observed)) / (1 + len(shuffled)):.3f}"


def one_value(right, k):
    return np.mean(right)


def nothing_for_the_farthest(right, k):
    values = np.zeros(len(right))
    for i in range(len(right) - 1, 0, -1):
        step = (right[i - 1] - right[i]) / k * min(k, i) / i
        values[i - 1] = values[i] + step
    return values


def a_value_a_woman(train_labels, test_labels, probabilities):
    reference = np.mean((np.mean(train_labels) - test_labels) ** 2)
    return 1 - (probabilities - test_labels) ** 2 / reference


def of_the_roots(train_labels, test_labels, probabilities):
    score = np.mean((probabilities - test_labels) ** 2)
    reference = np.mean((np.mean(train_labels) - test_labels) ** 2)
    return 1 - np.sqrt(score / reference)


WRONG = {
    "2.0.2-1": {
        "parts": train_only,
        "swapped": test_first,
        "transposed": rows_for_columns,
        "values": test_chooses_its_own,
        "shape": one_more,
    },
    "2.0.2-2": {
        "negated": second_minus_first,
        "values": with_a_median,
        "shape": a_value_a_fold,
    },
    "2.0.2-3": {
        "values": two_sided,
        "mask": which_shuffles,
        "kind": as_text,
    },
    "2.0.2-4": {"shape": one_value, "values": nothing_for_the_farthest},
    "2.0.2-5": {"shape": a_value_a_woman, "values": of_the_roots},
}

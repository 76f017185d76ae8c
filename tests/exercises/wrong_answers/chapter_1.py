"""Wrong answers of chapter 1 that end in a general hint, and other right ones.

What students write: loops, lists, sets.
"""

import numpy as np


def labels_back(labels):
    return labels


def always_half(labels):
    return 0.5


def share_by_sorting(labels):
    labels.sort()
    return np.mean(labels)


def share_by_loop(labels):
    ill = 0
    for label in labels:
        if label == 1:
            ill += 1
    return ill / len(labels)


def share_in_single_precision(labels):
    return np.mean(labels, dtype="float32")


def in_training(train_people, test_people):
    return len(set(train_people.tolist()))


def names_of_people(train_people, test_people):
    return np.intersect1d(train_people, test_people)


def number_the_people_anew(train_people, test_people):
    shared = len(np.intersect1d(train_people, test_people))
    test_people[:] = np.arange(len(test_people))
    return shared


def by_sets(train_people, test_people):
    return len(set(train_people.tolist()) & set(test_people.tolist()))


def by_unique(train_people, test_people):
    found = 0
    for person in np.unique(test_people):
        if person in train_people:
            found += 1
    return found


def ill_above_half(ill, healthy):
    return float(np.mean(ill > 0.5))


def each_pair(ill, healthy):
    return (ill[:, None] > healthy[None, :]).astype(float)


def by_sorting(ill, healthy):
    ill.sort()
    healthy.sort()
    return by_two_loops(ill, healthy)


def by_two_loops(ill, healthy):
    right = 0
    for p in ill:
        for q in healthy:
            if p > q:
                right += 1
            elif p == q:
                right += 0.5
    return right / (len(ill) * len(healthy))


def by_broadcasting(ill, healthy):
    gaps = np.subtract.outer(ill, healthy).astype("float32")
    return np.mean(np.where(gaps > 0, 1, np.where(gaps == 0, 0.5, 0)))


def cannot_tell(low, high, margin):
    return 0


def by_width(low, high, margin):
    return int(high - low < margin)


def by_cases(low, high, margin):
    if low > margin:
        return 1
    if high < margin:
        return -1
    return 0


def with_equal_ends(low, high, margin):
    return np.where(low >= margin, 1.0, np.where(high <= margin, -1.0, 0.0))


WRONG = {
    "1-1": {
        "shape": labels_back,
        "values": always_half,
        "in-place": share_by_sorting,
    },
    "1-2": {
        "values": in_training,
        "shape": names_of_people,
        "in-place": number_the_people_anew,
    },
    "1-3": {
        "values": ill_above_half,
        "shape": each_pair,
        "in-place": by_sorting,
    },
    "1-4": {"values": cannot_tell},
}
RIGHT = {
    "1-1": {"loop": share_by_loop, "float32": share_in_single_precision},
    "1-2": {"sets": by_sets, "unique": by_unique},
    "1-3": {"loops": by_two_loops, "broadcasting": by_broadcasting},
    "1-4": {"cases": by_cases, "equal ends": with_equal_ends},
}
EQUIVALENT = {}

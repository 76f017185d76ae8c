"""Answers to chapter 3.4.1: wrong ones with a general hint, right ones."""

from collections import Counter

import numpy as np


def all_stay(train, test):
    return np.ones(len(train), bool)


def first_only(train, test):
    """Later rows of a person that is gone stay."""
    stays, gone = [], set()
    for person in train:
        stays.append(person not in set(test) or person in gone)
        gone.add(person)
    return np.array(stays)


def people_that_stay(train, test):
    return np.setdiff1d(train, test)


def in_a_loop(train, test):
    return [bool(person not in list(test)) for person in train]


def by_comparison(train, test):
    return (train[:, None] != test[None, :]).all(axis=1)


def as_numbers(train, test):
    return (~np.isin(train, test)).astype("float32")


def as_one(modality, purpose, rows, columns):
    return np.bincount(modality * columns + purpose, minlength=rows * columns)


def one_more(modality, purpose, rows, columns):
    return added_at(modality, purpose, rows, columns) + 1


def overwritten(modality, purpose, rows, columns):
    modality *= columns
    place = modality + purpose
    counts = np.bincount(place, minlength=rows * columns)
    return counts.reshape(rows, columns)


def added_at(modality, purpose, rows, columns):
    table = np.zeros((rows, columns))
    np.add.at(table, (modality, purpose), 1)
    return table


def counted(modality, purpose, rows, columns):
    pairs = Counter(zip(modality.tolist(), purpose.tolist(), strict=True))
    return [[pairs[m, p] for p in range(columns)] for m in range(rows)]


def mean_share(plain, network, best):
    return np.nanmean(with_errors_off(plain, network, best))


def plain_gain(plain, network, best):
    return network - plain


def in_place(plain, network, best):
    network -= plain
    with np.errstate(all="ignore"):
        found = network / (best - plain)
    return np.where(best == plain, np.nan, found)


def with_errors_off(plain, network, best):
    with np.errstate(all="ignore"):
        found = (network - plain) / (best - plain)
    found[best == plain] = np.nan
    return found


def from_what_is_left(plain, network, best):
    shares = []
    for a, b, top in zip(plain, network, best, strict=True):
        left = abs(top - a)
        if left == 0:
            shares.append(None)
        else:
            toward = 1 if top > a else -1
            shares.append(float(toward * (b - a) / left))
    return [np.nan if each is None else each for each in shares]


def two_numbers(low, high):
    return np.array([np.sum(low > 0), np.sum(high < 0)])


def all_undecided(low, high):
    return np.array([0, len(low), 0])


def those_that_miss(low, high):
    """Whatever misses 0 is called better."""
    misses = np.sum((low > 0) | (high < 0))
    return np.array([misses, len(low) - misses, 0])


def by_sign(low, high):
    both = np.sign(low) + np.sign(high)
    return [sum(both == 2), sum(abs(both) < 2), sum(both == -2)]


def as_tuple(low, high):
    better, worse = int((low > 0).sum()), int((high < 0).sum())
    return better, len(low) - better - worse, worse


WRONG = {
    "3.4.1-1": {
        "values": all_stay,
        "shape": people_that_stay,
    },
    "3.4.1-2": {
        "shape": as_one,
        "values": one_more,
        "in-place": overwritten,
    },
    "3.4.1-3": {
        "shape": mean_share,
        "values": plain_gain,
        "in-place": in_place,
    },
    "3.4.1-4": {"shape": two_numbers, "values": those_that_miss},
}
RIGHT = {
    "3.4.1-1": {
        "loop": in_a_loop,
        "compared": by_comparison,
        "numbers": as_numbers,
    },
    "3.4.1-2": {"added": added_at, "counted": counted},
    "3.4.1-3": {"divided": with_errors_off, "one by one": from_what_is_left},
    "3.4.1-4": {"signs": by_sign, "tuple": as_tuple},
}
EQUIVALENT = {}

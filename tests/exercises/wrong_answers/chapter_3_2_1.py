"""Wrong answers of chapter 3.2.1 that the checks do not know themselves."""

import numpy as np

FIVE = ["glucose", "blood_pressure", "skin_thickness", "insulin", "bmi"]


def in_place(table):
    table[FIVE] = table[FIVE].replace(0, np.nan)
    return table


def drops_women(table):
    table = table.copy()
    table[FIVE] = table[FIVE].replace(0, np.nan)
    return table.dropna()


def returns_nothing(table):
    table[FIVE] = table[FIVE].replace(0, np.nan)


def opened_in_place(products):
    for gate in "io":
        products[gate] = 1 / (1 + np.exp(-products[gate]))
    cell = products["i"] * np.tanh(products["c"])
    return products["o"] * np.tanh(cell)


def summed(products):
    return np.sum(products["i"])


def test_first(train, test):
    medians = np.nanmedian(train, axis=0)
    return (
        np.where(np.isnan(test), medians, test),
        np.where(np.isnan(train), medians, train),
    )


def filled_in_place(train, test):
    medians = np.nanmedian(train, axis=0)
    for part in (train, test):
        rows, columns = np.nonzero(np.isnan(part))
        part[rows, columns] = medians[columns]
    return train, test


def only_train(train, test):
    return np.where(np.isnan(train), np.nanmedian(train, axis=0), train)


def zeros_filled(train, test):
    return np.nan_to_num(train), np.nan_to_num(test)


def copies_before_the_split(labels, test, rng):
    ones = np.flatnonzero(labels == 1)
    train = np.setdiff1d(np.arange(len(labels)), test)
    missing = (labels[train] == 0).sum() - (labels[train] == 1).sum()
    copies = np.concatenate([test[labels[test] == 1], ones])
    return np.concatenate([train, np.resize(copies, missing)]), test


def test_balanced_too(labels, test, rng):
    train, _ = right(labels, test, rng)
    return train, np.concatenate([test, test[:1]])


def right(labels, test, rng):
    train = np.setdiff1d(np.arange(len(labels)), test)
    ones, zeros = train[labels[train] == 1], train[labels[train] == 0]
    copies = rng.choice(ones, size=len(zeros) - len(ones))
    return np.concatenate([train, copies]), test


def undersampled(labels, test, rng):
    train = np.setdiff1d(np.arange(len(labels)), test)
    ones, zeros = train[labels[train] == 1], train[labels[train] == 0]
    return np.concatenate([ones, zeros[: len(ones)]]), test


def not_balanced(labels, test, rng):
    return np.setdiff1d(np.arange(len(labels)), test), test


def one_woman_copied(labels, test, rng):
    train = np.setdiff1d(np.arange(len(labels)), test)
    ones, zeros = train[labels[train] == 1], train[labels[train] == 0]
    copies = np.repeat(ones[:1], len(zeros) - len(ones))
    return np.concatenate([train, copies]), test


def not_drawn(labels, test, rng):
    train = np.setdiff1d(np.arange(len(labels)), test)
    ones, zeros = train[labels[train] == 1], train[labels[train] == 0]
    copies = np.resize(ones, len(zeros) - len(ones))
    return np.concatenate([train, copies]), test


def own_generator(labels, test, rng):
    return right(labels, test, np.random.default_rng(0))


def global_generator(labels, test, rng):
    return right(labels, test, np.random.default_rng())


def labels_changed(labels, test, rng):
    rows = right(labels, test, rng)
    labels[test] = -1
    return rows


def both_repeated(labels, test, rng):
    train, _ = right(labels, test, rng)
    return np.concatenate([train, train]), test


def boolean_mask(labels, test, rng):
    mask = np.ones(len(labels), bool)
    mask[test] = False
    return mask, test


def without_test(labels, test, rng):
    return right(labels, test, rng)[0]


def scores_centred(scores, num_train, num_test):
    scores -= scores.mean()
    variance = np.sum(scores**2) / (len(scores) - 1)
    return np.sqrt(variance * (1 / len(scores) + num_test / num_train))


def all_folds(scores, num_train, num_test):
    return np.asarray(scores) * 0 + 1


WRONG = {
    "3.2.1-1": {
        "in-place": in_place,
        "shape": drops_women,
        "kind": returns_nothing,
    },
    "3.2.1-2": {"shape": summed, "in-place": opened_in_place},
    "3.2.1-3": {
        "swapped": test_first,
        "parts": only_train,
        "values": zeros_filled,
        "in-place": filled_in_place,
    },
    "3.2.1-4": {
        "leak": copies_before_the_split,
        "test-resampled": test_balanced_too,
        "undersampled": undersampled,
        "unbalanced": not_balanced,
        "same-woman": one_woman_copied,
        "no-chance": not_drawn,
        "another-generator": global_generator,
        "in-place": labels_changed,
        "majority-copied": both_repeated,
        "mask": boolean_mask,
        "pair": without_test,
    },
    "3.2.1-5": {"shape": all_folds, "in-place": scores_centred},
}
EQUIVALENT = {"3.2.1-4": {"reversed": "the order of rows is free"}}

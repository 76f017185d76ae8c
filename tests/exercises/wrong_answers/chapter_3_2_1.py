"""Plausible wrong answers for chapter 3.2.1, each by the hint it earns."""

import numpy as np

FIVE = ["glucose", "blood_pressure", "skin_thickness", "insulin", "bmi"]


def everywhere(table):
    return table.replace(0, np.nan)


def forgets_bmi(table):
    table = table.copy()
    table[FIVE[:-1]] = table[FIVE[:-1]].replace(0, np.nan)
    return table


def in_place(table):
    table[FIVE] = table[FIVE].replace(0, np.nan)
    return table


def drops_women(table):
    table = table.copy()
    table[FIVE] = table[FIVE].replace(0, np.nan)
    return table.dropna()


def returns_nothing(table):
    table = table.copy()
    table[FIVE] = table[FIVE].replace(0, np.nan)


def gates_swapped(i, f, g, o, cell):
    cell = i * cell + f * g
    return o * np.tanh(cell), cell


def candidate_ungated(i, f, g, o, cell):
    cell = f * cell + g
    return o * np.tanh(cell), cell


def hidden_from_old_cell(i, f, g, o, cell):
    return o * np.tanh(cell), f * cell + i * g


def hidden_without_tanh(i, f, g, o, cell):
    cell = f * cell + i * g
    return o * cell, cell


def states_in_other_order(i, f, g, o, cell):
    cell = f * cell + i * g
    return cell, o * np.tanh(cell)


def _filled(part, values):
    return np.where(np.isnan(part), values, part)


def medians_of_all(train, test):
    medians = np.nanmedian(np.concatenate([train, test]), axis=0)
    return _filled(train, medians), _filled(test, medians)


def medians_each_its_own(train, test):
    return (
        _filled(train, np.nanmedian(train, axis=0)),
        _filled(test, np.nanmedian(test, axis=0)),
    )


def means(train, test):
    values = np.nanmean(train, axis=0)
    return _filled(train, values), _filled(test, values)


def rows_dropped(train, test):
    return (
        train[~np.isnan(train).any(axis=1)],
        test[~np.isnan(test).any(axis=1)],
    )


def one_median_for_all_columns(train, test):
    return _filled(train, np.nanmedian(train)), _filled(
        test, np.nanmedian(train)
    )


def copies_before_the_split(labels, test, generator):
    ones, zeros = np.flatnonzero(labels == 1), np.flatnonzero(labels == 0)
    copies = generator.choice(ones, size=len(zeros) - len(ones))
    rows = np.concatenate([np.arange(len(labels)), copies])
    # The copies drawn of test women stay behind in training.
    train = np.concatenate([np.setdiff1d(rows, test), ones])
    return train, test


def test_balanced_too(labels, test, generator):
    train = np.setdiff1d(np.arange(len(labels)), test)
    ones, zeros = train[labels[train] == 1], train[labels[train] == 0]
    copies = generator.choice(ones, size=len(zeros) - len(ones))
    more = test[labels[test] == 1][:1]
    return np.concatenate([train, copies]), np.concatenate([test, more])


def undersampled(labels, test, generator):
    train = np.setdiff1d(np.arange(len(labels)), test)
    ones, zeros = train[labels[train] == 1], train[labels[train] == 0]
    kept = generator.choice(zeros, size=len(ones), replace=False)
    return np.concatenate([ones, kept]), test


def not_balanced(labels, test, generator):
    return np.setdiff1d(np.arange(len(labels)), test), test


def plain_error(scores, num_train, num_test):
    return np.std(scores, ddof=1) / np.sqrt(len(scores))


def population_variance(scores, num_train, num_test):
    return np.sqrt((1 / len(scores) + num_test / num_train) * np.var(scores))


def without_root(scores, num_train, num_test):
    factor = 1 / len(scores) + num_test / num_train
    return factor * np.var(scores, ddof=1)


def ratio_upside_down(scores, num_train, num_test):
    factor = 1 / len(scores) + num_train / num_test
    return np.sqrt(factor * np.var(scores, ddof=1))


WRONG = {
    "3.2.1-1": {
        "pregnancies": everywhere,
        "left": forgets_bmi,
        "in-place": in_place,
        "dropped": drops_women,
        "type": returns_nothing,
    },
    "3.2.1-2": {
        "swapped": gates_swapped,
        "ungated": candidate_ungated,
        "old-cell": hidden_from_old_cell,
        "no-tanh": hidden_without_tanh,
        "order": states_in_other_order,
    },
    "3.2.1-3": {
        "all-women": medians_of_all,
        "own-median": medians_each_its_own,
        "mean": means,
        "dropped": rows_dropped,
        "values": one_median_for_all_columns,
    },
    "3.2.1-4": {
        "leak": copies_before_the_split,
        "test-resampled": test_balanced_too,
        "undersampled": undersampled,
        "unbalanced": not_balanced,
    },
    "3.2.1-5": {
        "uncorrected": plain_error,
        "population": population_variance,
        "no-root": without_root,
        "inverted": ratio_upside_down,
    },
}

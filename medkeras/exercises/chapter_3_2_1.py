"""Checks for chapter 3.2.1, exercises 1 and 3: missing values, gaps."""

import numpy as np
import pandas as pd

from medkeras.exercises.problems import answer_to

IMPOSSIBLE = ("glucose", "blood_pressure", "skin_thickness", "insulin", "bmi")
INSIDE_THE_FOLD = (
    "measure a model on unseen patients, with every step fitted inside the fold"
)


def _tables(rng, place):
    rows = (8, 12, 10)[place]
    others = ("pregnancies", "age", "diabetes_pedigree", "diabetes")
    names = rng.permutation([*IMPOSSIBLE, *others])
    table = pd.DataFrame(rng.uniform(5, 90, size=(rows, 9)), columns=names)
    table["diabetes"] = rng.permutation(np.arange(rows) % 2)
    # In each column one zero, one small number and one gap, in other rows.
    for name in names[names != "diabetes"]:
        zero, small, gap = rng.choice(rows, size=3, replace=False)
        table.loc[zero, name] = 0.0
        table.loc[small, name] = 0.1
        table.loc[gap, name] = np.nan
    return (table,)


@answer_to(
    "3.2.1-1",
    title="Zeros that are not zeros",
    objective="find values that are missing although a number stands there",
    problems=_tables,
    what="the table",
    pure=True,
)
def zeros_to_missing(table):
    """NaN where one of five columns is zero."""
    return _masked(table, IMPOSSIBLE)


def _masked(table, names):
    table = table.copy()
    for name in names:
        table[name] = table[name].where(table[name] != 0)
    return table


@zeros_to_missing.mistake(
    "pregnancies",
    "a woman who was never pregnant became a missing value.",
    "Which of the columns can truly be zero?",
    "Replace zeros in the five columns only, not in the whole table.",
)
def _all_columns(table):
    return table.where(table != 0)


@zeros_to_missing.mistake(
    "outcome",
    "women without diabetes have lost their outcome: its 0 means no.",
    "Which of the columns can truly be zero?",
    "Name the five columns that cannot be zero, not those that can.",
)
def _all_but_pregnancies(table):
    return _masked(table, [n for n in table if n != "pregnancies"])


@zeros_to_missing.mistake(
    "whole-rows",
    "a zero in one of the five columns has emptied the other four as well.",
    "Which of a woman's measurements is missing where ONE is zero?",
    "Replace column by column: .replace(0, np.nan).",
)
def _whole_rows(table):
    table = table.copy()
    any_zero = (table[list(IMPOSSIBLE)] == 0).any(axis=1)
    table.loc[any_zero, list(IMPOSSIBLE)] = np.nan
    return table


@zeros_to_missing.mistake(
    "small-numbers",
    "small numbers that were measured became missing as well.",
    "Only an exact 0 stands for 'not measured'.",
    "Use .replace(0, np.nan); compare with ==, not with <.",
)
def _below_one(table):
    table = table.copy()
    for name in IMPOSSIBLE:
        table[name] = table[name].where(table[name] >= 1)
    return table


@zeros_to_missing.mistake(
    "unchanged",
    "the table came back with its zeros.",
    "Does .replace change the table, or return another one?",
    "table[names] = table[names].replace(0, np.nan).",
)
def _unchanged(table):
    return table


def _register_left_out():
    """One mistake for each column that is easily forgotten."""
    for name in IMPOSSIBLE:
        others = [other for other in IMPOSSIBLE if other != name]

        @zeros_to_missing.mistake(
            f"left-{name}",
            f"a zero is still there in {name}.",
            f"Five columns cannot be zero in a living woman; {name} is one.",
            f"The five are {', '.join(IMPOSSIBLE)}; add {name}.",
        )
        def _left(table, others=others):
            return _masked(table, others)


_register_left_out()


def _folds_with_gaps(rng, place):
    columns = (2, 3, 4)[place]
    train = rng.exponential(10, size=((9, 7, 12)[place], columns))
    test = 50 + rng.exponential(30, size=((5, 6, 4)[place], columns))
    for column in range(columns):
        train[rng.integers(len(train)), column] = np.nan
        test[rng.integers(len(test)), column] = np.nan
    return train, test


def _filled(part, values):
    return np.where(np.isnan(part), values, part)


@answer_to(
    "3.2.1-3",
    title="Fill the gaps inside the fold",
    objective=INSIDE_THE_FOLD,
    problems=_folds_with_gaps,
    what=("the training women", "the test women"),
    points=2,
    pure=True,
)
def fill_gaps(train, test):
    """Medians of the training fold, for both."""
    medians = np.nanmedian(train, axis=0)
    return _filled(train, medians), _filled(test, medians)


def _fill_both(values):
    return lambda train, test: (
        _filled(train, values(train, test)),
        _filled(test, values(train, test)),
    )


def _together(train, test):
    return np.nanmedian(np.concatenate([train, test]), axis=0)


def _mean(train, test):
    return np.nanmean(train, axis=0)


def _one_median(train, test):
    return np.nanmedian(train)


def _of_the_test(train, test):
    return np.nanmedian(test, axis=0)


fill_gaps.mistake(
    "all-women",
    "the gaps were filled with the medians of all women: the test women "
    "helped to fill.",
    "What may be known when the first test woman arrives?",
    "Take the medians of train only, for both arrays.",
)(_fill_both(_together))
fill_gaps.mistake(
    "mean",
    "the gaps hold means; medians were asked for.",
    "One extreme insulin value moves a mean, not a median.",
    "np.nanmedian(train, axis=0).",
)(_fill_both(_mean))
fill_gaps.mistake(
    "one-median",
    "all columns were filled with one and the same number.",
    "Is the median of glucose a sensible BMI?",
    "Each column has a median of its own: axis=0.",
)(_fill_both(_one_median))
fill_gaps.mistake(
    "test-medians",
    "both arrays were filled with the medians of the test women.",
    "Which of the two folds is known before the test?",
    "np.nanmedian(train, axis=0), for both arrays.",
)(_fill_both(_of_the_test))


@fill_gaps.mistake(
    "own-median",
    "the test gaps were filled with the test women's own medians.",
    "In practice a single woman may come, and has no median.",
    "Use the medians of train for test as well.",
)
def _own_medians(train, test):
    return tuple(
        _filled(part, np.nanmedian(part, axis=0)) for part in (train, test)
    )


@fill_gaps.mistake(
    "test-left",
    "the gaps of the test women are still there.",
    "The test women have gaps, too.",
    "np.where(np.isnan(test), medians, test), medians from train.",
)
def _test_left(train, test):
    return fill_gaps(train, test)[0], test

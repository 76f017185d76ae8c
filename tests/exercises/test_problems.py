"""Exercises by problems: what is called right, which mistake is named."""

import numpy as np
import pandas as pd
import pytest

from medkeras.exercises import checking
from medkeras.exercises.checking import Wrong
from medkeras.exercises.problems import answer_to, problems
from medkeras.utils.errors import UsageError


@pytest.fixture
def column_sums(monkeypatch):
    """An exercise on tables of three sizes, with two known mistakes."""
    monkeypatch.setattr(checking, "_registered", {})

    def tables(rng, place):
        return (rng.normal(size=((3, 2), (4, 5), (2, 6))[place]),)

    @answer_to(
        "0.0-1",
        title="Sums",
        objective="to add",
        problems=tables,
        what="the sums",
        pure=True,
    )
    def sums(table):
        return table.sum(axis=0)

    @sums.mistake("mean", "a mean.", "Sum?", "table.sum(axis=0).")
    def mean(table):
        return table.mean(axis=0)

    return sums


def mistake_of(exercise, answer):
    with pytest.raises(Wrong) as mistake:
        checking._examine(checking.find(exercise.number), answer)
    return mistake.value.key


@pytest.mark.parametrize(
    "answer",
    [
        lambda table: np.ones(len(table)) @ table,
        lambda table: list(table.sum(axis=0)),
        lambda table: table.astype("float32").sum(axis=0),
        lambda table: pd.Series(table.sum(axis=0), dtype="Float64"),
    ],
)
def test_any_form_of_the_right_answer_passes(column_sums, answer):
    checking._examine(checking.find("0.0-1"), answer)


def test_a_mistake_on_every_problem_is_named(column_sums):
    assert mistake_of(column_sums, lambda table: table.mean(axis=0)) == "mean"


def test_a_mistake_on_one_problem_only_is_not(column_sums):
    def sometimes(table):
        return table.mean(axis=0) if len(table) == 3 else table.sum(axis=0)

    assert mistake_of(column_sums, sometimes) == "values"


def test_the_general_mistakes_are_named(column_sums):
    def changed(table):
        table += 1
        return (table - 1).sum(axis=0)

    assert mistake_of(column_sums, lambda t: -t.sum(axis=0)) == "negated"
    assert mistake_of(column_sums, lambda t: t.sum()) == "shape"
    assert mistake_of(column_sums, lambda t: t.sum(axis=0) > 0) == "mask"
    assert mistake_of(column_sums, lambda t: None) == "kind"
    assert mistake_of(column_sums, changed) == "in-place"


def test_problems_differ_in_size_and_are_always_the_same():
    def vectors(rng, place):
        return (rng.normal(size=place + 2),)

    first = [x for (x,) in problems("0.0-1", vectors, 3)]
    again = [x for (x,) in problems("0.0-1", vectors, 3)]
    other = [x for (x,) in problems("0.0-2", vectors, 3)]
    assert [len(x) for x in first] == [2, 3, 4]
    assert all(map(np.array_equal, first, again))
    assert not any(map(np.array_equal, first, other))


def test_an_author_is_told_what_is_missing(column_sums):
    with pytest.raises(UsageError, match="there twice"):
        column_sums.mistake("mean", "a", "b", "c")
    with pytest.raises(UsageError, match="3 hints"):
        column_sums.mistake("other", "one hint only")
    with pytest.raises(UsageError, match="must return a tuple"):
        list(problems("0.0-1", lambda rng, place: rng.normal(size=3), 1))


def test_rows_are_right_in_any_order_where_it_is_said(monkeypatch):
    monkeypatch.setattr(checking, "_registered", {})

    def counts(rng, place):
        return (place + 3,)

    @answer_to(
        "0.0-2",
        title="Rows",
        objective="to count",
        problems=counts,
        what="the rows",
        in_any_order=True,
    )
    def rows(count):
        return np.arange(count)

    checking._examine(checking.find("0.0-2"), lambda n: np.arange(n)[::-1])
    assert mistake_of(rows, lambda n: np.arange(n) + 1) == "values"

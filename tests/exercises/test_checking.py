"""What a student reads: verdicts, rising hints, own errors explained."""

import dataclasses
import functools
import os
import subprocess
import sys
import types

import numpy as np
import pytest

from medkeras.exercises import checking
from medkeras.exercises.checking import CheckFailed, Wrong, check
from medkeras.utils.errors import UsageError


@pytest.fixture
def doubling(monkeypatch):
    """An exercise "0.0-1" that expects a function that doubles."""
    monkeypatch.setattr(checking, "_registered", {})
    monkeypatch.setattr(checking, "_failed_tries", checking.Counter())
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)

    @checking.exercise("0.0-1", title="Doubling", objective="to double")
    def examine(answer):
        if answer(3) == 3:
            raise Wrong("same", "nothing changed.", "Which sign?", "2 * x.")
        if answer(3) != 6:
            raise Wrong("other", "not doubled.", "Use 2.", "2 * x.")

    return "0.0-1"


def test_right_answer(doubling, capsys):
    check(doubling, lambda x: 2 * x)
    assert capsys.readouterr().out == "Exercise 0.0-1 (Doubling): correct.\n"


@pytest.mark.parametrize("stub", [None, ..., "raises"])
def test_stub_is_not_attempted(doubling, capsys, stub):
    def raises(x):
        raise NotImplementedError

    check(doubling, raises if stub == "raises" else stub)
    assert "not attempted" in capsys.readouterr().out


def test_hints_get_clearer_with_each_try_and_start_anew(doubling, capsys):
    for expected in ("nothing changed.", "Which sign?", "2 * x.", "2 * x."):
        check(doubling, lambda x: x)
        assert expected in capsys.readouterr().out
    check(doubling, lambda x: 2 * x)
    capsys.readouterr()
    check(doubling, lambda x: x)
    assert "Hint 1 of 3: nothing changed." in capsys.readouterr().out


def test_a_level_can_be_asked_for(doubling, capsys):
    check(doubling, lambda x: x, hint=3)
    assert "Hint 3 of 3: 2 * x." in capsys.readouterr().out
    with pytest.raises(UsageError, match="1, 2 or 3"):
        check(doubling, lambda x: x, hint=4)


def test_an_error_is_told_with_the_students_own_line(doubling, capsys):
    def answer(x):
        return x / 0

    check(doubling, answer)
    out = capsys.readouterr().out
    assert "ZeroDivisionError" in out
    assert "in its line: return x / 0" in out


def test_the_line_told_is_the_deepest_one_of_the_student(doubling, capsys):
    def helper(x):
        return np.ones(2) @ np.ones(x)

    def answer(x):
        return helper(x)

    check(doubling, functools.partial(answer))
    out = capsys.readouterr().out
    assert "stopped with ValueError" in out
    assert "in its line: return np.ones(2) @ np.ones(x)" in out


def test_a_result_of_no_use_is_told_apart_from_a_failing_answer(
    doubling, capsys, monkeypatch
):
    def examine(answer):
        float(answer(3))

    task = dataclasses.replace(checking.find(doubling), examine=examine)
    monkeypatch.setitem(checking._registered, doubling, task)
    check(doubling, lambda x: None)
    out = capsys.readouterr().out
    assert "what it returned could not be used (TypeError" in out
    assert "in its line" not in out


def test_prints_of_the_answer_do_not_drown_the_verdict(doubling, capsys):
    def chatty(x):
        print("here I am")
        return 2 * x

    check(doubling, chatty)
    assert "here I am" not in capsys.readouterr().out


def test_a_value_instead_of_a_function(doubling, capsys):
    check(doubling, 6)
    assert "expected a function, received int" in capsys.readouterr().out


def test_a_level_that_was_asked_for_counts_as_that_many_tries(doubling, capsys):
    check(doubling, lambda x: x, hint=2)
    assert "Hint 2 of 3" in capsys.readouterr().out
    check(doubling, lambda x: x)
    assert "Hint 3 of 3" in capsys.readouterr().out
    check(doubling, lambda x: x, hint=1)
    check(doubling, lambda x: x)
    assert capsys.readouterr().out.count("Hint 3 of 3") == 1


@pytest.mark.parametrize("answer", [None, lambda x: x])
@pytest.mark.parametrize("hint", [None, 3])
def test_under_nbgrader_points_are_lost(doubling, monkeypatch, answer, hint):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    for _ in range(3):
        with pytest.raises(CheckFailed) as failed:
            check(doubling, answer, hint)
    result = "not attempted" if answer is None else "not yet"
    assert str(failed.value) == f"Exercise 0.0-1 (Doubling): {result}."
    # A chained error would show the check's own lines, and the answer.
    assert failed.value.__cause__ is failed.value.__context__ is None
    assert failed.value._render_traceback_() == [f"CheckFailed: {failed.value}"]
    check(doubling, lambda x: 2 * x)


def test_under_nbgrader_an_own_error_is_told(doubling, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(CheckFailed, match="NameError: name 'lost'") as failed:
        check(doubling, lambda x: lost)  # noqa: F821
    assert failed.value.__context__ is None


def test_who_is_graded_at_the_start_is_graded_to_the_end():
    """Not even before the first import can a cell take it back."""
    code = (
        "import os; os.environ.clear()\n"
        "from medkeras.exercises import check\n"
        "try:\n    check('3.2.1-1', None)\n"
        "except AssertionError as failed:\n    print('raised:', failed)"
    )
    for variable, raised in (("NBGRADER_EXECUTION", True), ("OTHER", False)):
        out = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, variable: "autograde"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert out.stdout.startswith("raised:") == raised, out.stdout
        assert "not attempted" in out.stdout


def test_unknown_number_names_the_nearest(doubling):
    with pytest.raises(UsageError, match=r"Did you mean: .*0\.0-1"):
        check("0.0-11", None)


def test_a_number_is_taken_once_but_its_module_may_load_anew(doubling):
    again = types.FunctionType((lambda answer: None).__code__, globals())
    again.__module__ = checking.find(doubling).examine.__module__
    checking.exercise(doubling, "t", "o")(again)
    with pytest.raises(UsageError, match="number of its own"):
        checking.exercise(doubling, "t", "o")(print)


def test_a_mistake_needs_three_hints():
    with pytest.raises(UsageError, match="3 hints"):
        Wrong("key", "only one")

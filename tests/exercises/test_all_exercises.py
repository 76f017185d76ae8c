"""Every exercise of every chapter: solution, stub and wrong answers."""

import importlib.util
import itertools
import time
from collections import Counter
from pathlib import Path

import jupytext
import numpy as np
import pandas as pd
import pytest
import yaml

from medkeras.exercises import CheckFailed, check, checking

HERE = Path(__file__).parent
SOLUTIONS = HERE.parents[1] / "solutions"
CHAPTERS = HERE.parents[1] / "chapters"
EXERCISES = checking.all_exercises()


def chapter_of(number):
    return number.rsplit("-", 1)[0].replace(".", "_")


def master_of(number):
    (path,) = SOLUTIONS.glob(f"*/{chapter_of(number)}_*.py")
    return path


def wrong_answers(number):
    path = HERE / "wrong_answers" / f"chapter_{chapter_of(number)}.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.WRONG.get(number, {})


def code_cells(path, number):
    """The exercise's cell and the name it defines, from a notebook."""
    notebook = jupytext.read(path)
    cells = [c.source for c in notebook.cells if c.cell_type == "code"]
    for cell, following in itertools.pairwise(cells):
        if following.startswith(f'check("{number}"'):
            name = following.split(",")[1].split(")")[0].strip()
            return cell, name
    raise AssertionError(f"no cell checks {number}")


def function_from(source, name):
    """Only NumPy and pandas: an exercise leans on no other cell."""
    room = {"np": np, "pd": pd}
    exec(source, room)
    return room[name]


PAIRS = [(number, key) for number in EXERCISES for key in wrong_answers(number)]


@pytest.fixture
def graded(monkeypatch):
    """As nbgrader runs a check: it raises where points are lost."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr(checking, "_failed_tries", Counter())


@pytest.mark.parametrize("number", EXERCISES)
def test_the_solution_passes_in_under_two_seconds(number, graded, capsys):
    answer = function_from(*code_cells(master_of(number), number))
    start = time.perf_counter()
    check(number, answer)
    assert time.perf_counter() - start < 2
    assert capsys.readouterr().out.endswith("correct.\n")


@pytest.mark.parametrize("number", EXERCISES)
def test_the_stub_that_students_get_is_not_attempted(number, graded):
    master = master_of(number)
    student = CHAPTERS / master.parent.name / f"{master.stem}.ipynb"
    stub = function_from(*code_cells(student, number))
    with pytest.raises(CheckFailed, match="not attempted"):
        check(number, stub)


def mistake_of(number, key):
    with pytest.raises(checking.Wrong) as mistake:
        checking._examine(EXERCISES[number], wrong_answers(number)[key])
    return mistake.value


@pytest.mark.parametrize("number, key", PAIRS)
def test_a_wrong_answer_earns_its_own_hint(number, key, graded):
    mistake = mistake_of(number, key)
    assert mistake.key == key
    assert len(set(mistake.hints)) == 3
    with pytest.raises(CheckFailed, match="not yet"):
        check(number, wrong_answers(number)[key])


@pytest.mark.parametrize("number", EXERCISES)
def test_no_two_mistakes_share_a_hint(number):
    first = [mistake_of(number, key).hints[0] for key in wrong_answers(number)]
    assert len(set(first)) == len(first)


@pytest.mark.parametrize("number", EXERCISES)
def test_three_wrong_answers_or_more_are_stored(number):
    assert len(wrong_answers(number)) >= 3


@pytest.mark.parametrize("number", EXERCISES)
def test_the_objective_is_one_of_the_chapter(number):
    notebook = jupytext.read(master_of(number))
    front = notebook.metadata["medkeras"]
    assert EXERCISES[number].objective in front["objectives"], yaml.dump(front)


def test_three_to_six_exercises_a_chapter():
    counts = Counter(chapter_of(number) for number in EXERCISES)
    assert counts and all(3 <= count <= 6 for count in counts.values())

"""Every exercise of every chapter: solution, stub and wrong answers."""

import functools
import time
from collections import Counter

import pytest
import yaml
from exercise_sources import (
    CHAPTERS,
    EXERCISES,
    chapter_of,
    code_cells,
    function_from,
    master_of,
    notebook_of,
    other_right_answers,
    wrong_answers,
)

from medkeras.exercises import CheckFailed, check, checking

PAIRS = [(number, key) for number in EXERCISES for key in wrong_answers(number)]

FORMS = [(n, form) for n in EXERCISES for form in other_right_answers(n)]


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


@functools.cache
def mistake_of(number, key):
    """What the check says to a wrong answer; two tests ask."""
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


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("number, form", FORMS)
def test_a_right_answer_passes_in_another_form(number, form, graded):
    check(number, other_right_answers(number)[form])


@pytest.mark.parametrize("number", EXERCISES)
def test_no_two_mistakes_share_a_hint(number):
    first = [mistake_of(number, key).hints[0] for key in wrong_answers(number)]
    assert len(set(first)) == len(first)


@pytest.mark.parametrize("number", EXERCISES)
def test_three_wrong_answers_or_more_are_stored(number):
    assert len(wrong_answers(number)) >= 3


@pytest.mark.parametrize("number", EXERCISES)
def test_the_objective_is_one_of_the_chapter(number):
    notebook = notebook_of(master_of(number))
    front = notebook.metadata["medkeras"]
    assert EXERCISES[number].objective in front["objectives"], yaml.dump(front)


def test_three_to_six_exercises_a_chapter():
    counts = Counter(chapter_of(number) for number in EXERCISES)
    assert counts and all(3 <= count <= 6 for count in counts.values())

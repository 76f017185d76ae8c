"""A trial of one small chapter by nbgrader itself, and its judgement."""

from pathlib import Path

import jupytext
import pytest
from click.testing import CliRunner

from medkeras.book.chapters import find
from medkeras.book.command_line import main
from medkeras.book.course import course_check, trial_answers
from medkeras.book.course.course import course
from medkeras.book.course.course_check import Row, faults, text

BOOK = Path(__file__).parents[2]
KEYS = ("fraction", "floor")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A course of one exercise, 2.1.1-1, with a seed."""
    root = tmp_path_factory.mktemp("book")
    master = root / "solutions" / "9_tiny" / "9_1_tiny.py"
    master.parent.mkdir(parents=True)
    (root / "chapters").mkdir()
    whole = jupytext.read(find("2.1.1", BOOK).master)
    place = next(
        place
        for place, cell in enumerate(whole.cells)
        if 'check("2.1.1-1"' in cell.source
    )
    whole.cells = whole.cells[place - 1 : place + 1]
    whole.metadata.medkeras["review_section"] = "9.1"
    jupytext.write(whole, master, fmt="py:percent")
    folder = tmp_path_factory.mktemp("courses") / "a course"
    course(folder, root, seed=3)
    return folder


def test_stub_and_wrong_get_none_and_the_solution_all(small, monkeypatch):
    known = trial_answers.wrong_answers("2.1.1-1")
    few = {key: known[key] for key in KEYS}
    monkeypatch.setattr(course_check, "wrong_answers", lambda number: few)
    result = CliRunner().invoke(main, ["course", "check", str(small)])
    assert result.exit_code == 0, result.output
    assert "2 of 2" in result.output
    assert not (small / "gradebook.db").exists()
    assert not (small / "submitted").exists()


def test_what_is_wrong_is_told_in_a_line():
    good = Row("1-1", 2, 0, 2, {"a": 0, "b": 0})
    assert faults([good]) == []
    bad = Row("1-2", 2, 1, 0, {"a": 0, "b": 2})
    assert faults([good, bad]) == [
        "1-2: the stub gets 1 of 2 points",
        "1-2: the solution gets 0 of 2 points",
        "1-2: the wrong answer 'b' gets 2 of 2 points",
    ]
    assert "1 of 2" in text([bad])
    assert max(map(len, text([bad]).splitlines())) < 80


def test_a_fault_ends_with_1(small, monkeypatch):
    bad = Row("1-2", 2, 0, 2, {"b": 2})
    monkeypatch.setattr(course_check, "check_course", lambda *words: [bad])
    result = CliRunner().invoke(main, ["course", "check", str(small)])
    assert result.exit_code == 1
    assert "the wrong answer 'b' gets 2 of 2 points" in result.output

from pathlib import Path

import pytest
from nbformat import v4

from medkeras.book.build import build, worked_notebook
from medkeras.book.chapters import chapters, find
from medkeras.book.solutions import (
    exercise_of,
    mark,
    points_of,
    solutions_of,
    strip,
)
from medkeras.exercises import checking
from medkeras.utils.errors import UsageError

BOOK = Path(__file__).parents[2]


def cells_with_metadata(notebook):
    return [cell for cell in notebook.cells if "nbgrader" in cell.metadata]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('check("3.2.1-2", f)', "3.2.1-2"),
        ("check('a', f)", "a"),
        ('x = 1\ncheck(\n    "b", f)', "b"),
        ('recheck("a", f)', None),
        ('    check("a", f)', None),
        ("check(f)", None),
    ],
)
def test_the_name_of_a_check_is_its_first_argument(source, name):
    assert exercise_of(source) == name


def test_the_author_writes_no_metadata_and_nbgrader_finds_it(mini):
    solution, check = cells_with_metadata(worked_notebook(find("tiny")))
    assert solution.metadata.nbgrader == {
        "grade": False,
        "grade_id": "exercise-9_1-1",
        "locked": False,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    assert check.metadata.nbgrader == {
        "grade": True,
        "grade_id": "check-9_1-1",
        "locked": True,
        "points": 1,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }


def test_stripping_leaves_the_worked_notebook_alone(mini):
    worked = worked_notebook(find("tiny"))
    before = str(worked)
    strip(worked)
    assert str(worked) == before


def test_the_students_check_is_locked_and_the_solution_a_stub(mini):
    student = strip(worked_notebook(find("tiny")))
    solution, check = cells_with_metadata(student)
    assert "raise NotImplementedError()" in solution.source
    assert solution.source.startswith('def answer():\n    """The answer."""')
    assert check.metadata.editable is False
    assert check.metadata.deletable is False


def test_no_student_notebook_of_the_book_holds_solution_text():
    for chapter in chapters(BOOK):
        worked = worked_notebook(chapter)
        text = str(strip(worked))
        assert "SOLUTION" not in text and "END ANSWER" not in text
        for line in solution_lines(worked):
            assert line not in text, (chapter.name, line)


def solution_lines(notebook):
    """Lines of answers that are long enough to be an answer's own."""
    outside = []
    for cell in notebook.cells:
        inside = False
        for line in cell.source.split("\n"):
            inside = inside or "### BEGIN SOLUTION" in line
            if not inside:
                outside.append(line.strip())
            inside = inside and "### END SOLUTION" not in line
    for cell in cells_with_metadata(notebook):
        if not cell.metadata.nbgrader.solution:
            continue
        inside = False
        for line in cell.source.split("\n"):
            if "SOLUTION" in line:
                inside = "BEGIN" in line
            elif inside and len(line.strip()) > 12:
                if line.strip() not in outside:
                    yield line.strip()


def test_the_miniature_solution_is_gone(mini):
    build()
    worked = find("tiny").worked.read_text("utf-8")
    student = find("tiny").student.read_text("utf-8")
    assert "secret_of_the_solution" in worked
    assert "secret_of_the_solution" not in student


def notebook_of(*cells):
    notebook = v4.new_notebook()
    notebook.cells = [
        (v4.new_markdown_cell if text else v4.new_code_cell)(source)
        for text, source in cells
    ]
    return notebook


SOLUTION = (
    "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
)
WRITTEN = (
    "### BEGIN ANSWER 3.2.1-9, 2 points\nThe second.\n\nSo.\n### END ANSWER"
)


@pytest.fixture
def registered(monkeypatch):
    """An exercise "0.0-1" that is worth three points."""
    monkeypatch.setattr(checking, "_registered", {})
    checking.exercise("0.0-1", title="t", objective="o", points=3)(len)


def test_exercise_and_check_stand_alone_with_their_points(registered):
    notebook = notebook_of((False, SOLUTION), (False, 'check("0.0-1", f)'))
    mark(notebook)
    exercise, check = notebook.cells
    assert exercise.source == f"import numpy as np\n\n\n{SOLUTION}"
    assert check.source == (
        'from medkeras.exercises import check\n\ncheck("0.0-1", f)'
    )
    assert check.metadata.nbgrader.points == 3
    assert points_of(notebook) == 3


def test_pandas_is_there_where_the_chapter_has_it(registered):
    imports = "import numpy as np\nimport pandas as pd"
    own = f"import numpy as np\n\n\n{SOLUTION}"
    for source in (SOLUTION, own):
        notebook = notebook_of(
            (False, imports), (False, source), (False, 'check("0.0-1", f)')
        )
        mark(notebook)
        for line in imports.split("\n"):
            assert notebook.cells[1].source.count(line) == 1


def test_what_the_author_has_imported_is_not_imported_twice(registered):
    check = 'from medkeras.exercises import check\n\ncheck("0.0-1", f)'
    notebook = notebook_of((False, SOLUTION), (False, check))
    mark(notebook)
    assert notebook.cells[1].source == check


def test_a_written_answer_is_worth_points_and_is_taken_out():
    notebook = notebook_of((True, "Which?"), (True, WRITTEN))
    mark(notebook)
    question, answer = notebook.cells
    assert "nbgrader" not in question.metadata
    assert answer.source == "The second.\n\nSo."
    assert answer.metadata.nbgrader == {
        "grade": True,
        "grade_id": "answer-3_2_1-9",
        "locked": False,
        "points": 2,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    assert solutions_of(notebook) == ["The second.\n\nSo."]
    assert strip(notebook).cells[1].source == "YOUR ANSWER HERE"
    assert points_of(notebook) == 2


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (True, WRITTEN.replace(", 2 points", "")),
        (True, WRITTEN.replace("2 points", "many points")),
        (True, WRITTEN.replace("### END ANSWER", "")),
        (True, WRITTEN.replace("### BEGIN", "## BEGIN")),
        (True, f"A question?\n\n{WRITTEN}"),
        (True, f"{WRITTEN}\n{WRITTEN}"),
        (True, "### BEGIN ANSWER 1-1, 1 point\n\n### END ANSWER"),
        (True, "Text.\n### END ANSWER"),
        (False, WRITTEN),
    ],
)
def test_a_written_answer_that_would_leak_or_get_lost_is_refused(text, source):
    with pytest.raises(UsageError, match="a written answer is a text cell"):
        mark(notebook_of((text, source)))


def test_two_written_answers_with_one_number_are_refused():
    with pytest.raises(UsageError, match=r"'3\.2\.1-9'"):
        mark(notebook_of((True, WRITTEN), (True, WRITTEN)))


def test_every_check_of_the_book_stands_alone_and_is_registered():
    for chapter in chapters(BOOK):
        for cell in cells_with_metadata(worked_notebook(chapter)):
            if cell.metadata.nbgrader.locked:
                task = checking.find(exercise_of(cell.source))
                assert cell.metadata.nbgrader.points == task.points
                assert cell.source.startswith("from medkeras.exercises import")
            elif cell.cell_type == "code":
                assert cell.source.startswith("import numpy as np\n")

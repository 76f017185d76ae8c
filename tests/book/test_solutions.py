import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from medkeras.book.build import build, worked_notebook
from medkeras.book.chapters import chapters, find
from medkeras.book.solutions import exercise_of, strip

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
        assert "SOLUTION" not in text
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


def nbgrader(shell, *words):
    config = "--NbGrader.config_file=.nbgrader_config.py"
    process = shell("nbgrader", *words, config)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors


def submit(mini, student, old="", new=""):
    folder = mini / "submitted" / student / "9_tiny"
    folder.mkdir(parents=True)
    text = find("tiny").student.read_text("utf-8")
    (folder / "9_1_tiny.ipynb").write_text(text.replace(old, new))


def test_nbgrader_releases_the_same_bytes_and_grades(mini, shell):
    """Its own commands, on a stub (no point) and an answer (full points)."""
    shutil.copy(BOOK / ".nbgrader_config.py", mini)
    build()
    student = find("tiny").student
    ours = student.read_bytes()
    student.unlink()
    nbgrader(shell, "generate_assignment", "9_tiny")
    assert student.read_bytes() == ours
    assert not list((mini / "chapters").rglob("*.py"))
    submit(mini, "stub")
    submit(mini, "solved", r"# YOUR CODE HERE\n", r"return 42\n")
    nbgrader(shell, "autograde", "9_tiny")
    nbgrader(shell, "export")
    with (mini / "grades.csv").open() as file:
        rows = list(csv.DictReader(file))
    grades = {row["student_id"]: row["score"] for row in rows}
    assert grades == {"stub": "0.0", "solved": "1.0"}


def test_the_gradebook_is_no_part_of_the_book():
    ignored = subprocess.run(
        ["git", "check-ignore", "gradebook.db", "submitted/a", "autograded/a"],
        cwd=BOOK,
        capture_output=True,
        text=True,
    )
    if ignored.returncode == 128:
        pytest.skip("no git here: " + ignored.stderr)
    assert len(ignored.stdout.split()) == 3

"""A course from its folder to the grades: nbgrader's own commands, no flags.

One tiny chapter of two exercises (of the book's own) and a written answer.
Each student below stands for a way to hand in a notebook.
"""

import copy
import csv
import importlib.metadata
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

from medkeras.book import build
from medkeras.book.chapters import chapters, find
from medkeras.book.course.course import course
from medkeras.book.ownership import to_text
from medkeras.exercises import checking

BOOK = Path(__file__).parents[2]
NAME = "9_1_tiny"
FIRST, SECOND = (checking.find(f"2.1.1-{n}").points for n in (1, 2))
FULL = FIRST + SECOND
HEADER = """\
# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
#   medkeras:
#     objectives: [count to two]
#     data: []
#     minutes: 1
#     review_section: "9.1"
# ---

# %% [markdown]
# An equation: $\\frac{k}{n}$.

# %%
import numpy as np
"""
WRITTEN = """
# %% [markdown]
# ### BEGIN ANSWER 9.1-9, 3 points
# The secret of the second protocol.
# ### END ANSWER
"""


def two_exercises():
    """Master's text of the first two exercises of chapter 2.1.1."""
    notebook = build.masters.read(find("2.1.1", BOOK).master)
    code = [c.source for c in notebook.cells if c.cell_type == "code"]
    for solution, check in itertools.pairwise(code):
        if "### BEGIN SOLUTION" in solution:
            yield f"\n# %%\n{solution}\n\n# %%\n{check}\n"


def nbgrader(folder, *words):
    """Run a command; alembic must be found where it was installed."""
    place = importlib.metadata.distribution("alembic").locate_file("")
    scripts = Path(place).parents[2] / "bin"
    process = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env={**os.environ, "PATH": f"{os.environ['PATH']}:{scripts}"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert process.returncode == 0, process.stderr
    assert "No nbgrader_config.py file found" not in process.stderr


def graded_cell(notebook, name):
    """Place of the cell that nbgrader knows by the start of its name."""
    for place, cell in enumerate(notebook.cells):
        facts = cell.metadata.get("nbgrader", {})
        if facts.get("grade_id", "").startswith(name):
            return place
    raise AssertionError(name)


def submissions(release, source):
    """Notebook and automatic points of each student."""
    checks = [
        cell.metadata.nbgrader.grade_id
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("locked")
    ]
    answers = [each.replace("check-", "exercise-") for each in checks]
    yield "stub", release, 0
    yield "solved", source, FULL
    half = copy.deepcopy(release)
    place = graded_cell(source, answers[1])
    half.cells[place].source = source.cells[place].source
    yield "half", half, SECOND

    check, answer = (graded_cell(half, each[0]) for each in (checks, answers))
    second = graded_cell(half, checks[1])
    book = copy.deepcopy(half)
    cell = book.cells[second]
    text = v4.new_markdown_cell(cell.source, metadata=cell.metadata)
    book.cells[second] = text
    del book.cells[check], book.cells[answer]
    yield "deleted_and_turned_to_text", book, SECOND
    book = copy.deepcopy(half)
    book.cells[check].source = "# " + book.cells[check].source
    book.cells[check].metadata.nbgrader.update(
        grade=False, solution=True, locked=False, points=100
    )
    trick = "def check(*a, **k):\n    print('correct.')"
    book.cells.insert(1, v4.new_code_cell(trick))
    yield "tampered_and_own_check", book, SECOND
    book = copy.deepcopy(source)
    book.cells.insert(answer, copy.deepcopy(release.cells[answer]))
    book.cells.append(copy.deepcopy(book.cells[check]))
    yield "copied", book, FULL
    book = copy.deepcopy(source)
    for cell in book.cells:
        cell.metadata.clear()
    del book.cells[check]
    yield "no_metadata_and_deleted", book, FULL
    book = copy.deepcopy(half)
    cell = book.cells[answer]
    stub = "raise NotImplementedError()"
    cell.source = cell.source.replace(stub, "while True: pass")
    yield "endless", book, SECOND
    book = copy.deepcopy(source)
    book.cells[1].source = "import nothing_like_it\n" + book.cells[1].source
    book.nbformat_minor = 4
    for cell in book.cells:
        del cell["id"]
    book.metadata.kernelspec.name = "another"
    book.cells[answer].outputs = [v4.new_output("stream", text="old")]
    yield "broken_import_and_old_format", book, FULL


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The course after autograding, with the points of each student."""
    root = tmp_path_factory.mktemp("book")
    master = root / "solutions" / "9_tiny" / f"{NAME}.py"
    master.parent.mkdir(parents=True)
    (root / "chapters").mkdir()
    text = HEADER + "".join(itertools.islice(two_exercises(), 2)) + WRITTEN
    master.write_text(text, encoding="utf-8")
    folder = tmp_path_factory.mktemp("courses") / "a course"
    assert course(folder, root) == [NAME]
    config = folder / "nbgrader_config.py"
    text = config.read_text("utf-8").replace("timeout = 60", "timeout = 4")
    config.write_text(text, "utf-8")
    nbgrader(folder, "generate_assignment", NAME)
    release, source = (
        nbformat.read(folder / each / NAME / f"{NAME}.ipynb", as_version=4)
        for each in ("release", "source")
    )
    expected = {}
    for student, notebook, points in submissions(release, source):
        path = folder / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        notebook = copy.deepcopy(notebook)
        if student == "half":
            place = graded_cell(notebook, "answer-")
            notebook.cells[place].source = "The second, since it knows more."
        path.write_text(json.dumps(notebook), "utf-8")
        expected[student] = points
    nbgrader(folder, "autograde", NAME)
    nbgrader(folder, "export")
    return folder, root, expected


@pytest.fixture(scope="module")
def rows(graded):
    with (graded[0] / "grades.csv").open() as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def autograded(graded, student):
    path = graded[0] / "autograded" / student / NAME / f"{NAME}.ipynb"
    return nbformat.read(path, as_version=4)


def said(notebook):
    """What the checks of a graded notebook say, by the cell's name."""
    return {
        cell.metadata.nbgrader.grade_id: output.get(
            "text", output.get("evalue")
        )
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    }


def test_each_student_gets_what_is_right(graded, rows):
    points = {name: float(row["score"]) for name, row in rows.items()}
    # "solved" and its like hand in the model's own words: a person decides.
    assert points == graded[2]


def test_the_release_is_the_students_chapter(graded):
    folder, root, _ = graded
    (chapter,) = chapters(root)
    student = to_text(build.notebooks(chapter)[1])
    path = folder / "release" / NAME / f"{NAME}.ipynb"
    assert path.read_text("utf-8") == student
    assert "secret" not in student and "YOUR ANSWER HERE" in student


def test_a_check_stands_alone_in_the_release(graded):
    path = graded[0] / "release" / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        kind = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if kind.startswith("check"):
            first = "from medkeras.exercises import check\n"
            assert cell.source.startswith(first)
        elif kind.startswith("exercise"):
            assert cell.source.startswith("import numpy as np\n")


def test_only_what_a_check_needs_has_run_and_no_hint_is_told(graded):
    for student in graded[2]:
        for name, text in said(autograded(graded, student)).items():
            assert name.startswith("check-"), (student, name)
            assert "Hint" not in text, (student, text)
    endless = said(autograded(graded, "endless"))
    assert "longer than 4 seconds" in "".join(endless.values())


def test_feedback_is_one_page_without_network_or_answers(graded):
    folder = graded[0]
    nbgrader(folder, "generate_feedback", NAME, "--student", "half")
    page = folder / "feedback" / "half" / NAME / f"{NAME}.html"
    text = page.read_text("utf-8")
    assert "<mfrac>" in text
    assert f"9_1_tiny: {SECOND} of {FULL + 3} points" in text
    assert f"{SECOND} of {SECOND} points" in text
    assert f"0 of {FIRST} points" in text
    for fetched in ('src="http', 'href="http', "<script", "url(http"):
        assert fetched not in text
    for secret in ("secret of the", "Traceback", "checking.py", "Hint 1"):
        assert secret not in text


def test_a_written_answer_waits_for_a_person(graded):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{graded[0] / 'gradebook.db'}") as gradebook:
        waiting = {
            student: gradebook.find_grade(
                "answer-9_1-9", NAME, NAME, student
            ).needs_manual_grade
            for student in ("stub", "half", "copied")
        }
    assert waiting == {"stub": False, "half": True, "copied": True}

"""What autograding makes of single cells; test_course.py runs it whole."""

import copy
from types import SimpleNamespace

import nbformat
import pytest
from nbformat import v4

from medkeras.book.grading import preprocessors
from medkeras.book.grading.preprocessors import RestoreCells, RunChecks
from medkeras.book.grading.verdicts import Verdict
from medkeras.exercises.variants import seed_of


def source_cell(name, source, locked, cell_type="code"):
    return SimpleNamespace(
        name=name,
        source=source,
        locked=locked,
        cell_type=cell_type,
        checksum="0",
        max_score=2.0,
    )


CHECK = source_cell("check-1", 'check("1", f)', True)
STUB = source_cell("exercise-1", "def f(): raise", False)
TEXT = source_cell("answer-1", "YOUR ANSWER HERE", False, "markdown")


@pytest.fixture(autouse=True)
def gradebook(monkeypatch):
    class Gradebook:
        def __init__(self, url):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def find_notebook(self, name, assignment):
            return SimpleNamespace(
                source_cells=[STUB, CHECK, TEXT],
                grade_cells=[CHECK, TEXT],
                solution_cells=[STUB, TEXT],
                task_cells=[],
            )

    monkeypatch.setattr(preprocessors, "Gradebook", Gradebook)


def cell(source, name=None, code=True, **facts):
    made = (v4.new_code_cell if code else v4.new_markdown_cell)(source)
    if name:
        made.metadata.nbgrader = nbformat.from_dict({"grade_id": name, **facts})
    return made


def restored(*cells):
    resources = {"nbgrader": dict(notebook="a", assignment="b", db_url="c")}
    notebook = v4.new_notebook()
    notebook.cells = list(cells)
    return RestoreCells().preprocess(notebook, resources)[0].cells


def names(cells):
    return [c.metadata.get("nbgrader", {}).get("grade_id") for c in cells]


def test_what_is_missing_comes_back_at_the_end():
    cells = restored(cell("x = 1"))
    assert names(cells) == [None, "check-1", "answer-1"]
    assert [c.source for c in cells] == ["x = 1", CHECK.source, TEXT.source]


@pytest.mark.parametrize(
    "changed",
    [
        cell("print('correct')", "check-1"),
        cell("# check", "check-1", grade=False, solution=True, locked=False),
        cell('check("1", f)', "check-1", code=False),
        cell("x", "check-1", points=100, schema_version=99),
    ],
)
def test_a_check_is_as_it_was_handed_out(changed):
    found = next(c for c in restored(changed) if names([c]) == ["check-1"])
    assert found.cell_type == "code"
    assert found.source == CHECK.source
    facts = found.metadata.nbgrader
    assert (facts.grade, facts.solution, facts.locked) == (True, False, True)
    assert facts.points == 2


def test_of_copies_the_last_that_was_changed_counts():
    mine, stub = cell("def f(): 1", "exercise-1"), cell(STUB.source, STUB.name)
    for cells in ([mine, stub], [stub, mine]):
        found = restored(*copy.deepcopy(cells))
        place = cells.index(mine)
        assert names(found)[place] == "exercise-1"
        assert names(found)[1 - place] is None
    last = restored(cell("a", CHECK.name), cell("b", CHECK.name))
    assert names(last)[:2] == [None, "check-1"]


def test_ids_are_there_once():
    first = cell("x = 1")
    second = v4.new_code_cell("y = 2", id=first.id)
    found = [each.id for each in restored(first, second)]
    assert len(set(found)) == len(found)


def test_names_that_nbgrader_does_not_know_are_dropped():
    found = restored(cell("x", "another"), cell("y", None))
    assert names(found)[:2] == [None, None]


@pytest.fixture
def asked(monkeypatch):
    calls = []

    def verdict(check, earlier, folder, seconds, seed):
        calls.append((check, earlier.copy(), str(folder), seconds, seed))
        return Verdict("f" in check, "a\nb")

    monkeypatch.setattr(preprocessors, "verdict", verdict)
    return calls


def graded(name, source, **more):
    return cell(source, name, grade=True, points=1, **more)


def test_each_check_sees_the_cells_above_it(asked):
    notebook = v4.new_notebook(
        cells=[
            cell("x"),
            graded("1", "check f", solution=False),
            cell("text", code=False),
            cell("y"),
            graded("2", "check g", solution=False),
            graded("3", "by hand", solution=True),
        ]
    )
    runner = RunChecks(timeout=7)
    runner.preprocess(notebook, {"metadata": {"path": "place"}})
    assert asked == [
        ("check f", ["x"], "place", 7, None),
        ("check g", ["x", "y"], "place", 7, None),
    ]
    right, wrong = notebook.cells[1].outputs, notebook.cells[4].outputs
    assert right == [v4.new_output("stream", name="stdout", text="a\nb\n")]
    assert wrong[0].ename == "CheckFailed"
    assert wrong[0].traceback == ["a", "b"]
    assert notebook.cells[0].outputs == notebook.cells[5].outputs == []


def test_a_students_checks_are_those_of_his_seed(asked):
    for student in ("ada", "ben"):
        cells = [graded("1", "check f, seed=1", solution=False)]
        resources = {"metadata": {"path": ""}, "nbgrader": {"student": student}}
        notebook = v4.new_notebook(cells=cells)
        RunChecks(course_seed=5).preprocess(notebook, resources)
    seeds = [seed for *_, seed in asked]
    assert seeds == [seed_of(5, "ada"), seed_of(5, "ben")]

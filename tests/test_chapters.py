"""Each chapter as its reader gets it: its text, its code, its record.

What a chapter shows when it is run is looked at while nbval runs it:
tests/chapter_outputs.py.
"""

import ast
import json
import re
import symtable
from pathlib import Path

import nbformat
import pytest

from medkeras.book import review
from medkeras.book.chapters import chapters
from medkeras.book.index import chapters_named, prerequisites

ROOT = Path(__file__).parents[1]
CHAPTERS = chapters(ROOT)
LONGEST_CELL = 20
# Scopes without a name: they are run where they stand.
AT_ONCE = {"listcomp", "setcomp", "dictcomp", "genexpr"}
LOOPS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@pytest.fixture(params=CHAPTERS, ids=lambda chapter: chapter.name)
def chapter(request):
    return request.param


@pytest.fixture
def notebook(chapter):
    """The student's notebook."""
    return nbformat.read(chapter.student, as_version=4)


@pytest.fixture
def worked(chapter):
    """The same with its answers."""
    return nbformat.read(chapter.worked, as_version=4)


def code_of(notebook):
    return [c.source for c in notebook.cells if c.cell_type == "code"]


def texts_of(notebook):
    return [c.source for c in notebook.cells if c.cell_type == "markdown"]


def nested_comprehensions(source):
    """Lines of comprehensions with a second `for` in them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, LOOPS):
            inside = [n for n in ast.walk(node) if isinstance(n, LOOPS)]
            if sum(len(each.generators) for each in inside) > 1:
                yield node.lineno


def overwritten_globals(cells):
    """What functions of a notebook read and later cells assign anew.

    Called again after such a cell, the function answers otherwise than where
    the reader met it.
    """
    assigned = [names_assigned(cell) for cell in cells]
    for place, cell in enumerate(cells):
        before = set().union(*assigned[: place + 1])
        later = set().union(*assigned[place + 1 :])
        for scope in symtable.symtable(cell, "cell", "exec").get_children():
            if scope.get_name() in AT_ONCE:
                continue
            for name in globals_of(scope):
                if name in before & later:
                    yield f"{scope.get_name()} reads {name}"


def names_assigned(cell):
    """By assignments, loops and definitions at the top level."""
    table = symtable.symtable(cell, "cell", "exec")
    return {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() and not symbol.is_imported()
    }


def globals_of(scope):
    """Names that a function, or one inside of it, takes from the notebook."""
    for symbol in scope.get_symbols():
        if symbol.is_global() and symbol.is_referenced():
            yield symbol.get_name()
    for inside in scope.get_children():
        yield from globals_of(inside)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["a = 1", "def f(): return a"], []),
        (["a = 1", "def f(): return a", "a = 2"], ["f reads a"]),
        (["a = 1\ndef f(a): return a", "a = 2"], []),
        (["a = 1", "def f():\n    return [a for _ in 'b']", "for a in 'x': 1"],
         ["f reads a"]),
        (["def f(): return a", "a = 2"], []),
    ],
)  # fmt: skip
def test_a_global_that_changes_under_a_function_is_seen(cells, found):
    assert list(overwritten_globals(cells)) == found


def test_functions_read_nothing_that_later_cells_overwrite(worked):
    assert not list(overwritten_globals(code_of(worked)))


def test_a_chapter_reads_in_one_sitting(notebook):
    texts, code = texts_of(notebook), code_of(notebook)
    assert texts[0].startswith("# ")
    # Beside the author's cells the build puts in one, the same in all.
    cells, words = len(notebook.cells) - 1, len(" ".join(texts).split())
    assert 40 <= cells <= 85, f"{cells} cells; a chapter has 40 to 85"
    assert 1500 <= words <= 3300, f"{words} words; write 1,500 to 3,300"
    assert any("leakage_audit(" in cell for cell in code)
    assert not any("plt.show" in cell for cell in code)


def test_no_cell_is_longer_than_a_student_can_hold(worked):
    for cell in code_of(worked):
        assert len(cell.splitlines()) <= LONGEST_CELL, cell


def test_code_is_written_to_be_read(chapter, worked):
    assert "# fmt: skip" not in chapter.master.read_text("utf-8")
    for cell in code_of(worked):
        assert not list(nested_comprehensions(cell)), cell


@pytest.mark.parametrize(
    ("source", "is_nested"),
    [
        ("[a for a in b]", False),
        ("[a for a in b if a]", False),
        ("[a for a in b]\n[c for c in d]", False),
        ("for a in b:\n    {c: 1 for c in a}", False),
        ("[c for a in b for c in a]", True),
        ("{c for a in b for c in a}", True),
        ("sum(c for a in b for c in a)", True),
        ("[[c for c in a] for a in b]", True),
        ("{a: max(c for c in a) for a in b}", True),
    ],
)
def test_a_second_for_in_a_comprehension_is_seen(source, is_nested):
    assert bool(list(nested_comprehensions(source))) is is_nested


def test_a_chapter_says_at_once_what_it_teaches(notebook):
    objectives = notebook.metadata["medkeras"]["objectives"]
    listed = re.findall(r"^\d+\. ", notebook.cells[0].source, re.MULTILINE)
    assert len(listed) == len(objectives) >= 3


def test_a_chapter_says_what_it_needs(chapter, notebook):
    """In words; the chapters it names come before it."""
    needed = prerequisites(notebook)
    assert needed, "the header states no prerequisites"
    before = [c.number for c in CHAPTERS[: CHAPTERS.index(chapter)]]
    later = set(chapters_named(" ".join(needed))) - set(before)
    assert not later, f"{later} do not come before"


def test_the_references_name_the_review(notebook):
    found = [t for t in texts_of(notebook) if "## References" in t]
    assert found, "no references"
    listed = " ".join(found[0].split("## References")[1].split())
    named = (*review.AUTHORS, str(review.YEAR), review.TITLE)
    missing = [part for part in named if part not in listed]
    assert not missing, f"the references lack {missing}; write {review.PLACE}"


def test_every_figure_goes_through_the_one_door(notebook):
    code = code_of(notebook)
    for cell in code:
        drawn = cell.count("figure = visualize.")
        assert drawn == cell.count("visualize.show(figure)"), cell
        assert "matplotlib" not in cell, cell
    assert "figure = visualize." in "".join(code)


def test_a_recorded_result_is_from_the_lesson_or_the_full_run(chapter):
    record = ROOT / "chapters" / "results" / f"{chapter.name}.json"
    command = f"medkeras run {chapter.number} --record"
    assert record.is_file(), f"no results yet: {command}"
    facts = json.loads(record.read_text())
    assert facts["chapter"] == chapter.name
    assert facts["mode"] in ("lesson", "full")
    assert facts["seconds"] > 0

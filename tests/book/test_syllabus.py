"""The table of chapters in solutions/TEACHING.md cannot go stale."""

import re
from pathlib import Path

import pytest
from nbformat import from_dict, v4

from medkeras.book import plans, syllabus
from medkeras.book.build import generated, worked_notebook
from medkeras.book.chapters import chapters
from medkeras.book.solutions import exercise_of
from medkeras.exercises import checking
from medkeras.utils.errors import UsageError

BOOK = Path(__file__).parents[2]
TEACHING = BOOK / "solutions" / "TEACHING.md"


def book(name, points):
    cells = [v4.new_markdown_cell(f"# {name} | wide")]
    for worth in points:
        cell = v4.new_code_cell("check")
        cell.metadata.nbgrader = from_dict({"points": worth})
        cells.append(cell)
    notebook = v4.new_notebook(cells=[*cells, v4.new_code_cell("x")])
    facts = {"minutes": 30, "objectives": ["count", "measure"]}
    notebook.metadata.medkeras = from_dict(facts)
    return None, notebook


def test_a_row_a_chapter_and_the_sums():
    lines = syllabus.table([book("1", [1, 2]), book("2", [])]).splitlines()
    assert lines[2:] == [
        r"| 1 \| wide | 30 | 2 | 3 | count; measure |",
        r"| 2 \| wide | 30 | 0 | 0 | count; measure |",
        "| together | 60 | 2 | 3 |  |",
    ]


MARKERS = (plans.BEGIN, plans.END, syllabus.BEGIN, syllabus.END)


def test_only_what_is_between_the_markers_changes():
    page = "a\n{}\nold\n{}\nb\n{}\nold\n{}\nc\n".format(*MARKERS)
    new = syllabus.filled(page, [])
    assert new.startswith("a\n") and new.endswith("\nc\n")
    assert "\nb\n" in new and "old" not in new and "together" in new
    assert syllabus.filled(new, []) == new


@pytest.mark.parametrize("missing", MARKERS)
def test_a_page_without_markers_is_refused(missing):
    page = "\n".join(each for each in MARKERS if each != missing)
    with pytest.raises(UsageError, match="TEACHING"):
        syllabus.filled(page, [])


def test_the_build_writes_the_books_own_table():
    assert generated(BOOK)[TEACHING] == TEACHING.read_text("utf-8")


def test_the_table_has_the_points_that_are_registered():
    text = TEACHING.read_text("utf-8").split(syllabus.BEGIN)[1]
    for chapter in chapters(BOOK):
        notebook = worked_notebook(chapter)
        code = [c.source for c in notebook.cells if c.cell_type == "code"]
        numbers = [number for number in map(exercise_of, code) if number]
        points = sum(checking.find(number).points for number in numbers)
        (row,) = re.findall(rf"^\| {re.escape(chapter.number)} .*", text, re.M)
        counted, worth = map(int, row.split(" | ")[2:4])
        written = counted - len(numbers)
        assert 0 <= written <= 3
        assert worth >= points + written
        assert worth == points or written

"""Each row of the review's tables: a task, a chapter, or a reason."""

import pytest

from medkeras.book.new.sections import SECTIONS
from medkeras.tasks.coverage import ROWS, coverage


def test_the_tables_have_their_rows():
    assert [row.table for row in ROWS].count(1) == 7
    assert [row.table for row in ROWS].count(2) == 13


@pytest.mark.parametrize("covered", coverage(), ids=lambda c: c.row.name)
def test_a_row_has_tasks_or_says_why_not(covered):
    assert bool(covered.tasks) != bool(covered.reason), covered.row
    assert covered.chapters
    assert set(covered.row.chapters) <= set(SECTIONS)
    if covered.row.table == 2:
        assert {t.chapter for t in covered.tasks} <= set(covered.row.chapters)
    else:
        families = {task.architecture for task in covered.tasks}
        assert families <= {covered.row.architecture}


def test_what_is_not_written_is_said():
    states = {each.row.name: each.state for each in coverage(["2.2.2"])}
    assert states["restricted Boltzmann machines"] == "chapter"
    assert states["healthy ageing [8]"] == "not yet"
    assert states["LSTM"] == "task"

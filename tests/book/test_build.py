import json
from pathlib import Path

import pytest

from medkeras.book.build import build, generated, is_stale, stale
from medkeras.book.chapters import chapters, find
from medkeras.utils.errors import UsageError

BOOK = Path(__file__).parents[2]


def test_the_books_generated_files_are_fresh():
    assert stale(BOOK) == []


def test_building_twice_gives_identical_bytes(mini):
    written = build()
    first = {path: path.read_bytes() for path in written}
    assert len(first) == 3
    assert build() == []
    for path in written:
        path.unlink()
    build()
    assert {path: path.read_bytes() for path in written} == first


def test_generated_text_of_the_book_is_stable():
    assert generated(BOOK) == generated(BOOK)


def test_notebooks_hold_no_outputs_times_or_tool_versions(mini):
    build()
    for path in (find("tiny").worked, find("tiny").student):
        notebook = json.loads(path.read_text("utf-8"))
        assert set(notebook["metadata"]) == {
            "kernelspec",
            "language_info",
            "medkeras",
        }
        for cell in notebook["cells"]:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None
            assert set(cell["metadata"]) <= {
                "deletable",
                "editable",
                "nbgrader",
            }


def test_cell_ids_depend_on_place_not_on_text(mini, master):
    def ids():
        text = find("tiny").worked.read_text("utf-8")
        return [cell["id"] for cell in json.loads(text)["cells"]]

    build()
    before = ids()
    master.write_text(master.read_text("utf-8").replace("Return the", "Give"))
    build()
    assert ids() == before
    assert len(set(before)) == len(before)
    (master.parent / "9_2_other.py").write_bytes(master.read_bytes())
    build()
    other = json.loads(find("9.2").worked.read_text("utf-8"))["cells"]
    assert not set(before) & {cell["id"] for cell in other}


def test_check_names_missing_stale_and_orphaned_files(mini, master):
    assert "chapters/README.md: missing" in stale()
    build()
    assert stale() == []
    worked = find("tiny").worked
    worked.write_text(worked.read_text("utf-8") + " ")
    orphan = mini / "chapters" / "9_tiny" / "9_0_gone.ipynb"
    orphan.write_text("{}")
    assert stale() == [
        "solutions/9_tiny/9_1_tiny.ipynb: stale",
        "chapters/9_tiny/9_0_gone.ipynb: orphan, no master makes it",
    ]
    assert orphan in build()
    assert not orphan.exists()


def test_one_chapter_can_be_asked_about(mini, master):
    chapter = find("tiny")
    assert is_stale(chapter, solutions=False)
    build()
    assert not is_stale(chapter, solutions=False)
    assert not is_stale(chapter, solutions=True)
    chapter.student.write_text("{}")
    assert is_stale(chapter, solutions=False)
    assert not is_stale(chapter, solutions=True)


def test_a_bad_master_writes_nothing(mini, master, add_cells):
    build()
    before = find("tiny").student.read_bytes()
    add_cells("# %%\n### BEGIN SOLUTION\n")
    with pytest.raises(UsageError):
        build()
    assert find("tiny").student.read_bytes() == before


def test_removing_any_marker_of_the_book_fails(tmp_path):
    """One test for every BEGIN and END in every master."""
    for chapter in chapters(BOOK):
        text = chapter.master.read_text("utf-8")
        copy = tmp_path / "solutions" / chapter.part / f"{chapter.name}.py"
        copy.parent.mkdir(parents=True, exist_ok=True)
        lines = text.split("\n")
        markers = [n for n, line in enumerate(lines) if " SOLUTION" in line]
        for number in markers:
            copy.write_text("\n".join(lines[:number] + lines[number + 1 :]))
            with pytest.raises(UsageError, match="SOLUTION"):
                generated(tmp_path)
        copy.unlink()

import json
from pathlib import Path

import pytest

from medkeras.book.build import build, generated, stale, state_of
from medkeras.book.chapters import chapters, find
from medkeras.book.ownership import State
from medkeras.utils.errors import UsageError

BOOK = Path(__file__).parents[2]


def test_the_books_generated_files_are_fresh():
    assert stale(BOOK) == []


def test_building_twice_gives_identical_bytes(mini):
    written = build().written
    first = {path: path.read_bytes() for path in written}
    assert len(first) == 3
    assert build().written == []
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
    change_master(master)
    (mini / "chapters" / "README.md").unlink()
    assert stale() == [
        "solutions/9_tiny/9_1_tiny.ipynb: stale: its master has changed",
        "chapters/9_tiny/9_1_tiny.ipynb: stale: its master has changed",
        "chapters/README.md: missing",
    ]


def change_master(master):
    text = master.read_text("utf-8")
    master.write_text(text.replace("Return the answer", "Give the answer"))


def test_a_clone_with_windows_line_ends_is_fresh(mini, master):
    build()
    for path in (find("tiny").student, mini / "chapters" / "README.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert stale() == []
    change_master(master)
    assert find("tiny").student in build().written


def test_notes_in_the_index_are_kept(mini, master):
    build()
    path = mini / "chapters" / "README.md"
    made = path.read_text("utf-8")
    changed = made.replace("# Chapters", "# My chapters")
    for text in ("My own course\n", made + "Mine\n", changed):
        path.write_text(text, encoding="utf-8")
        change_master(master)
        assert build().left[0].path == path
        assert path.read_text("utf-8") == text


@pytest.mark.parametrize("name", [None, "lab.py", "1_lab.py"])
def test_a_folder_that_is_no_book_is_refused(tmp_path, monkeypatch, name):
    for folder in ("chapters", "solutions"):
        (tmp_path / folder / "week1").mkdir(parents=True)
        (tmp_path / folder / "week1" / "lab.ipynb").write_text("{}")
    (tmp_path / "chapters" / "README.md").write_text("Another course\n")
    if name:
        (tmp_path / "solutions" / "week1" / name).write_text("# %%\n1\n")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    monkeypatch.chdir(tmp_path)
    for overwrite in (False, True):
        with pytest.raises(UsageError) as error:
            build(overwrite=overwrite)
        assert "\n" not in str(error.value)
    after = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert after == before


def test_one_chapter_can_be_asked_about(mini, master):
    chapter = find("tiny")
    assert state_of(chapter, solutions=False) == (State.MISSING, True)
    build()
    for solutions in (False, True):
        assert state_of(chapter, solutions) == (State.FRESH, False)
    text = chapter.student.read_text("utf-8")
    chapter.student.write_text(text.replace("# YOUR CODE HERE", "# Mine"))
    assert state_of(chapter, solutions=False) == (State.CHANGED, False)
    change_master(master)
    assert state_of(chapter, solutions=False) == (State.CHANGED, True)
    assert state_of(chapter, solutions=True) == (State.STALE, True)


def test_a_chapter_handed_out_without_its_master_knows_its_own(mini, master):
    build()
    chapter = find("tiny")
    master.unlink()
    assert state_of(chapter, solutions=False) == (State.FRESH, False)
    text = chapter.student.read_text("utf-8")
    chapter.student.write_text(text.replace("# YOUR CODE HERE", "# Mine"))
    assert state_of(chapter, solutions=False) == (State.CHANGED, False)


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

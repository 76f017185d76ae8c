"""The map of the book: read from what the build made of the masters."""

from pathlib import Path

import nbformat
import pytest

from medkeras.book.build import build
from medkeras.book.chapters import chapters
from medkeras.book.index import chapters_named, prerequisites
from medkeras.book.reading_order import Entry, book_map, read_before
from medkeras.utils.errors import UsageError

BOOK = Path(__file__).parents[2]


def entry(number, *needs):
    return Entry(number, f"{number} Title: more", 60, needs)


CHAIN = {
    "1": entry("1"),
    "2.0": entry("2.0", "1"),
    "2.1": entry("2.1"),
    "3.1": entry("3.1", "2.1", "2.0"),
    "3.2": entry("3.2", "3.1", "1"),
}


@pytest.fixture
def three(mini, master):
    """The miniature book with two more chapters, built."""
    text = master.read_text("utf-8")
    needs = "prerequisites: [the number 1]"
    for number, needed in (("2", "chapter 9.1"), ("3", "'9.2: twice, 9.2'")):
        new = text.replace("9.1 Tiny", f"9.{number} Next, and more")
        new = new.replace("9.1-1", f"9.{number}-1")
        new = new.replace(needs, f"prerequisites: [{needed}]")
        (master.parent / f"9_{number}_next.py").write_text(new, "utf-8")
    build()
    return mini


def test_the_map_says_what_each_chapter_asks_for(three):
    entries = book_map()
    assert [*entries] == ["9.1", "9.2", "9.3"]
    assert [each.needs for each in entries.values()] == [
        (),
        ("9.1",),
        ("9.2",),
    ]
    assert entries["9.2"].title == "9.2 Next, and more"
    assert entries["9.2"].short_title == "9.2 Next"
    assert entries["9.1"].minutes == 1


def test_a_book_without_masters_has_its_map(three, monkeypatch):
    with_masters = book_map()
    (three / "solutions").rename(three / "elsewhere")
    assert book_map(three) == with_masters


def test_a_readers_copy_is_no_chapter_of_the_map(three):
    (three / "solutions").rename(three / "elsewhere")
    path = three / "chapters" / "9_tiny" / "9_1_tiny.ipynb"
    text = path.read_text("utf-8").replace("9.1 Tiny", "9.1 Mine")
    for name in ("9_1_tiny-Copy1.ipynb", "9_1_a_copy.ipynb"):
        (path.parent / name).write_text(text, "utf-8")
    assert [*book_map(three)] == ["9.1", "9.2", "9.3"]
    assert book_map(three)["9.1"].title == "9.1 Tiny"


def test_all_that_comes_before_comes_in_reading_order():
    assert read_before("1", CHAIN) == []
    assert read_before("3.1", CHAIN) == ["1", "2.0", "2.1"]
    assert read_before("3.2", CHAIN) == ["1", "2.0", "2.1", "3.1"]


def test_a_chapter_that_is_not_there_is_left_out_of_a_path():
    entries = {"2": entry("2", "1.5"), "3": entry("3", "2", "1.5")}
    assert read_before("3", entries) == ["2"]


def test_a_number_off_the_map_is_refused_in_a_line():
    with pytest.raises(UsageError, match=r"Received: '3\.3'") as caught:
        read_before("3.3", CHAIN)
    assert "\n" not in str(caught.value)


def remove(path):
    path.unlink()


def scribble(path):
    path.write_text("no notebook", "utf-8")


def forget(path):
    notebook = nbformat.read(path, as_version=4)
    del notebook.metadata["medkeras"]
    nbformat.write(notebook, path)


@pytest.mark.parametrize("harm", [remove, scribble, forget])
def test_a_lost_notebook_is_named_in_a_line(three, harm):
    harm(three / "chapters" / "9_tiny" / "9_2_next.ipynb")
    with pytest.raises(UsageError, match=r"9_2_next\.ipynb") as caught:
        book_map()
    assert "\n" not in str(caught.value)


def test_the_books_own_map_is_what_its_masters_say():
    entries = book_map(BOOK)
    for chapter in chapters(BOOK):
        notebook = nbformat.read(chapter.worked, as_version=4)
        named = chapters_named(" ".join(prerequisites(notebook)))
        assert set(entries[chapter.number].needs) == set(named)
    assert read_before("1", entries) == []
    assert read_before("2.0.1", entries) == ["1"]

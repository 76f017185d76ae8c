"""A folder appears whole, or not at all."""

import pytest

from medkeras.book.new_folder import new_folder
from medkeras.utils.errors import UsageError


@pytest.fixture
def book(tmp_path):
    (tmp_path / "book" / "runs").mkdir(parents=True)
    return tmp_path / "book"


@pytest.mark.parametrize("there", [False, True])
def test_what_was_written_is_there_at_the_end(tmp_path, book, there):
    folder = tmp_path / "new" / "one"
    if there:
        folder.mkdir(parents=True)  # empty
    with new_folder(folder, book, "it") as stage:
        (stage / "a").write_text("b")
        assert not (folder / "a").exists()
    assert (folder / "a").read_text() == "b"
    assert [each.name for each in folder.parent.iterdir()] == ["one"]


def test_an_interruption_leaves_nothing(tmp_path, book):
    folder = tmp_path / "new"
    with pytest.raises(KeyboardInterrupt):
        with new_folder(folder, book, "it") as stage:
            (stage / "a").write_text("b")
            raise KeyboardInterrupt
    assert [each.name for each in tmp_path.iterdir()] == ["book"]


@pytest.mark.parametrize("kind", ["file", "full", "link"])
def test_nothing_is_overwritten(tmp_path, book, kind):
    place = tmp_path / "taken"
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine").write_text("a")
    if kind == "file":
        place.write_text("a")
    else:
        place.symlink_to(full) if kind == "link" else full.rename(place)
    with pytest.raises(UsageError, match="nothing is overwritten"):
        with new_folder(place, book, "it"):
            raise AssertionError("not reached")


def test_not_inside_the_book_not_even_by_a_link(tmp_path, book, monkeypatch):
    (tmp_path / "link").symlink_to(book)
    monkeypatch.chdir(book)
    for place in ("new", "runs/new", "../book/new", tmp_path / "link" / "new"):
        with pytest.raises(UsageError, match="it must be outside of the book"):
            with new_folder(book / place, book, "it"):
                raise AssertionError("not reached")
    assert [each.name for each in book.iterdir()] == ["runs"]

import contextlib

import pytest

from medkeras.book import results_folder
from medkeras.book.results_folder import keep_copy, put, remove, stage
from medkeras.utils.errors import UsageError


def names(folder):
    return sorted(p.name for p in folder.iterdir() if p.name[0] != ".")


def test_a_file_of_an_earlier_run_is_replaced(tmp_path):
    for text in ("one", "two"):
        assert put(tmp_path / "a.txt", text) is None
    assert (tmp_path / "a.txt").read_text() == "two"
    assert names(tmp_path) == ["a.txt"]


def test_a_file_that_a_reader_made_or_changed_is_kept(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("mine")
    assert put(path, "one") == tmp_path / "a-yours.txt"
    path.write_text("changed")
    assert put(path, "two") == tmp_path / "a-yours-2.txt"
    assert path.read_text() == "two"
    kept = [tmp_path / "a-yours.txt", tmp_path / "a-yours-2.txt"]
    assert [each.read_text() for each in kept] == ["mine", "changed"]


def test_only_an_unchanged_result_is_removed(tmp_path):
    path = tmp_path / "a.txt"
    put(path, "one")
    path.write_text("changed")
    remove(path)
    assert path.exists()
    put(path, "one")
    remove(path)
    remove(path)
    assert names(tmp_path) == ["a-yours.txt"]


def test_a_broken_list_makes_everything_a_readers(tmp_path):
    put(tmp_path / "a.txt", "one")
    (tmp_path / ".made-by-medkeras.json").write_text("{")
    assert put(tmp_path / "a.txt", "two") is not None


@pytest.mark.parametrize("survived", range(4))
def test_a_run_that_is_killed_leaves_nobody_elses_file(
    tmp_path, monkeypatch, survived
):
    """It writes three times: the list, the result, the list."""
    put(tmp_path / "a.txt", "one")
    left, write = [survived], results_folder.write_atomically

    def killed(*args):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return write(*args)

    monkeypatch.setattr(results_folder, "write_atomically", killed)
    with contextlib.suppress(KeyboardInterrupt):
        put(tmp_path / "a.txt", "two")
    monkeypatch.undo()
    assert put(tmp_path / "a.txt", "two") is None
    assert (tmp_path / "a.txt").read_text() == "two"
    assert names(tmp_path) == ["a.txt"]


def test_a_copy_of_the_same_file_is_made_once(tmp_path):
    """The run that made it was killed before it put its own in place."""
    path = tmp_path / "a.txt"
    path.write_text("mine")
    assert keep_copy(path) == keep_copy(path) == tmp_path / "a-yours.txt"


def test_a_copy_never_replaces_another(tmp_path):
    path = tmp_path / "a.txt"
    for number in range(3):
        path.write_text(str(number))
        keep_copy(path)
    assert len(names(tmp_path)) == 4


@pytest.mark.parametrize("name", ["chapters", "chapters/9_tiny", "solutions"])
def test_results_never_go_among_the_chapters(mini, name):
    with (
        pytest.raises(UsageError, match="not one of the book's own"),
        stage(mini / name),
    ):
        pass
    with stage(mini / "runs" / "x") as inside:
        (inside / "record.json").touch()
    assert list((mini / "runs" / "x").iterdir()) == []

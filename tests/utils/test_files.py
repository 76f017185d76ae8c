"""Files are whole or not there."""

import os

import pytest

from medkeras.utils import files
from medkeras.utils.errors import UsageError


def test_writes_text_and_bytes_and_makes_folders(tmp_path):
    path = tmp_path / "new" / "a.txt"
    assert files.write_atomically(path, "ü\n").read_bytes() == "ü\n".encode()
    files.write_atomically(path, b"second")
    assert path.read_bytes() == b"second"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]


def test_an_interruption_leaves_the_old_file_and_no_part(tmp_path, monkeypatch):
    path = files.write_atomically(tmp_path / "a.txt", "old")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write_atomically(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_the_root_is_found_from_below_and_from_elsewhere(
    root, tmp_path, monkeypatch
):
    monkeypatch.chdir(root / "tests")
    assert files.project_root() == root
    monkeypatch.chdir(tmp_path)
    assert files.project_root() == root
    (tmp_path / "chapters").mkdir()
    (tmp_path / "solutions").mkdir()
    assert files.project_root() == tmp_path


def test_outside_a_clone_the_message_says_what_is_missing(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(files, "__file__", str(tmp_path / "a" / "b" / "c.py"))
    with pytest.raises(UsageError, match="chapters/"):
        files.project_root()


def test_without_a_clone_the_chapters_are_those_of_the_package(
    root, tmp_path, monkeypatch
):
    assert files.chapters_folder() == root / "chapters"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(files, "__file__", str(tmp_path / "a" / "b" / "c.py"))
    with monkeypatch.context() as patch:
        # Whatever is installed beside the tests.
        patch.setattr(files.importlib.util, "find_spec", lambda name: None)
        with pytest.raises(UsageError, match="no clone of the book"):
            files.chapters_folder()
    (tmp_path / "site" / "medkeras_chapters").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "site")
    found = files.chapters_folder()
    assert found == tmp_path / "site" / "medkeras_chapters"

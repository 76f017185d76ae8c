import os
import shlex
import subprocess
import sys

import pytest

from medkeras.book import own_downloads

SETS = ["mitdb", "pima", "pneumonia_mnist"]


@pytest.fixture
def name_folder(monkeypatch):
    return lambda path: monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(path))


def test_nothing_is_wrong_where_nothing_is_set(monkeypatch):
    monkeypatch.delenv("MEDKERAS_MANUAL_DIR", raising=False)
    assert own_downloads.folder() is None
    assert own_downloads.trouble() == ("", "")
    assert own_downloads.unused() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="a command of POSIX")
@pytest.mark.parametrize("name", ["no such", "it's", "a;b", "$HOME", "x/y"])
def test_the_advice_makes_the_folder_it_names(name_folder, tmp_path, name):
    name_folder(tmp_path / name)
    state, repair = own_downloads.trouble()
    assert "does not exist" in state
    command, _, rest = repair.rpartition(", or ")
    assert rest == "unset MEDKERAS_MANUAL_DIR"
    assert shlex.split(command) == ["mkdir", "-p", str(tmp_path / name)]
    subprocess.run(command, shell=True, check=True, cwd=tmp_path)
    assert (tmp_path / name).is_dir()
    assert os.listdir(tmp_path) == [name.split("/")[0]]


def test_a_file_is_no_folder_and_mkdir_no_cure(name_folder, tmp_path):
    (tmp_path / "file").touch()
    name_folder(tmp_path / "file")
    state, repair = own_downloads.trouble()
    assert state.endswith("file is no folder")
    assert "mkdir" not in repair


def test_a_set_in_the_folder_is_enough(name_folder, tmp_path):
    (tmp_path / "pima").mkdir()
    (tmp_path / "pima" / "diabetes.csv").write_text("1")
    name_folder(tmp_path)
    assert own_downloads.unused() == ""
    assert own_downloads.trouble() == ("", "")


def test_an_empty_folder_is_told(name_folder, tmp_path):
    name_folder(tmp_path)
    line = own_downloads.unused()
    assert line.endswith("found an empty folder")
    assert all(name in line for name in SETS)

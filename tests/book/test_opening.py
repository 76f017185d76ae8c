"""tests/test_installed.py runs the cell where the package is missing."""

import ast
import importlib.util
import subprocess
import sys

import nbformat
import pytest

import medkeras
from medkeras.book.build import build
from medkeras.book.chapters import chapters, find
from medkeras.book.opening import SETUP, is_setup


@pytest.fixture
def called(monkeypatch):
    """Commands that the cell would start."""
    commands = []
    monkeypatch.setattr(
        subprocess, "run", lambda words, check: commands.append((words, check))
    )
    return commands


def test_it_does_nothing_where_the_package_is(called, capsys):
    exec(SETUP, {})
    assert called == []
    assert capsys.readouterr() == ("", "")


def test_it_says_what_it_installs_and_where(called, capsys, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    exec(SETUP, {})
    version = medkeras.__version__
    said = capsys.readouterr().out
    assert said.startswith(f"Installing medkeras {version} and what it needs")
    assert said.endswith(f" in {sys.prefix}\n")
    pip = [sys.executable, "-m", "pip", "install", "--quiet"]
    assert called == [([*pip, f"medkeras=={version}"], True)]


def test_it_leaves_no_name_that_a_chapter_could_trip_over():
    names = {
        node.id
        for node in ast.walk(ast.parse(SETUP))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    assert names == {"pip"}
    assert len(SETUP.splitlines()) <= 10
    assert max(map(len, SETUP.splitlines())) <= 80


def test_it_is_the_first_code_cell_of_every_notebook(root):
    for chapter in chapters(root):
        for path in (chapter.student, chapter.worked):
            cells = nbformat.read(path, as_version=4).cells
            code = [cell for cell in cells if cell.cell_type == "code"]
            assert code[0].source == SETUP, path
            assert [cell for cell in code if is_setup(cell)] == code[:1]
            assert cells[0].source.startswith("# ")


def test_a_reader_s_changed_notebook_keeps_its_own(mini):
    build()
    path = find("tiny").student
    assert is_setup(nbformat.read(path, as_version=4).cells[1])
    text = path.read_text("utf-8").replace("Opened alone", "Mine")
    path.write_text(text, encoding="utf-8")
    assert [each.path for each in build().left] == [path]
    assert path.read_text("utf-8") == text

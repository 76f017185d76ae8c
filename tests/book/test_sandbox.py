"""The process of one answer: it works, it ends, and it leaves nothing."""

import contextlib
import itertools
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from medkeras.book.build import worked_notebook
from medkeras.book.chapters import chapters
from medkeras.book.grading.channel import ChannelClosedError
from medkeras.book.grading.sandbox import Sandbox
from medkeras.book.grading.verdicts import call_of
from medkeras.exercises import checking

BOOK = Path(__file__).parents[2]


def test_cells_share_names_and_tell_errors(tmp_path):
    with Sandbox(tmp_path, 20) as sandbox:
        assert sandbox.run("x = 20\nprint('lost')") is None
        assert sandbox.run("1 / 0") == "ZeroDivisionError: division by zero"
        assert sandbox.run("def f(y): return x + y") is None
        assert sandbox.evaluate("f")(2) == 22
        assert sandbox.evaluate("x + 1") == 21
        with pytest.raises(NameError, match="nothing"):
            sandbox.evaluate("nothing")
        assert sandbox.ended == ""


def test_it_runs_in_smoke_mode_on_copies_of_the_files(tmp_path):
    (tmp_path / "a.txt").write_text("mine")
    (tmp_path / "notebook.ipynb").write_text("{}")
    with Sandbox(tmp_path, 20) as sandbox:
        sandbox.run("import os; names = os.listdir()")
        assert sandbox.evaluate("names") == ["a.txt"]
        assert sandbox.evaluate("os.environ['MEDKERAS_MODE']") == "smoke"
        sandbox.run("open('a.txt', 'w').write('changed')")
    assert (tmp_path / "a.txt").read_text() == "mine"


def test_too_late_means_killed_with_all_that_it_started(tmp_path):
    start = "import subprocess, sys\nchild = subprocess.Popen([sys.executable, "
    start += "'-c', 'import time; time.sleep(60)'])"
    with Sandbox(tmp_path, 5) as sandbox:
        sandbox.run(start)
        child = psutil.Process(sandbox.evaluate("child.pid"))
        sandbox._seconds = 0.5
        began = time.monotonic()
        with pytest.raises(ChannelClosedError):
            sandbox.run("while True: pass")
        assert time.monotonic() - began < 4
        assert sandbox.ended == "it took longer than 0.5 seconds."
        with contextlib.suppress(psutil.NoSuchProcess):
            child.wait(5)


def test_nothing_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    empty = tmp_path / "files"
    empty.mkdir()
    with Sandbox(empty, 5) as sandbox:
        process = sandbox._process
        assert list(tmp_path.glob("answer-*"))
    assert process.poll() is not None
    assert not list(tmp_path.glob("answer-*"))


def test_every_answer_of_the_book_is_right_from_over_there(tmp_path):
    """What a check hands over and expects can be told over the channel."""
    graded = 0
    with Sandbox(tmp_path, 60) as sandbox:
        for chapter in chapters(BOOK):
            cells = worked_notebook(chapter).cells
            code = [cell.source for cell in cells if cell.cell_type == "code"]
            for solution, check in itertools.pairwise(code):
                if "### BEGIN SOLUTION" not in solution:
                    continue
                number, name = call_of(check)
                sandbox.run(solution)
                answer = sandbox.evaluate(name)
                told = checking.outcome(checking.find(number), answer)
                assert told == ("correct", None), number
                graded += 1
    assert graded == len(checking.all_exercises())

import io
import json
import os
import signal
import sys
import time
from pathlib import Path

import nbformat
import pytest
from rich.console import Console

from medkeras.book import page
from medkeras.book.build import build
from medkeras.book.chapters import find
from medkeras.book.failures import ChapterError
from medkeras.book.run import run
from medkeras.utils.errors import UsageError

HOLD = """
# %%
import pathlib, time

pathlib.Path("started").touch()
time.sleep(60)
"""
PROBE = """
# %%
print(os.getcwd())
print({k: v for k, v in os.environ.items() if k.startswith("MEDKERAS")})
"""


def go(mini, **options):
    console = Console(file=io.StringIO(), width=200)
    result = run(find("tiny"), mini / "out", console=console, **options)
    return result, console.file.getvalue()


def names(folder):
    """Files a reader sees, without the list of what runs have made."""
    found = sorted(path.name for path in Path(folder).iterdir())
    return [name for name in found if name != ".made-by-medkeras.json"]


def outputs(path):
    cells = nbformat.read(path, as_version=4).cells
    found = [o for c in cells if c.cell_type == "code" for o in c.outputs]
    return "".join(o.get("text", "") for o in found)


def test_a_run_leaves_notebook_page_and_record(mini, add_cells):
    add_cells(PROBE)
    build()
    result, log = go(mini, data="sample")
    assert names(mini / "out") == [
        "9_1_tiny.html",
        "9_1_tiny.ipynb",
        "record.json",
    ]
    assert result.facts == json.loads(result.record.read_text("utf-8"))
    assert result.facts["metrics"][0]["model"] == "coin"
    text = outputs(result.notebook)
    assert "9.1-1 not attempted" in text
    assert str(mini / "chapters" / "9_tiny") in text
    assert "'MEDKERAS_MODE': 'smoke'" in text
    assert "'MEDKERAS_DATA': 'sample'" in text
    assert "<math" in result.page.read_text("utf-8")
    assert "cell 4/9, " in log
    assert "stale" not in log


def test_the_worked_notebook_has_its_answers(mini):
    build()
    result, _ = go(mini, solutions=True)
    assert "9.1-1 right" in outputs(result.notebook)


def test_a_failing_cell_stops_and_leaves_a_partial_notebook(mini, add_cells):
    add_cells('# %%\nprint("before")\n1 / 0\n\n# %%\nprint("never")\n')
    build()
    with pytest.raises(ChapterError) as caught:
        go(mini)
    failure = caught.value
    assert failure.source == 'print("before")\n1 / 0'
    assert failure.trace.endswith("division by zero")
    assert failure.section == "2. A result"
    assert names(mini / "out") == ["9_1_tiny.failed.ipynb"]
    assert failure.saved == mini / "out" / "9_1_tiny.failed.ipynb"
    text = outputs(failure.saved)
    assert "before" in text
    assert "never" not in text


def test_a_dead_kernel_is_a_failure_and_success_clears_it(mini, add_cells):
    before = find("tiny").master.read_text("utf-8")
    add_cells("# %%\nos._exit(3)\n")
    build()
    started = time.monotonic()
    with pytest.raises(ChapterError, match="was killed"):
        go(mini)
    assert time.monotonic() - started < 20
    assert names(mini / "out") == ["9_1_tiny.failed.ipynb"]
    find("tiny").master.write_text(before)
    build()
    go(mini)
    assert "9_1_tiny.failed.ipynb" not in names(mini / "out")


def test_a_result_is_kept_in_lesson_mode_only(mini, monkeypatch):
    build()
    with pytest.raises(UsageError, match="lesson and full mode only"):
        go(mini, record=True)
    monkeypatch.setenv("MEDKERAS_MODE", "lesson")
    result, _ = go(mini, record=True)
    assert result.recorded == mini / "chapters" / "results" / "9_1_tiny.json"
    assert result.recorded.read_bytes() == result.record.read_bytes()


def test_a_chapter_without_record_has_nothing_to_keep(
    mini, master, monkeypatch
):
    text = master.read_text("utf-8")
    master.write_text(text.replace("record.save().name", "None"))
    build()
    result, _ = go(mini)
    assert result.record is None
    assert names(mini / "out") == ["9_1_tiny.html", "9_1_tiny.ipynb"]
    monkeypatch.setenv("MEDKERAS_MODE", "lesson")
    with pytest.raises(UsageError, match="wrote no record"):
        go(mini, record=True)


def test_requests_that_cannot_be_met(mini):
    with pytest.raises(UsageError, match="run `medkeras build`"):
        go(mini)
    build()
    with pytest.raises(UsageError, match="always reads the sample"):
        go(mini, data="full")
    (mini / "out").write_text("a file")
    with pytest.raises(UsageError, match="--out must be a folder"):
        go(mini)


def test_a_stale_notebook_runs_with_a_warning(mini, add_cells):
    build()
    add_cells("# %%\nprint('new')\n")
    result, log = go(mini)
    assert "stale: its master has changed; run `medkeras build`" in log
    assert "new" not in outputs(result.notebook)


def answered(chapter):
    text = chapter.student.read_text("utf-8")
    chapter.student.write_text(text.replace("# YOUR CODE HERE", "return 42"))


def test_a_students_own_answers_are_run(mini, master):
    build()
    answered(find("tiny"))
    before = find("tiny").student.read_bytes()
    result, log = go(mini)
    assert "9.1-1 right" in outputs(result.notebook)
    assert "you changed it; your version is run as it is" in log
    assert "master has changed" not in log
    text = master.read_text("utf-8")
    master.write_text(text.replace("Return the", "Give the"))
    _, log = go(mini)
    assert "its master has changed since: `medkeras build --overwrite`" in log
    assert find("tiny").student.read_bytes() == before


def test_results_that_a_reader_changed_are_kept(mini):
    build()
    result, _ = go(mini)
    noted = result.notebook.read_text("utf-8").replace("9.1 Tiny", "My notes")
    result.notebook.write_text(noted, encoding="utf-8")
    result, _ = go(mini)
    kept = mini / "out" / "9_1_tiny-yours.ipynb"
    assert result.copies == (kept,)
    assert kept.read_text("utf-8") == noted
    assert "My notes" not in result.notebook.read_text("utf-8")
    assert go(mini)[0].copies == ()


@pytest.mark.parametrize("content", ["", "{", "<<<<<<< HEAD\n{}"])
def test_what_is_no_notebook_is_one_line(mini, content):
    build()
    find("tiny").student.write_text(content)
    with pytest.raises(UsageError, match="expected a notebook") as error:
        go(mini)
    assert "\n" not in str(error.value)


def test_without_a_page_notebook_and_record_are_kept(mini, monkeypatch):
    build()
    go(mini)

    def no_template(notebook, name):
        raise ValueError("No template sub-directory with name 'lab'\nfound")

    monkeypatch.setattr(page, "page", no_template)
    result, _ = go(mini)
    assert result.page is None
    assert result.no_page == "No template sub-directory with name 'lab' found"
    assert result.facts["metrics"]
    # The page of the run before would not belong to this notebook.
    assert names(mini / "out") == ["9_1_tiny.ipynb", "record.json"]


def test_a_chapter_that_stops_with_advice_says_it_in_a_line(mini, add_cells):
    add_cells(
        "# %%\nfrom medkeras.utils.errors import DataError\n"
        'raise DataError("expected two records.\\n Received: one")\n'
    )
    build()
    with pytest.raises(ChapterError) as caught:
        go(mini)
    advice = "expected two records. Received: one"
    assert caught.value.advice == str(caught.value) == advice


@pytest.mark.parametrize(
    "end", ["raise KeyboardInterrupt", "raise SystemExit(0)"]
)
def test_a_cell_that_ends_the_kernel_is_a_failure(mini, add_cells, end):
    add_cells(f"# %%\n{end}\n\n# %%\nprint('never')\n")
    build()
    with pytest.raises(ChapterError):
        go(mini)
    assert names(mini / "out") == ["9_1_tiny.failed.ipynb"]


def test_downloads_where_nothing_looks_are_told(mini, monkeypatch):
    build()
    folder = mini / "downloads"
    folder.mkdir()
    (folder / "holiday.jpg").touch()
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(folder))
    assert "nothing in MEDKERAS_MANUAL_DIR" not in go(mini)[1]
    monkeypatch.setenv("MEDKERAS_MODE", "lesson")
    assert f"({folder}) is read" in go(mini)[1]
    assert "MANUAL" not in go(mini, data="sample")[1]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a child")
def test_an_interruption_leaves_nothing_half_written(mini, shell, add_cells):
    build()
    go(mini)
    kept = {path: path.read_bytes() for path in (mini / "out").iterdir()}
    add_cells(HOLD)
    build()
    process = shell("medkeras", "run", "9.1", "--out", "out")
    started = mini / "chapters" / "9_tiny" / "started"
    while not started.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors.strip().endswith("Interrupted; nothing half-written is left.")
    assert "Traceback" not in errors
    found = {path: path.read_bytes() for path in (mini / "out").iterdir()}
    assert found == kept

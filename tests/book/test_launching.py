"""Workers on this machine: started, watched, and none left behind."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from medkeras.book.launch.launching import launch
from medkeras.utils.errors import UsageError

MEDKERAS = Path(sys.executable).parent / "medkeras"
PLACES = ["127.0.0.1:2222", "127.0.0.1:2223"]
NOW = (
    "import json, os, pathlib, subprocess, sys, time;"
    "index = json.loads(os.environ['TF_CONFIG'])['task']['index'];"
)


def run(code, width=100):
    """Exit code of a job of two Pythons, and what was shown."""
    shown = io.StringIO()
    console = Console(file=shown, width=width)
    return launch([sys.executable, "-c", NOW + code], PLACES, console), shown


def test_each_gets_its_place_and_the_chief_has_the_last_word(capsys):
    code, shown = run(
        "print('result of', index); print('working', file=sys.stderr)"
    )
    assert code == 0
    assert capsys.readouterr().out == "result of 0\n"
    table = shown.getvalue()
    assert table.count("done") >= 2
    assert table.count("working") == 2
    assert "127.0.0.1:2223" in table


def test_when_one_dies_the_others_are_stopped_and_it_is_named(capsys):
    start = time.monotonic()
    code, shown = run(
        "print('Error: no data', file=sys.stderr) if index else None;"
        "sys.exit(3) if index else time.sleep(60)"
    )
    assert code == 1
    assert time.monotonic() - start < 10
    text = shown.getvalue()
    assert "Error: worker 1 failed (3)" in text
    assert "the others were stopped" in text
    assert "  Error: no data" in text
    assert capsys.readouterr().out == ""


def test_a_worker_that_is_killed_is_named():
    code, shown = run("os.kill(os.getpid(), 9) if index else time.sleep(60)")
    assert code == 1
    assert "worker 1 killed (SIGKILL)" in shown.getvalue()


def test_children_of_a_dead_worker_are_ended(tmp_path):
    """As a kernel that runs a chapter's cells in a session of its own."""
    note = tmp_path / "child"
    sleep = "import time; time.sleep(60)"
    code, _ = run(
        f"child = subprocess.Popen([sys.executable, '-c', {sleep!r}],"
        "start_new_session=True) if index else None;"
        f"index and pathlib.Path({str(note)!r}).write_text(str(child.pid));"
        "time.sleep(1 if index else 60);"
        "os.kill(os.getpid(), 9)"
    )
    assert code == 1
    pid = int(note.read_text())
    gone = not psutil.pid_exists(pid)
    assert gone or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_the_end_of_a_batch_job_stop_all(tmp_path, sent):
    job, pids = started(tmp_path)
    job.send_signal(sent)
    _, said = job.communicate(timeout=30)
    assert job.returncode == 130
    assert said.count("Interrupted") == 1
    assert not any(psutil.pid_exists(pid) for pid in pids)


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
@pytest.mark.parametrize("kill", [os.kill, os.killpg])
def test_workers_do_not_outlive_a_launcher_that_is_killed(tmp_path, kill):
    """With their children, and without leaving its folder."""
    child = "subprocess.Popen(['sleep', '60'], start_new_session=True)"
    job, pids = started(tmp_path, child, start_new_session=True)
    every = set()
    for pid in pids:
        worker = psutil.Process(pid)
        every |= {worker, *worker.children(recursive=True)}
    assert len(every) == 4
    assert list((tmp_path / "temporary").iterdir())
    kill(job.pid, signal.SIGKILL)
    job.communicate(timeout=30)
    _, left = psutil.wait_procs(every, timeout=20)
    assert not left
    deadline = time.monotonic() + 10
    while list((tmp_path / "temporary").iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def started(folder, first="pass", **options):
    """A job of two workers that wait, and their numbers."""
    code = NOW + (
        f"{first};"
        "pathlib.Path(str(index)).write_text(str(os.getpid()));time.sleep(60)"
    )
    python = sys.executable, "-c", code
    (folder / "temporary").mkdir()
    job = subprocess.Popen(
        [MEDKERAS, *"launch --workers 2 --".split(), *python],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "temporary")},
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )
    notes = [folder / "0", folder / "1"]
    deadline = time.monotonic() + 60
    while not all(n.is_file() and n.read_text() for n in notes):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return job, [int(note.read_text()) for note in notes]


def test_no_word_is_cut_on_a_terminal_of_80_columns():
    _, shown = run("print('w' * 200, file=sys.stderr)", width=80)
    lines = shown.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert any("worker" in line and "seconds" in line for line in lines)


def test_what_cannot_be_run_is_refused():
    with pytest.raises(UsageError, match="a command that can be run"):
        launch(["no-such-command"], PLACES, Console(file=io.StringIO()))

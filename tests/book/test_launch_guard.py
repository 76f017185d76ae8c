"""What the guard is told, and whom it may end."""

import subprocess
import sys

import psutil
import pytest

from medkeras.book.launch.launch_guard import Guard, guard, start

WAIT = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def waiting():
    """A process that waits."""
    process = subprocess.Popen(WAIT)
    yield psutil.Process(process.pid)
    process.kill()
    process.wait()


def test_nobody_is_ended_when_the_launcher_has_stopped_them(waiting):
    assert not guard([f"{waiting.pid} {start(waiting)!r}", "."])
    assert waiting.is_running()


def test_a_number_that_went_to_another_process_is_left_alone(waiting):
    assert guard([f"{waiting.pid} {start(waiting) - 9!r}"])
    assert waiting.status() != psutil.STATUS_ZOMBIE


def test_whom_the_launcher_left_is_ended(waiting):
    assert guard([f"{waiting.pid} {start(waiting)!r}"])
    assert not psutil.pid_exists(waiting.pid)


def test_a_clock_that_is_set_back_saves_nobody(waiting, monkeypatch):
    """Linux counts the moment of the boot back from the clock."""
    line, boot = f"{waiting.pid} {start(waiting)!r}", psutil.boot_time()
    began = waiting.create_time()
    hour = 3600
    monkeypatch.setattr(psutil, "boot_time", lambda: boot - hour)
    monkeypatch.setattr(
        psutil.Process, "create_time", lambda self: began - hour
    )
    assert guard([line])
    monkeypatch.undo()
    assert not psutil.pid_exists(waiting.pid)


def test_a_job_goes_on_without_its_guard(waiting, tmp_path):
    made = Guard(tmp_path)
    made.process.kill()
    made.process.wait()
    made.watch(waiting)
    made.dismiss()
    assert waiting.is_running()


def test_a_dismissed_guard_leaves_at_once(waiting, tmp_path):
    made = Guard(tmp_path)
    made.watch(waiting)
    made.dismiss()
    assert made.process.returncode == 0
    assert waiting.is_running()
    assert tmp_path.is_dir()


def test_the_guard_reads_no_more_of_the_book_than_itself():
    code = (
        "import runpy, sys; sys.stdin = ['.'];"
        "runpy.run_path(sys.argv[1], run_name='__main__');"
        "print([name for name in sys.modules if name.startswith('medkeras')])"
    )
    file = sys.modules["medkeras.book.launch.launch_guard"].__file__
    said = subprocess.run(
        [sys.executable, "-c", code, file], capture_output=True, text=True
    )
    assert said.stdout.strip() == "[]", said.stderr

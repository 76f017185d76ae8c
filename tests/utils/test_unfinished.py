"""Unfinished work: whole at its end, and cleared away after a kill."""

import contextlib
import os
import select
import signal
import subprocess
import sys

import pytest

from medkeras.utils import unfinished
from medkeras.utils.files import write_atomically
from medkeras.utils.unfinished import (
    alone_in,
    lock,
    remove_leftovers,
    unfinished_file,
    unfinished_folder,
)

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="has neither these locks nor SIGKILL"
)
# What another process is at when it is killed, by name.
WORK = {
    "half a file": "with unfinished_file(folder / 'a.txt') as part:\n"
    "    part.write(b'hal'); part.flush(); wait()",
    "a whole file, not yet renamed": "import os; os.replace = wait\n"
    "write_atomically(folder / 'a.txt', 'whole')",
    "a folder": "with unfinished_folder(folder) as inside:\n"
    "    (inside / 'record.json').touch(); wait()",
}
OTHER = """\
import pathlib, sys, time
from medkeras.utils.files import write_atomically
from medkeras.utils.unfinished import *

def wait(*_):
    print("at work", flush=True)
    time.sleep(60)

folder = pathlib.Path(sys.argv[1])
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def at_work(tmp_path):
    """Another process in the middle of its work in a folder."""
    started = []

    def start(work):
        code = OTHER + WORK[work]
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline() == "at work\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("work", WORK)
def test_only_what_a_dead_process_left_is_removed(tmp_path, at_work, work):
    process = at_work(work)
    before = names(tmp_path)
    assert before
    write_atomically(tmp_path / "b.txt", "another's")
    assert set(before) < set(names(tmp_path))
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert set(before) < set(names(tmp_path))
    write_atomically(tmp_path / "b.txt", "another's")
    assert names(tmp_path) == ["b.txt"]


def test_a_folder_that_was_made_anew_after_its_end_is_removed(tmp_path):
    """By a kernel that outlives the run which it belongs to."""
    with unfinished_folder(tmp_path) as inside:
        pass
    inside.mkdir()
    remove_leftovers(tmp_path)
    assert names(tmp_path) == []


def test_what_has_another_name_or_is_anothers_folder_stays(tmp_path):
    (tmp_path / "a.part-1").touch()
    (tmp_path / ".part-of-mine").mkdir()
    remove_leftovers(tmp_path)
    assert names(tmp_path) == [".part-of-mine", "a.part-1"]


def test_a_new_part_that_was_taken_for_a_leftover_is_made_anew(
    tmp_path, monkeypatch
):
    """Another process looked in between the making and the lock."""
    taken = []

    def taken_before(file):
        if not taken:
            taken.append(file.name)
            os.unlink(file.name)
        return lock(file)

    monkeypatch.setattr(unfinished, "lock", taken_before)
    with unfinished_file(tmp_path / "a.txt") as part:
        assert part.name not in taken
        part.write(b"whole")
    assert (tmp_path / "a.txt").read_bytes() == b"whole"
    assert names(tmp_path) == ["a.txt"]


def test_on_a_disk_without_locks_nothing_is_removed(tmp_path, monkeypatch):
    def no_locks(*_):
        raise OSError("no locks available")

    monkeypatch.setattr(unfinished.fcntl, "flock", no_locks)
    (tmp_path / ".part-1").touch()
    with unfinished_folder(tmp_path):
        write_atomically(tmp_path / "a.txt", "whole")
    assert names(tmp_path) == [".part-1", "a.txt"]


def test_a_full_disk_leaves_the_old_file_and_no_part(tmp_path):
    """A part that cannot be written to its end, as on a full disk."""
    import resource

    path = write_atomically(tmp_path / "a.txt", "old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(OSError) as caught:
            write_atomically(path, "too long for this disk")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert caught.value.filename == str(path)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_one_waits_for_the_other(tmp_path):
    code = (
        "import pathlib, sys\n"
        "from medkeras.utils.unfinished import alone_in\n"
        "print('begun', flush=True)\n"
        "with alone_in(pathlib.Path(sys.argv[1])):\n"
        "    print('alone', flush=True)\n"
    )
    with contextlib.ExitStack() as place:
        with alone_in(tmp_path):
            other = place.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", code, str(tmp_path)],
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            assert other.stdout.readline() == "begun\n"
            assert select.select([other.stdout], [], [], 0.5)[0] == []
        assert other.stdout.readline() == "alone\n"

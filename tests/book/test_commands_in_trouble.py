"""A full disk, a home that cannot be written to, two at once, a wrong clock.

Each ends with one line that says what is the matter, or as if it were not.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from medkeras import data
from medkeras.book.build import build, stale
from medkeras.book.results_folder import LIST
from medkeras.book.watch import saves

MEDKERAS = Path(sys.executable).parent / "medkeras"
RESULTS = [LIST, "9_1_tiny.html", "9_1_tiny.ipynb", "record.json"]
FUTURE = 4_000_000_000  # seconds since 1970: the year 2096
# A folder of the system's, in which not even root makes files.
UNWRITABLE = Path("/sys")

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="these disks and folders are Linux's"
)


@pytest.fixture
def on_a_full_disk(mini):
    """Run a command where a folder is a disk of 4 kB.

    Its exit code, what it said, and what it left there.
    """
    alone = ["unshare", "--map-root-user", "--mount"]
    script = (
        'mount -t tmpfs -o size=4k tmpfs "$0" || exit 9; "$@"; code=$?;'
        'find "$0" -type f; exit $code'
    )
    may = shutil.which("unshare") and not subprocess.run(
        [*alone, "sh", "-c", script, mini, "true"], stdout=subprocess.DEVNULL
    ).returncode  # fmt: skip
    if not may:
        pytest.skip("no disk may be mounted here")

    def start(disk, *words, **environment):
        (mini / disk).mkdir(exist_ok=True)
        done = subprocess.run(
            [*alone, "sh", "-c", script, disk, MEDKERAS, *words],
            cwd=mini,
            env={**os.environ, **environment},
            text=True,
            capture_output=True,
            timeout=300,
        )
        left = [Path(each).name for each in done.stdout.split()]
        return done.returncode, one_line(done.stderr), left

    return start


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def one_line(said):
    """The line of the error, the only one."""
    assert "Traceback" not in said
    (line,) = [each for each in said.splitlines() if each[:6] == "Error:"]
    return line


def test_a_run_on_a_full_disk_is_one_line(on_a_full_disk):
    build()
    code, line, left = on_a_full_disk("out", "run", "9.1", "--out", "out")
    assert code == 1
    assert "No space left on device: free some" in line
    assert set(left) <= {LIST}


def test_a_set_on_a_full_disk_is_one_line(mini, on_a_full_disk):
    code, line, left = on_a_full_disk(
        "cache", "data", "pima_diabetes", "--variant", "sample",
        MEDKERAS_DATA_DIR=str(mini / "cache"),
    )  # fmt: skip
    assert code == 2
    assert "with room for the set" in line
    assert left == []


def test_a_build_on_a_full_disk_is_one_line(mini, on_a_full_disk):
    code, line, left = on_a_full_disk("chapters", "build")
    assert code == 1
    assert "/chapters/" in line
    assert ": No space left on device: free some" in line
    assert not [name for name in left if name.startswith(".part-")]


@pytest.mark.parametrize("variable", ["HOME", "MEDKERAS_DATA_DIR"])
def test_a_cache_that_cannot_be_written_to_is_one_line(
    shell, monkeypatch, variable
):
    monkeypatch.delenv("MEDKERAS_DATA_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    words = ("data", "pima_diabetes", "--variant", "sample")
    command = shell("medkeras", *words, **{variable: str(UNWRITABLE)})
    _, said = command.communicate(timeout=100)
    assert command.returncode == 2
    line = one_line(said)
    assert "MEDKERAS_DATA_DIR must be a folder that can be written to" in line
    assert f"Received: {UNWRITABLE}" in line


def test_runs_that_cannot_be_written_to_are_one_line(mini, shell):
    build()
    (mini / "runs").symlink_to(UNWRITABLE)
    command = shell("medkeras", "run", "9.1")
    _, said = command.communicate(timeout=100)
    assert command.returncode == 2
    line = one_line(said)
    assert "--out must be a folder that can be written to. Received: " in line
    assert "runs/9_1_tiny-smoke" in line


def test_two_runs_at_once_without_a_home_leave_the_files_of_one(mini, shell):
    """The home cannot be written to: nothing of Jupyter's is kept there."""
    build()
    words = ("medkeras", "run", "9.1", "--out", "out")
    home = {"HOME": str(UNWRITABLE), "MEDKERAS_PROGRESS": ""}
    both = [shell(*words, **home) for _ in range(2)]
    ends = [each.communicate(timeout=200) for each in both]
    assert [each.returncode for each in both] == [0, 0], ends
    assert names(mini / "out") == RESULTS
    # Nothing will be taken for a reader's file, whichever run came last.
    known = json.loads((mini / "out" / LIST).read_text())
    for name in RESULTS[1:]:
        content = (mini / "out" / name).read_bytes()
        assert known.pop(name) == [hashlib.sha256(content).hexdigest()]
    assert known == {}


def together(do):
    """What two at once come to; locks hold between threads, too."""
    with ThreadPoolExecutor(2) as pool:
        return [each.result() for each in [pool.submit(do), pool.submit(do)]]


def test_two_preparations_at_once_in_a_cache_that_is_missing(mini, monkeypatch):
    alone = data.prepare("pima_diabetes", "sample")
    cache = mini / "no" / "such" / "cache"
    monkeypatch.setenv("MEDKERAS_DATA_DIR", str(cache))
    one, other = together(lambda: data.prepare("pima_diabetes", "sample"))
    assert one == other
    # Both find it damaged; the second one must not remove what the first made.
    (one / "complete.json").unlink()
    together(lambda: data.prepare("pima_diabetes", "sample"))
    assert list(cache.iterdir()) == [one]
    assert names(one) == names(alone)
    for path in alone.rglob("*.tfrecord*"):
        copy = one / path.relative_to(alone)
        assert copy.read_bytes() == path.read_bytes()


def test_two_builds_at_once_make_one_copy_of_a_readers_notebook(mini):
    build()
    path = mini / "chapters" / "9_tiny" / "9_1_tiny.ipynb"
    path.write_text(path.read_text().replace("9.1 Tiny", "My notes"))
    ends = together(lambda: build(overwrite=True))
    assert sorted(len(each.copies) for each in ends) == [0, 1]
    assert names(path.parent) == ["9_1_tiny-yours.ipynb", "9_1_tiny.ipynb"]
    assert stale() == []


def set_times(folder, seconds):
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (seconds, seconds))


def test_a_build_does_not_ask_the_clock(mini, master):
    build()
    set_times(mini, FUTURE)
    master.write_text(master.read_text().replace("9.1 Tiny", "9.1 Small"))
    assert len(build().written) == 3
    set_times(mini, FUTURE)
    assert build().written == []


def test_a_prepared_set_does_not_ask_the_clock(mini, monkeypatch):
    monkeypatch.setenv("MEDKERAS_DATA_DIR", str(mini / "cache"))
    folder = data.prepare("pima_diabetes", "sample")
    set_times(folder, FUTURE)
    number = folder.stat().st_ino
    assert data.prepare("pima_diabetes", "sample").stat().st_ino == number


def test_a_save_is_seen_when_the_clock_was_set_back(master):
    seen = saves(master, lambda seconds: None)
    next(seen)
    master.write_text(master.read_text() + "\n")
    os.utime(master, (1, 1))
    next(seen)  # would wait for ever

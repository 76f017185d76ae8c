"""`kill.py`: kills of a build, and what it says of kills and second runs."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="has no SIGKILL"
)


@pytest.fixture
def kill(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parent)
    import kill

    return kill


def test_a_build_that_was_killed_does_not_trip_the_next(kill, capsys):
    words = ["--kills", "2", "--seed", "1", "--commands", "build"]
    assert kill.main(words) == 0
    said = capsys.readouterr().out
    assert "2 kills of a process that ran, seed 1: 0 not equal" in said


@pytest.fixture
def idle(kill, monkeypatch):
    """A command that ends at once and does nothing."""
    job = dataclasses.replace(kill.JOBS["data"], words=("--version",))
    monkeypatch.setitem(kill.JOBS, "data", job)


def test_a_command_that_did_nothing_proves_nothing(kill, idle, tmp_path):
    with pytest.raises(RuntimeError, match="has not done its work"):
        kill.undisturbed("data", tmp_path)


def test_a_kill_that_came_too_late_is_none(kill, idle, tmp_path):
    last = SimpleNamespace(choice=lambda phases: phases[-1], uniform=max)
    whole = {}, {"ends": 0.1}
    assert kill.killed("data", tmp_path / "0", last, "alone", whole) is None


def test_the_phase_is_known_by_the_files(kill, tmp_path):
    job = kill.JOBS["run"]
    assert job.phase(tmp_path) == "starts"
    (tmp_path / "out" / ".part-x-folder").mkdir(parents=True)
    assert job.phase(tmp_path) == "runs the cells"
    (tmp_path / "out" / "a.ipynb").touch()
    assert job.phase(tmp_path) == "keeps the results"
    assert job.has_begun("runs the cells", tmp_path)
    assert not job.has_begun("ends", tmp_path)


@pytest.mark.parametrize(
    ("code", "found", "words"),
    [
        (0, {"a": "1"}, "equal"),
        (1, {"a": "1"}, "tripped: no"),
        (0, {"a": "2"}, "differs: a"),
        (0, {"a": "1", ".part-x": "3"}, "differs: .part-x"),
        (0, {}, "differs: a"),
    ],
)
def test_a_second_run_is_judged_by_its_files(kill, code, found, words):
    assert kill.verdict(code, "no", found, {"a": "1"}) == words


def test_only_what_is_of_the_moment_may_differ(kill, tmp_path):
    record = tmp_path / "record.json"
    record.write_text('{"seconds": 1, "metrics": [1]}')
    before = kill.files(tmp_path)
    record.write_text('{"seconds": 2, "metrics": [1]}')
    assert kill.files(tmp_path) == before
    record.write_text('{"seconds": 1, "metrics": [2]}')
    assert kill.files(tmp_path) != before


def test_a_process_that_lives_on_is_named(kill, tmp_path, monkeypatch):
    monkeypatch.setattr(kill, "LINGER", 0.3)
    assert kill.lingering(tmp_path) == ""
    place = {**os.environ, "TMPDIR": str(tmp_path / "temporary" / "x")}
    with subprocess.Popen(["sleep", "60"], env=place) as process:
        assert kill.lingering(tmp_path) == "sleep"
        process.kill()

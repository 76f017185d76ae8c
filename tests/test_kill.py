"""`kill.py`: two kills of a build, and what it says of a second run."""

import sys
from pathlib import Path

import pytest


@pytest.fixture
def kill(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parent)
    import kill

    return kill


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_build_that_was_killed_does_not_trip_the_next(kill, capsys):
    assert kill.main(["--kills", "2", "--seed", "1"]) == 0
    assert "2 kills, seed 1: 0 not equal" in capsys.readouterr().out


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

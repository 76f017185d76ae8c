"""A trial stops at the first command that fails, with its code."""

import subprocess
from types import SimpleNamespace

from medkeras.book.course import trial_run


def test_the_second_command_runs_only_after_the_first(monkeypatch):
    ran = []

    def run(words):
        ran.append(words[-2:])
        return SimpleNamespace(returncode=codes.pop(0))

    monkeypatch.setattr(subprocess, "run", run)
    codes = [0, 0]
    assert trial_run.main("a") == 0
    assert ran == [["generate_assignment", "a"], ["autograde", "a"]]
    codes = [3]
    assert trial_run.main("a") == 3

"""Only the cores that this process may use are counted."""

import os

from medkeras.utils.cores import cores


def test_cores_are_those_this_process_may_use(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(
        os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False
    )
    assert cores() == 3


def test_where_the_system_does_not_tell_all_are_counted(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    for told, counted in ((8, 8), (None, 1)):
        monkeypatch.setattr(os, "cpu_count", lambda told=told: told)
        assert cores() == counted

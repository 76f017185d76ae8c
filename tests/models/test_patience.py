"""Waits that end; with a silent worker: tests/test_workers.py."""

import time

import pytest

from medkeras.models import patience


@pytest.fixture
def given_up(monkeypatch):
    reasons = []
    monkeypatch.setattr(patience, "give_up", reasons.append)
    monkeypatch.setattr(patience, "LOOK", 0.02)
    monkeypatch.setattr(patience, "SECONDS", 0.1)
    monkeypatch.setattr(patience, "_watch", patience._Watch())
    return reasons


def test_a_wait_that_takes_too_long_is_ended_once(given_up):
    with patience.waiting():
        time.sleep(0.5)
    assert given_up == ["no answer within 0.1 s"]


def test_short_waits_and_pauses_between_them_are_not(given_up):
    for _ in range(3):
        with patience.waiting():
            pass
    time.sleep(0.3)
    assert given_up == []


def test_a_wait_within_a_wait_leaves_the_outer_one_watched(given_up):
    with patience.waiting():
        with patience.waiting():
            pass
        time.sleep(0.5)
    assert len(given_up) == 1

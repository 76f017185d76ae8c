"""Smoke mode, so that no test reads a real set or runs for long."""

import functools

import pytest

from medkeras.data import loading
from medkeras.tasks import running
from medkeras.utils import mode


@pytest.fixture(autouse=True)
def _smoke(monkeypatch):
    monkeypatch.setenv(mode.VARIABLE, "smoke")


@pytest.fixture(scope="session")
def _load_once():
    """Several tasks read the same sample: it is opened once for all."""
    return functools.cache(loading.load)


@pytest.fixture(autouse=True)
def _opened_once(monkeypatch, _load_once):
    monkeypatch.setattr(running, "load", _load_once)

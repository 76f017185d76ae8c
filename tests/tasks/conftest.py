"""Smoke mode, so that no test reads a real set or runs for long."""

import pytest

from medkeras.utils import mode


@pytest.fixture(autouse=True)
def _smoke(monkeypatch):
    monkeypatch.setenv(mode.VARIABLE, "smoke")

"""Each test reads the cache of the run, or one of its own."""

import shutil

import pytest

from medkeras.data import card


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    for name in ("MODE", "DATA", "MANUAL_DIR"):
        monkeypatch.delenv(f"MEDKERAS_{name}", raising=False)


@pytest.fixture
def own_cache(monkeypatch, tmp_path):
    folder = tmp_path / "cache"
    monkeypatch.setenv("MEDKERAS_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def manual_file(monkeypatch, tmp_path):
    """A user's own download of the Pima table."""
    folder = tmp_path / "downloads" / "pima"
    folder.mkdir(parents=True)
    shipped = card("pima_diabetes").folder / "sample" / "diabetes.csv"
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(folder.parent))
    return shutil.copy(shipped, folder / "diabetes.csv")

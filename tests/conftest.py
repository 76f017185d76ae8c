"""Every test runs in smoke mode, without a network, in folders of its own."""

import os
import runpy
import tempfile
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent

# Set at import, before any test touches TensorFlow; kernels inherit it. The
# first process makes the folder, its workers find it in the environment.
os.environ.setdefault("MEDKERAS_TEST_ROOM", tempfile.mkdtemp(prefix="tests-"))
ROOM = Path(os.environ["MEDKERAS_TEST_ROOM"])
os.environ.update(
    MEDKERAS_MODE="smoke",
    MEDKERAS_DATA_DIR=str(ROOM / "data"),
    MEDKERAS_OUT=str(ROOM / "out"),
    MPLBACKEND="Agg",
    CUDA_VISIBLE_DEVICES="",
    TF_CPP_MIN_LOG_LEVEL="2",
    PYTHONPATH=str(TESTS / "no_network"),
)
for name in ("MEDKERAS_DATA", "MEDKERAS_MANUAL_DIR", "NBGRADER_EXECUTION"):
    os.environ.pop(name, None)
runpy.run_path(str(TESTS / "no_network" / "sitecustomize.py"))


def pytest_unconfigure(config):
    """Remove the room when the first process is done."""
    if not hasattr(config, "workerinput"):
        import shutil

        shutil.rmtree(ROOM, ignore_errors=True)


@pytest.fixture(scope="session")
def root():
    """Root of the book."""
    return ROOT


@pytest.fixture
def smoke(monkeypatch):
    """Smoke mode, whatever a test before has set."""
    monkeypatch.setenv("MEDKERAS_MODE", "smoke")

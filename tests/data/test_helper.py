"""A second process that makes some of the blocks."""

import subprocess
import sys
import time

import pytest

from medkeras.data import making, shards
from medkeras.data.preparing import manifest, prepare


@pytest.fixture
def two_processes(monkeypatch):
    """Small blocks, and a helper in spite of it."""
    monkeypatch.setattr(shards, "BLOCK_BYTES", 6000)
    monkeypatch.setattr(making, "num_processes", lambda splits, missing: 2)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_helper_makes_its_share_and_the_bytes_are_the_same(
    own_cache, two_processes, monkeypatch, tmp_path
):
    with monkeypatch.context() as alone:
        alone.setattr(making, "num_processes", lambda splits, missing: 1)
        expected = contents(prepare("pima_diabetes", "sample"))
    monkeypatch.setenv("MEDKERAS_DATA_DIR", str(tmp_path / "together"))
    made, calls = [], []
    make = shards.Block.make

    def watched(block, *arguments):
        made.append(int(block.path.name[-5:]))
        return make(block, *arguments)

    monkeypatch.setattr(shards.Block, "make", watched)
    together = prepare(
        "pima_diabetes", "sample", lambda *call: calls.append(call)
    )
    assert contents(together) == expected
    # The others were made by the helper.
    assert made and all(number % 2 == 0 for number in made)
    assert calls[-1] == (768, 768)


def test_a_helper_that_fails_is_made_up_for(
    own_cache, two_processes, monkeypatch
):
    monkeypatch.setattr(making.sys, "executable", "/bin/false")
    assert manifest(prepare("pima_diabetes", "sample"))["n"] == 768


def test_a_helper_ends_when_nobody_waits_for_it():
    code = (
        "import threading, time; from medkeras.data import helper; "
        "threading.Thread(target=helper.end_with_parent).start(); "
        "time.sleep(60)"
    )
    waiting = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE
    )
    start = time.monotonic()
    waiting.stdin.close()  # what the end of its parent does
    assert waiting.wait(timeout=50) == 1
    assert time.monotonic() - start < 50

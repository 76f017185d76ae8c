"""A set made in pieces: after a crash, by several processes, twice at once."""

import shutil
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest

from medkeras.data import card, making, shards
from medkeras.data.making import num_processes
from medkeras.data.preparing import manifest, prepare

BLOCK_BYTES = 6000
ALONE = """
import os, signal, sys
from medkeras.data import making, prepare, shards
shards.BLOCK_BYTES = {block_bytes}
making.num_processes = lambda splits, missing: 1

def kill(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)

if {moment} < 0:  # all blocks are made, their shards are not in place
    shards.split_info = kill
prepare("pima_diabetes", "full", lambda done, _: done == {moment} and kill())
"""
SEED = 20


@pytest.fixture
def small_blocks(monkeypatch):
    """Many blocks, made by one process: a helper takes its time to begin."""
    monkeypatch.setattr(shards, "BLOCK_BYTES", BLOCK_BYTES)
    monkeypatch.setattr(making, "num_processes", lambda splits, missing: 1)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def run_python(python, code):
    """A process of its own; with `warm_python` also those that it starts."""
    code = f"import sys\nsys.executable = {python!r}\n{code}"
    return subprocess.run([python, "-c", code], capture_output=True, text=True)


def killed(python, moment):
    code = ALONE.format(block_bytes=BLOCK_BYTES, moment=moment)
    out = run_python(python, code)
    assert out.returncode == -signal.SIGKILL, out.stderr[-500:]


def made_blocks(cache):
    (work,) = cache.iterdir()
    assert work.name.startswith(".unfinished-pima_diabetes-full-")
    return sorted(work.glob("blocks/[!.]*[!n]"))


def test_what_was_killed_goes_on_and_ends_with_the_same_bytes(
    own_cache, manual_file, small_blocks, monkeypatch, tmp_path, warm_python
):
    moment = int(np.random.default_rng(SEED).integers(200, 700))
    killed(warm_python, moment)
    first = {path: path.stat().st_mtime_ns for path in made_blocks(own_cache)}
    assert first
    killed(warm_python, -1)
    assert (
        first.items()
        <= {
            path: path.stat().st_mtime_ns for path in made_blocks(own_cache)
        }.items()
    )
    calls = []
    folder = prepare("pima_diabetes", "full", lambda *call: calls.append(call))
    assert calls[0][0] > 1 and calls[-1] == (768, 768)
    assert [path.name for path in own_cache.iterdir()] == [folder.name]
    monkeypatch.setenv("MEDKERAS_DATA_DIR", str(tmp_path / "undisturbed"))
    undisturbed = prepare("pima_diabetes", "full")
    assert contents(folder) == contents(undisturbed)
    assert len(list(folder.rglob("*.tfrecord*"))) > 10


def test_ctrl_c_keeps_whole_blocks_and_an_error_none(own_cache, small_blocks):
    def interrupt(error):
        def stop(done, total):
            if done == 500:
                raise error

        return stop

    with pytest.raises(KeyboardInterrupt):
        prepare("pima_diabetes", "sample", interrupt(KeyboardInterrupt))
    (work,) = own_cache.iterdir()
    assert sorted(path.name for path in work.iterdir()) == ["blocks", "lock"]
    with pytest.raises(ZeroDivisionError):
        prepare("pima_diabetes", "sample", interrupt(ZeroDivisionError))
    assert list(own_cache.iterdir()) == []


def test_the_manifest_is_that_of_one_piece(own_cache, small_blocks, tmp_path):
    facts = manifest(prepare("pima_diabetes", "sample"))
    assert (facts["n"], facts["positives"]) == (768, 268)
    assert facts["counts"] == {"train": 768}


BY_TWO = """
import os, signal
from medkeras.data import making, prepare, shards
shards.BLOCK_FILES = 1
making.BLOCKS_A_PROCESS = 1
making.cores = lambda: 2
make, made = shards.Block.make, []

def kill(self, *rest):
    if {moment} and len(made) == {moment}:
        os.kill(os.getpid(), signal.SIGKILL)
    made.append(self)
    return make(self, *rest)

shards.Block.make = kill
print(prepare("{name}", "full"))
"""
READ_IN_PARTS = {"ham10000": 5, "cinc2017": 3, "cinc2012": 3}


@pytest.mark.parametrize("name", READ_IN_PARTS)
def test_sets_of_many_files_are_read_by_two_and_after_a_kill(
    own_cache, monkeypatch, tmp_path, warm_python, name
):
    """With the same bytes and notes as by one; a broken file is left out."""
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path / "files"))
    shutil.copytree(card(name).folder / "dummy_data", tmp_path / "files" / name)
    monkeypatch.setattr(shards, "BLOCK_FILES", 1)
    monkeypatch.setattr(making, "num_processes", lambda *_: 1)
    by_one = prepare(name, "full")
    assert sum(manifest(by_one)["counts"].values()) == READ_IN_PARTS[name]
    monkeypatch.setenv("MEDKERAS_DATA_DIR", str(tmp_path / "by two"))
    # Of three blocks the first process makes two: killed before its second.
    code = BY_TWO.format(name=name, moment=1)
    assert run_python(warm_python, code).returncode == -signal.SIGKILL
    (work,) = (tmp_path / "by two").iterdir()
    assert work.name.startswith(f".unfinished-{name}-full-")
    assert list(work.glob("blocks/*.json"))
    out = run_python(warm_python, BY_TWO.format(name=name, moment=0))
    by_two = Path(out.stdout.strip().splitlines()[-1])
    assert contents(by_two) == contents(by_one)


@pytest.mark.parametrize(
    "missing, free, expected", [(15, 1e9, 1), (32, 1e9, 2), (999, 1e9, 4)]
)
def test_few_blocks_start_no_helper(monkeypatch, missing, free, expected):
    monkeypatch.setattr(making, "cores", lambda: 4)
    monkeypatch.setattr(making, "free_memory", lambda: int(free))
    assert num_processes({"train": {"x": np.zeros(10)}}, missing) == expected


def test_no_helper_where_the_set_has_no_room_twice(monkeypatch):
    monkeypatch.setattr(making, "cores", lambda: 4)
    monkeypatch.setattr(making, "free_memory", lambda: 1000)
    assert num_processes({"train": {"x": np.zeros(100)}}, 99) == 1
    assert num_processes({"train": [{"x": 0}] * 100}, 99) == 4


def test_columns_of_unlike_lengths_are_counted(monkeypatch):
    monkeypatch.setattr(making, "cores", lambda: 4)
    monkeypatch.setattr(making, "free_memory", lambda: 20_000)
    arrays = [np.zeros(size, np.float32) for size in (1000, 500)]
    splits = {"train": {"x": arrays, "name": ["a", "bc"]}}
    assert num_processes(splits, 99) == 1 + 10_000 // (6000 + 50 + 51)

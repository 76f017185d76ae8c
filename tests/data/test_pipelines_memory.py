"""A pass over a set eight times as large takes no more memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from medkeras.data import card, preparing, shards

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "growing_set.py"
PIXELS, SMALL, LARGE = 128, 1000, 8000
SET_GB = LARGE * PIXELS**2 / 2**30


@pytest.fixture
def sets(tmp_path, monkeypatch):
    """Made here, where TensorFlow has begun already; measured elsewhere."""
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    import growing_set

    builder = preparing.builder_class(card("pneumonia_xray"))
    monkeypatch.setattr(builder, "FEATURES", builder.FEATURES)
    monkeypatch.setattr(shards, "BLOCK_BYTES", shards.BLOCK_BYTES)
    for films in (SMALL, LARGE):
        growing_set.make(tmp_path / str(films), PIXELS, films, repeat=True)
    return tmp_path


def measured(sets, films, *shares):
    task = ["measure", sets / str(films), PIXELS, films, 2, *shares]
    out = subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, task)],
        capture_output=True,
        text=True,
    )
    assert out.returncode == 0, out.stderr[-500:]
    return [json.loads(line) for line in out.stdout.splitlines()]


def test_a_pass_over_a_larger_set_takes_no_more_memory(sets):
    (small,) = measured(sets, SMALL, 0)
    large, kept = measured(sets, LARGE, 0, 1)
    assert large["added_GB"] - small["added_GB"] < SET_GB / 2
    assert large["GB"] < 1.1 * small["GB"]
    # Keeping the set, which is what the first line would find, does.
    assert kept["added_GB"] > SET_GB / 2

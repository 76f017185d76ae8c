"""A pass over a set eight times as large takes no more memory."""

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "growing_set.py"
PIXELS, SMALL, LARGE = 128, 1000, 8000
SET_GB = LARGE * PIXELS**2 / 2**30


def call(*arguments):
    out = subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        capture_output=True,
        text=True,
    )
    assert out.returncode == 0, out.stderr[-500:]
    return [json.loads(line) for line in out.stdout.splitlines()]


def test_a_pass_over_a_larger_set_takes_no_more_memory(own_cache):
    folder = own_cache.parent / "sets"
    call("repeat", folder, PIXELS, SMALL, LARGE)
    (small,) = call("measure", folder / str(SMALL), PIXELS, SMALL, 2, 0)
    large, kept = call("measure", folder / str(LARGE), PIXELS, LARGE, 2, 0, 1)
    assert large["added_GB"] - small["added_GB"] < SET_GB / 2
    assert large["GB"] < 1.1 * small["GB"]
    # Keeping the set, which is what the first line would find, does.
    assert kept["added_GB"] > SET_GB / 2

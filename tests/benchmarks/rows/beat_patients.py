"""Time and memory of chapter 2.1.2's steps for 1 to 1,000 patients."""

import json
import subprocess
import sys
from pathlib import Path

TITLE = "the beat chapter for 1 to 1,000 patients"
EQUAL = (
    "the features, ten trees, one pass of the bidirectional LSTM and its "
    "answers to all beats, for 1, 10, 100 and 1,000 patients of 256 beats: "
    "the ten of the sample's training, in turn, a little louder or softer; a "
    "process each; memory is what the process added at its peak"
)
GROWS = "patients"
RUNS = 2
SCRIPT = Path(__file__).parents[1] / "growing_patients.py"
PATIENTS = (1, 10, 100, 1000)


def measured(count):
    out = subprocess.run(
        [sys.executable, str(SCRIPT), str(count)],
        capture_output=True,
        text=True,
    )
    if out.returncode:
        raise RuntimeError(out.stderr.strip().splitlines()[-1])
    return json.loads(out.stdout.splitlines()[-1])


def ours():
    def run():
        found = {count: measured(count) for count in PATIENTS}
        grown = {
            step: {"seconds": [[n, found[n]["seconds"][step]] for n in found]}
            for step in found[1]["seconds"]
        }
        total = [[n, sum(found[n]["seconds"].values())] for n in found]
        memory = [[n, found[n]["GB"]] for n in found]
        return grown | {"all steps": {"seconds": total, "GB added": memory}}

    return run

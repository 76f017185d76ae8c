"""Wall time of the whole test suite for each chapter that the book has."""

import re
import subprocess
import sys
from pathlib import Path

TITLE = "the test suite"
EQUAL = (
    "seconds of wall time of `python -m pytest`, all notebooks included, "
    "divided by the number of chapters"
)
BUDGET = {"seconds a chapter": 30}
RUNS = 1
ROOT = Path(__file__).parents[3]
LAST_LINE = re.compile(r"s of wall time, ([\d.]+) s a chapter")


def ours():
    def run():
        out = subprocess.run(
            [sys.executable, "-m", "pytest", "-q"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        ).stdout
        found = LAST_LINE.search(out)
        if not found:
            raise RuntimeError(f"no time in: {out[-300:]}")
        return {"all": {"seconds a chapter": float(found[1])}}

    return run

"""What each chapter uses in smoke mode, as `medkeras run` records it."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TITLE = "chapters in smoke mode"
EQUAL = (
    "seconds and peak memory (GB) of `medkeras run CHAPTER --mode smoke`, from "
    "the start of the command to its end and from the chapter's record"
)
BUDGET = {"seconds": 30, "GB": 2}
RUNS = 3
COMMAND = "from medkeras.book.command_line import main; main()"
MASTERS = Path(__file__).parents[3] / "solutions"


def smoke(chapter, folder):
    start = time.perf_counter()
    out = subprocess.run(
        [sys.executable, "-c", COMMAND, "run", chapter,
         "--mode", "smoke", "--solutions", "--out", folder],
        capture_output=True,
        text=True,
    )  # fmt: skip
    if out.returncode:
        raise RuntimeError(f"{chapter}: {out.stderr.strip().splitlines()[-1]}")
    # A chapter may write files of its own beside its record.
    facts = json.loads((Path(folder) / "record.json").read_text("utf-8"))
    return {
        "seconds": time.perf_counter() - start,
        "GB": facts["peak_memory_mb"] / 1024,
    }


def ours():
    chapters = sorted(path.stem for path in MASTERS.glob("*/*.py"))

    def run():
        used = {}
        for chapter in chapters:
            with tempfile.TemporaryDirectory() as folder:
                used[chapter] = smoke(chapter, folder)
        return used

    return run

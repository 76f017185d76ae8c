"""Do two runs of a chapter print the same numbers?

Each chapter runs twice in smoke mode, both at once, as a reader runs it; of
the executed notebooks every text is compared. What was measured differs by
nature and is left out: seconds, memory, and ratios of seconds.

    python tests/same_numbers.py                      all chapters
    python tests/same_numbers.py 2.1.1 2.2.4          some of them
    python tests/same_numbers.py 2.1.1 --workers 2    twice on two workers
    python tests/same_numbers.py 2.1.1 --workers 1,2  once on one, once on two
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from medkeras.book.chapters import chapters, find

MEDKERAS = [str(Path(sys.executable).parent / "medkeras")]
NUMBER = r"[-+]?(?:\d[\d.,]*|\.\d+)(?:e[-+]?\d+)?"
MEASURED = re.compile(
    rf"{NUMBER}\s*(?:times|of the time|s|ms|us|µs|min|seconds?|minutes?|MB|GB)"
    r"\b"
    rf"|(?<=seconds for a GAN: ){NUMBER}"
    rf"|(?<=as quick )\({NUMBER} to {NUMBER}"
)
SHOWN = 6  # lines that differ, of a chapter


def main(arguments=None):
    """Print a line a chapter; 1 if one differs or fails."""
    asked = parser().parse_args(arguments)
    workers = [int(each) for each in asked.workers.split(",")]
    pair = workers if len(workers) == 2 else workers * 2
    chosen = [find(each) for each in asked.chapters] or chapters()
    bad = 0
    for chapter in chosen:
        start = time.monotonic()
        found = differences(*both(chapter, pair))
        verdict = f"{len(found)} lines differ" if found else "the same"
        seconds = time.monotonic() - start
        print(f"{chapter.number:6} {verdict}  ({seconds:.0f} s)", flush=True)
        for line in found[:SHOWN]:
            print(f"       {line}", flush=True)
        bad += bool(found)
    print(f"{len(chosen)} chapters, workers {pair}: {bad} not the same")
    return int(bad > 0)


def parser():
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python tests/same_numbers.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("chapters", nargs="*", help="such as 2.1.1")
    made.add_argument("--workers", default="1", help="1, 2, or 1,2")
    return made


def both(chapter, pair):
    """What two runs have printed: lines by cell, or why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        outs = [Path(folder) / name for name in "ab"]
        jobs = [
            started(chapter, workers, out)
            for workers, out in zip(pair, outs, strict=True)
        ]
        ends = [job.communicate() for job in jobs]
        for job, (_, error) in zip(jobs, ends, strict=True):
            if job.returncode:
                return [], [(0, f"failed: {error.strip()[-300:]}")]
        return [printed(out / f"{chapter.name}.ipynb") for out in outs]


def started(chapter, workers, out):
    """A run of a chapter, alone or by several workers."""
    run = [*MEDKERAS, "run", chapter.number, "--mode", "smoke"]
    run += ["--out", str(out)]
    if workers > 1:
        run = [*MEDKERAS, "launch", "--workers", str(workers), "--", *run]
    return subprocess.Popen(
        run,
        env={**os.environ, "MEDKERAS_PROGRESS": "off"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def printed(path):
    """(cell, line) of every text, with what was measured left out."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [
        (number, MEASURED.sub("~", line).rstrip())
        for number, cell in enumerate(cells, 1)
        for text in texts_of(cell.get("outputs", []))
        for line in text.splitlines()
    ]


def texts_of(outputs):
    """What a reader reads of a cell: each stream whole, then what is shown.

    A stream comes in pieces that chance cuts, and between those of the other.
    """
    streams, shown = {"stdout": "", "stderr": ""}, []
    for output in outputs:
        text = output.get("text") or output.get("data", {}).get(
            "text/plain", ""
        )
        text = text if isinstance(text, str) else "".join(text)
        if "name" in output:
            streams[output["name"]] += text
        else:
            shown.append(text)
    return [*streams.values(), *shown]


def differences(one, other):
    """The lines that are not alike, each with its cell, one below the other."""
    found = []
    for a, b in zip(one, other, strict=False):
        if a != b:
            found.append(f"cell {a[0]}: {a[1].strip()} | {b[1].strip()}")
    if len(one) != len(other):
        longer = max(one, other, key=len)
        cell, line = longer[min(len(one), len(other))]
        found.append(f"cell {cell}: only one has: {line}")
    return found


if __name__ == "__main__":
    sys.exit(main())

"""Measure rows: two processes, one with ours and one with the peer, in turn."""

import json
import runpy
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import growth
import many
import psutil

FOLDER = Path(__file__).parent
INSTALL = "pip install -r tests/benchmarks/requirements.txt"
REST = 0.3  # seconds between turns, so that idle threads fall asleep
REST_OF_PARTS = 0.1  # of which there are many


class RowError(Exception):
    """A row that cannot be measured, in one line."""


class Worker:
    """A long-lived process with one side of a row."""

    def __init__(self, path, side):
        self.side = side
        self._log = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [sys.executable, str(FOLDER / "worker.py"), str(path), side],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            encoding="utf-8",
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.communicate()
        self._log.close()

    def ready(self):
        """Wait until the side is built."""
        self._answer()

    def run(self, part=""):
        """Run once; return seconds and the value it gave."""
        try:
            self._process.stdin.write(f"run {part}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # the missing answer says it
        answer = self._answer()
        return answer["seconds"], answer["value"]

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            code = self._process.wait()
            raise RowError(
                f"{self.side} ended with code {code}. {self._last_words()}"
            )
        answer = json.loads(line)
        if answer.get("missing"):
            raise RowError(
                f"{self.side} needs the package {answer['missing']}. "
                f"Install it: {INSTALL}"
            )
        if "error" in answer:
            first = answer["error"].splitlines()[0].rstrip(".")
            raise RowError(
                f"{self.side} failed: {first}. Leave the row out with --rows, "
                "or mend it and try again"
            )
        return answer

    def _last_words(self):
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")


def load(path):
    """Read a row's file; running it imports no framework."""
    facts = runpy.run_path(str(path))
    known = (
        "TITLE", "PEER", "EQUAL", "PROMISE", "BUDGET", "RUNS", "TOLERANCE",
        "GROWS", "PARTS",
    )  # fmt: skip
    row = {key.lower(): facts[key] for key in known if key in facts}
    kinds = ("peer" in facts) + ("budget" in row) + ("grows" in row)
    if kinds != 1 or not {"title", "equal"} <= {*row}:
        raise RowError(
            f"{Path(path).name} must have TITLE, EQUAL and `ours`, then "
            "one of PEER and `peer`, BUDGET, GROWS"
        )
    return row | {"name": Path(path).stem, "path": path}


def measure(row, runs, rest=REST):
    """Measure a row against its peer or against its budget.

    Args:
        row: what `load` gave.
        runs: how often each side runs.
        rest: seconds between two runs.

    Returns:
        A dictionary of plain values, the row's line of the JSON file.

    Raises:
        RowError: one side failed, or the two computed different things.
    """
    kept = {k: v for k, v in row.items() if k not in ("path", "runs")}
    # What other programs take of the machine: they disturb the figures.
    kept["busy_percent"] = psutil.cpu_percent(interval=0.5 if rest else 0.01)
    if "budget" in row:
        return kept | against_budget(row, min(runs, row.get("runs", runs)))
    if "grows" in row:
        return kept | growth.measure(row, min(runs, row.get("runs", runs)))
    if "parts" in row:
        parts = many.measure(row, runs, rest and REST_OF_PARTS)
        return kept | {"parts": parts, "runs": runs}
    turns = alternate(row, runs, rest)
    return kept | compare(turns) | {"runs": runs}


def alternate(row, runs, rest=REST):
    """Seconds of (ours, peer), pair after pair; who goes first alternates."""
    with (
        Worker(row["path"], "ours") as ours,
        Worker(row["path"], "peer") as peer,
    ):
        sides = [ours, peer]
        for side in sides:
            side.ready()
        firsts = [side.run()[1] for side in sides]  # not timed: warms up
        expect_same(*firsts, row.get("tolerance", 1e-4))
        turns = []
        for turn in range(runs):
            taken = {}
            for side in sides if turn % 2 == 0 else sides[::-1]:
                time.sleep(rest)
                taken[side.side], _ = side.run()
            turns.append((taken["ours"], taken["peer"]))
    return turns


def expect_same(ours, peer, tolerance):
    """Refuse a row whose sides did not compute the same numbers."""
    if len(ours) != len(peer) or not ours:
        raise RowError(f"ours gave {len(ours)} numbers, the peer {len(peer)}")
    for a, b in zip(ours, peer, strict=True):
        if not abs(a - b) <= tolerance * max(1, abs(b)):
            raise RowError(
                f"ours computed {a:.6g}, the peer {b:.6g}: not the same thing"
            )


def compare(turns):
    """Medians and the spread of the ratios, pair by pair.

    A ratio is the peer's seconds over ours: above 1, ours is faster.
    """
    ratios = [peer / ours for ours, peer in turns]
    low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return {
        "ours_seconds": statistics.median(ours for ours, _ in turns),
        "peer_seconds": statistics.median(peer for _, peer in turns),
        "ratio": middle,
        "ratio_quartiles": [low, high],
        "ratio_range": [min(ratios), max(ratios)],
    }


def against_budget(row, runs):
    """Medians and worst of what a row's runs say they used.

    Such a run gives a dictionary; its keys are those of the budget, each key
    led by the name of the part where the row has several.
    """
    with Worker(row["path"], "ours") as ours:
        ours.ready()
        used = [ours.run()[1] for _ in range(runs)]
    parts = {}
    for part in used[0]:
        parts[part] = {
            key: {
                "median": statistics.median(use[part][key] for use in used),
                "worst": max(use[part][key] for use in used),
            }
            for key in row["budget"]
        }
    return {"used": parts, "runs": runs}

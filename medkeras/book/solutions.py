"""Exercises of a notebook: marked for nbgrader, then emptied of answers.

An author writes no metadata. A code cell with `### BEGIN SOLUTION` is an
exercise; the next code cell is its check. A text cell within `### BEGIN
ANSWER` and `### END ANSWER` is a written answer, graded by a person.
nbgrader's own preprocessors do the stripping, so its commands and ours
produce the same student notebook.
"""

import ast
import copy
import re

import nbformat

from medkeras.exercises import checking
from medkeras.utils.errors import UsageError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
CHECK = re.compile(r"""^check\(\s*["'](?P<exercise>[\w.-]+)["']""", re.M)
WRITTEN = re.compile(
    r"### BEGIN ANSWER (?P<exercise>[\w.-]+), (?P<points>\d+) points?\n"
    r"(?P<answer>.*\S.*)\n### END ANSWER",
    re.DOTALL,
)
MARKER = re.compile(r"# *(BEGIN|END) ANSWER")
WRITTEN_FORM = (
    "a written answer is a text cell that begins with `### BEGIN ANSWER "
    "3.2.1-6, 2 points`, ends with `### END ANSWER`, and has the answer between"
)

# The order of `nbgrader generate_assignment`, without its database.
STEPS = (
    "LockCells",
    "ClearSolutions",
    "ClearOutput",
    "CheckCellMetadata",
    "ComputeChecksums",
    "ClearHiddenTests",
    "ClearMarkScheme",
    "ComputeChecksums",
    "CheckCellMetadata",
)


def exercise_of(source: str) -> str | None:
    """Number of the exercise that a code cell checks, None if there is none."""
    match = CHECK.search(source)
    return match["exercise"] if match else None


def mark(notebook: nbformat.NotebookNode) -> None:
    """Make exercises and checks stand alone and known to nbgrader, in place.

    Each solution cell is followed by its check: `masters.read` has seen to it.
    """
    imports = _imports(notebook)
    waiting, seen = None, set()
    for cell in notebook.cells:
        _mark_written(cell, seen, notebook)
        if cell.cell_type != "code":
            continue
        if BEGIN in cell.source:
            waiting = cell
        elif waiting is not None and (number := exercise_of(cell.source)):
            task = checking.known(number)
            points = task.points if task else 1
            waiting.metadata.nbgrader = _facts("exercise", number)
            cell.metadata.nbgrader = _facts("check", number, points)
            if task:
                _prepend(waiting, imports, gap="\n\n\n")
                _prepend(cell, ["from medkeras.exercises import check"])
            waiting = None


def strip(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The student's notebook, a new one: answers are stubs, checks locked."""
    from nbgrader import preprocessors  # seconds that most commands can save

    # The preprocessors change cells in place.
    stripped, resources = copy.deepcopy(notebook), {}
    for name in STEPS:
        step = getattr(preprocessors, name)()
        stripped, resources = step.preprocess(stripped, resources)
    return stripped


def points_of(notebook: nbformat.NotebookNode) -> int:
    """Points that a marked notebook is worth."""
    facts = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return sum(each.get("points", 0) for each in facts)


def solutions_of(notebook: nbformat.NotebookNode) -> list[str]:
    """The answers in a worked notebook: code within markers, written text."""
    found = []
    for cell in notebook.cells:
        facts = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code":
            parts = cell.source.split(BEGIN)[1:]
            found += [part.split(END)[0].strip() for part in parts]
        elif facts.get("solution"):
            found.append(cell.source.strip())
    return found


def _mark_written(cell, seen, notebook):
    """Take a written answer out of its markers; a person gives the points."""
    if not MARKER.search(cell.source):
        return
    match = WRITTEN.fullmatch(cell.source.strip())
    text = cell.cell_type == "markdown"
    if not (text and match) or MARKER.search(match["answer"]):
        first = cell.source.strip().split("\n")[0]
        chapter = notebook.metadata.get("medkeras", {}).get("chapter", "")
        raise UsageError(f"{chapter}: {WRITTEN_FORM}. Received: {first!r}")
    number = match["exercise"]
    if number in seen:
        raise UsageError(f"two written answers have the number {number!r}")
    seen.add(number)
    cell.metadata.nbgrader = _facts("answer", number, int(match["points"]))
    cell.source = match["answer"].strip()


def _imports(notebook):
    """What every exercise cell begins with, so that it leans on no other."""
    lines = ["import numpy as np"]
    pandas = "import pandas as pd"
    sources = [c.source for c in notebook.cells if c.cell_type == "code"]
    if any(pandas in source.split("\n") for source in sources):
        lines.append(pandas)
    return lines


def _prepend(cell, lines, gap="\n\n"):
    there = [ast.unparse(each) for each in ast.parse(cell.source).body]
    new = [line for line in lines if line not in there]
    if new:
        cell.source = "\n".join(new) + gap + cell.source


def _facts(kind: str, number: str, points: int | None = None):
    """nbgrader's metadata of a cell: "exercise", "check" or "answer"."""
    facts = {
        "grade": kind != "exercise",
        # nbgrader's own editor allows no dots in the ids of cells.
        "grade_id": f"{kind}-{number.replace('.', '_')}",
        "locked": kind == "check",
        "schema_version": 3,
        "solution": kind != "check",
        "task": False,
    }
    if points is not None:
        facts["points"] = points
    return nbformat.from_dict(facts)

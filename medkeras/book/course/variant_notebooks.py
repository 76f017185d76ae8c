"""The notebooks of one student's variant: seeds in checks, numbers in texts."""

import copy
import re

import nbformat

from medkeras.book.solutions import exercise_of, strip
from medkeras.exercises import checking
from medkeras.utils.errors import UsageError

HEADING = re.compile(r"^#{2,} ", re.MULTILINE)


def variant(
    worked: nbformat.NotebookNode, seed: int
) -> tuple[nbformat.NotebookNode, nbformat.NotebookNode]:
    """Worked and student's notebook of a variant, made of a worked one.

    The check of each exercise names the seed; a number that an exercise
    states is replaced in its text, under the last heading, and in its answer.
    """
    made = copy.deepcopy(worked)
    made.metadata.medkeras["seed"] = seed
    made.metadata.medkeras.pop("sealed", None)
    known = checking.all_exercises()
    for place, cell in enumerate(made.cells):
        number = exercise_of(cell.source) if cell.cell_type == "code" else None
        if number in known and "nbgrader" in cell.metadata:
            cell.source = _with_seed(cell.source, seed)
            _fill(made.cells, place, known[number], seed)
    return made, strip(made)


def stated_in(task: checking.Exercise):
    """The number that an exercise states, None if it has none."""
    solved = getattr(task.examine, "__self__", None)
    return getattr(solved, "stated", None)


def _with_seed(source, seed):
    body, _, end = source.rpartition(")")
    return f"{body.rstrip().rstrip(',')}, seed={seed}){end}"


def _fill(cells, place, task, seed):
    stated = stated_in(task)
    if stated is None:
        return
    answer, text = cells[place - 1], cells[place - 2]
    before, own = "", ""
    if text.cell_type == "markdown":
        start = [each.start() for each in HEADING.finditer(text.source)]
        before = text.source[: start[-1]] if start else ""
        own = text.source[len(before) :]
    if absent := stated.absent(f"{own}\n{answer.source}"):
        raise UsageError(
            f"exercise {task.number}: a variant replaces words of the text and "
            f"the answer; expected {absent[0]!r} there. Received: none"
        )
    answer.source = stated.fill(answer.source, task.number, seed)
    if own:
        text.source = before + stated.fill(own, task.number, seed)

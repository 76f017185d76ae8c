"""A trial of a course: what the autograder gives to known answers.

Students who do not exist hand in the stub, the solution and wrong answers; of
these one to an exercise, so that a notebook tries as many as it has
exercises. They are graded in scratch copies of the course, several at once.
"""

import contextlib
import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat
import psutil
from rich.console import Console
from rich.progress import Progress

from medkeras.book.course import kept_rows
from medkeras.book.course.course import CONFIG, assignments, seed_in
from medkeras.book.course.kept_rows import Row
from medkeras.book.course.trial_answers import cell_with, wrong_answers
from medkeras.book.course.variant_notebooks import variant
from medkeras.book.grading.verdicts import call_of
from medkeras.book.ownership import to_text
from medkeras.book.solutions import strip
from medkeras.exercises.variants import seed_of
from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root, write_atomically

STUB, SOLUTION = "stub", "solution"
RUN = "medkeras.book.course.trial_run"
FEW = 6  # students, graded in the time in which nbgrader starts


@dataclasses.dataclass
class Trial:
    """One scratch course: a chapter, its students and what each tries."""

    chapter: str
    folder: Path
    tries: dict[str, dict[str, str]]  # student: {cell: wrong answer's key}


def check_course(
    folder: Path,
    console: Console | None = None,
    jobs: int | None = None,
    fresh: bool = False,
) -> list[Row]:
    """Points of stub, solution and wrong answers, by exercise.

    `jobs` chapters are graded at once, one a core if not told. What an earlier
    trial has found is kept, unless it is asked for `fresh` or has changed.
    """
    folder = folder.expanduser().absolute()
    names, seed = assignments(folder), seed_in(folder)
    jobs = jobs or os.cpu_count() or 1
    console = console or Console(stderr=True)
    found = {} if fresh else kept_rows.read(folder, names)
    if found:
        told = f"{len(found)} of {len(names)} chapters are known; --fresh tries"
        console.print(f"{told} them again", markup=False, highlight=False)
    waiting = [name for name in names if name not in found]
    with tempfile.TemporaryDirectory(prefix="medkeras-trial-") as place:
        trials = []
        for name in waiting:
            parts = -(-jobs // len(waiting))
            trials += _trials(folder, Path(place), name, seed, parts)
        for name, rows in _grade(trials, jobs, console):
            kept_rows.keep(folder, name, rows)
            found[name] = rows
    return [row for name in names for row in found[name]]


def text(rows: list[Row]) -> str:
    """A table of the points given, a line an exercise, and the sums."""
    lines = ["exercise   points  stub  solution  wrong answers: refused"]
    for row in rows:
        lines.append(_line(row.number, [row]))
    return "\n".join([*lines, _line("together", rows)])


def _line(name, rows):
    points = [sum(row.points for row in rows), sum(row.stub for row in rows)]
    points.append(sum(row.solution for row in rows))
    wrong = [each for row in rows for each in row.wrong.values()]
    return (
        f"{name:10} {points[0]:6g} {points[1]:5g} {points[2]:9g}  "
        f"{wrong.count(0)} of {len(wrong)}"
    )


def faults(rows: list[Row]) -> list[str]:
    """A line for each answer that got points it must not, or lost some."""
    found = []
    for row in rows:
        told = f"of {row.points:g} points"
        if row.stub:
            found.append(f"{row.number}: the stub gets {row.stub:g} {told}")
        if row.solution != row.points:
            got = f"{row.solution:g} {told}"
            found.append(f"{row.number}: the solution gets {got}")
        found += [
            f"{row.number}: the wrong answer {key!r} gets {points:g} {told}"
            for key, points in row.wrong.items()
            if points
        ]
    return found


def _trials(folder, place, name, seed, parts):
    """Scratch courses of a chapter, dealt out where they are many."""
    path = folder / "source" / name / f"{name}.ipynb"
    worked = nbformat.read(path, as_version=4)
    students = [STUB, SOLUTION]
    most = max(len(wrong_answers(n)) for n, _ in _checks(worked).values())
    students += [f"wrong-{place + 1}" for place in range(most)]
    if len(students) < FEW:
        parts = 1
    trials = []
    for part in range(parts):
        scratch = place / f"{name}-{part}"
        (scratch / "source").mkdir(parents=True)
        shutil.copy(folder / CONFIG, scratch)
        shutil.copytree(path.parent, scratch / "source" / name)
        trial = Trial(name, scratch, {})
        for student in students[part::parts]:
            own = seed_of(seed, student) if seed is not None else None
            book, trial.tries[student] = _submission(worked, student, own)
            there = scratch / "submitted" / student / name / path.name
            write_atomically(there, to_text(book))
        trials.append(trial)
    return trials


def _checks(notebook):
    """Exercise and function of each check of a notebook, by its grade_id."""
    found = {}
    for cell in notebook.cells:
        facts = cell.metadata.get("nbgrader", {})
        if facts.get("grade_id", "").startswith("check-"):
            found[facts["grade_id"]] = call_of(cell.source)
    if not found:
        raise UsageError("expected chapters with exercises. Received: none")
    return found


def _submission(worked, student, seed):
    """What a student hands in, and which wrong answers it tries."""
    solved, stub = (worked, strip(worked))
    if seed is not None:
        solved, stub = variant(worked, seed)
    if student == SOLUTION:
        return solved, {}
    if student == STUB:
        return stub, {}
    place, tries = int(student.split("-")[1]) - 1, {}
    cells = {
        c.metadata.get("nbgrader", {}).get("grade_id"): c for c in stub.cells
    }
    for name, (number, function) in _checks(worked).items():
        keys = list(wrong_answers(number))
        if place < len(keys):
            tries[name] = keys[place]
            cells[name.replace("check-", "exercise-")].source = cell_with(
                function, number, keys[place], seed, project_root()
            )
    return stub, tries


def _grade(trials, jobs, console):
    """Run the trials, so many at once; each chapter's rows as it ends."""
    waiting, running, rows = list(trials), [], {}
    left = Counter(trial.chapter for trial in trials)
    total = sum(len(trial.tries) for trial in trials)
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("grading notebooks", total=total)
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    running.append(_start(waiting.pop(0)))
                time.sleep(0.2)
                for each in [each for each in running if _ended(*each)]:
                    running.remove(each)
                    name = each[1].chapter
                    _read(each[1], rows.setdefault(name, {}))
                    left[name] -= 1
                    if not left[name]:
                        yield name, list(rows[name].values())
                        progress.print(_line(name, rows[name].values()))
                progress.update(bar, completed=sum(map(_num_graded, trials)))
        finally:
            for process, _ in running:
                _kill(process)


def _start(trial):
    log = (trial.folder / "log.txt").open("wb")
    with log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "medkeras.book.course.trial_run",
                trial.chapter,
            ],
            cwd=trial.folder,
            env={**os.environ, "PYTHONSAFEPATH": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    return process, trial


def _ended(process, trial):
    if process.poll() is None:
        return False
    if process.returncode:
        log = (trial.folder / "log.txt").read_text("utf-8", errors="replace")
        last = (log.strip().split("\n") or [""])[-1]
        raise UsageError(
            f"nbgrader did not grade {trial.chapter}: expected exit code 0. "
            f"Received: {process.returncode} ({last[:300]})"
        )
    return True


def _num_graded(trial):
    return len(list(trial.folder.glob("autograded/*/*/*.ipynb")))


def _kill(process):
    with contextlib.suppress(psutil.Error):
        started = psutil.Process(process.pid)
        for each in (*started.children(recursive=True), started):
            with contextlib.suppress(psutil.Error):
                each.kill()
    process.wait()


def _read(trial, rows):
    """Take the points of a trial from its gradebook."""
    from nbgrader.api import Gradebook

    url = f"sqlite:///{trial.folder / 'gradebook.db'}"
    path = trial.folder / "source" / trial.chapter / f"{trial.chapter}.ipynb"
    checks = _checks(nbformat.read(path, as_version=4))
    with Gradebook(url) as gradebook:
        for name, (number, _) in checks.items():
            for student, tries in trial.tries.items():
                words = name, trial.chapter, trial.chapter, student
                grade = gradebook.find_grade(*words)
                row = rows.setdefault(number, Row(number, grade.max_score))
                if student in (STUB, SOLUTION):
                    setattr(row, student, grade.score)
                elif name in tries:
                    row.wrong[tries[name]] = grade.score

"""Outputs for slides: of a run of the chapter that is there, or a new one."""

import contextlib
import copy
import os
from collections.abc import Iterator
from pathlib import Path

import nbformat
from rich.console import Console

from medkeras.book.chapters import Chapter
from medkeras.utils import mode

MODES = ("full", "lesson", "smoke")
SHORT = "A short run (smoke mode): it shows the form, not the result."
BANNER = "synthetic data (a phantom)"  # as medkeras.data prints it


def with_outputs(
    chapter: Chapter,
    student: nbformat.NotebookNode,
    root: Path,
    run: bool,
    console: Console,
) -> tuple[nbformat.NotebookNode, str]:
    """The student's notebook with outputs, and what to say of its figures.

    Outputs are those of the fullest run below runs/ of the very same code;
    where there is none, of a new run in smoke mode, or none without `run`.
    """
    for name, path in _runs(chapter, root):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            kept = nbformat.v4.reads(path.read_text("utf-8"))
            if _code(kept) == _code(student):
                return _filled(student, kept), remark(kept, name)
    if not run:
        return student, ""
    from medkeras.book.site.execution import executed  # slow to import

    with _in_smoke_mode():
        made = executed(chapter, root / "runs/site-cache/executed", console)
    return _filled(student, made), remark(made, "smoke")


def has_figures(notebook: nbformat.NotebookNode) -> bool:
    """Whether a cell shows a picture."""
    return any(
        "image/png" in output.get("data", {})
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def remark(notebook: nbformat.NotebookNode, mode_name: str) -> str:
    """What a figure of this run must say of its data and its length."""
    names = notebook.metadata.medkeras.data
    text = "\n".join(
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    )
    made_up = [name for name in names if f"{name}: {BANNER}" in text]
    told = []
    if made_up:
        shown = "" if made_up == list(names) else f" of {', '.join(made_up)}"
        told.append(f"Made-up data{shown} say nothing about patients.")
    if mode_name == "smoke":
        told.append(SHORT)
    return " ".join(told)


def _runs(chapter: Chapter, root: Path) -> Iterator[tuple[str, Path]]:
    runs, name = root / "runs", chapter.name
    for each in MODES:
        kept = runs.glob(f"site-cache/executed/{name}-{each}-*.ipynb")
        for path in (*sorted(kept), runs / f"{name}-{each}" / f"{name}.ipynb"):
            if path.is_file():
                yield each, path


def _cells(notebook):
    """What ran: the code but for the exercises, whose outputs are not shown."""
    return [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata
    ]


def _code(notebook):
    return [cell.source for cell in _cells(notebook)]


def _filled(student, ran):
    made = copy.deepcopy(student)
    for cell, source in zip(_cells(made), _cells(ran), strict=True):
        cell.outputs = source.outputs
    return made


@contextlib.contextmanager
def _in_smoke_mode():
    before = os.environ.get(mode.VARIABLE)
    os.environ[mode.VARIABLE] = "smoke"
    try:
        yield
    finally:
        if before is None:
            del os.environ[mode.VARIABLE]
        else:
            os.environ[mode.VARIABLE] = before

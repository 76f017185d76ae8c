"""What a reader sees while a chapter runs."""

import textwrap
import time

import nbformat
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)


class CellProgress:
    """A bar over the cells of a notebook, or short lines in a log file."""

    def __init__(self, notebook: nbformat.NotebookNode, console: Console):
        self._total = len(notebook.cells)
        self._console = console
        self._start = time.monotonic()
        self.section = "starting the kernel"
        self._bar = _bar(console) if console.is_terminal else None

    def __enter__(self) -> "CellProgress":
        if self._bar:
            self._bar.start()
            self._task = self._bar.add_task(self.section, total=self._total)
        return self

    def __exit__(self, kind, error, trace) -> None:
        if self._bar:
            if kind is None:
                self._bar.update(self._task, completed=self._total)
            self._bar.stop()

    def watch(self, place: int, cell: nbformat.NotebookNode) -> None:
        """Show that a cell begins."""
        section = heading(cell)
        if section:
            self.section = section
        if self._bar:
            room = min(40, max(12, self._console.width - 40))
            shown = textwrap.shorten(self.section, room, placeholder=" ...")
            self._bar.update(self._task, completed=place, description=shown)
        elif section:
            seconds = time.monotonic() - self._start
            line = f"cell {place + 1}/{self._total}, {seconds:.0f} s: {section}"
            self._console.print(line, markup=False, highlight=False)


def heading(cell: nbformat.NotebookNode) -> str | None:
    """Title that a text cell opens with."""
    first = cell.source.lstrip().split("\n")[0]
    if cell.cell_type != "markdown" or not first.startswith("#"):
        return None
    return first.lstrip("#").strip()


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("cells"),
        TimeElapsedColumn(),
        console=console,
        transient=False,
    )

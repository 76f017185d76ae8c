"""A chapter whose kernel is kept: only what has changed is run again."""

import ast
import contextlib
import time
from itertools import takewhile
from pathlib import Path

import nbformat
from rich.console import Console

from medkeras.book import report, results_folder
from medkeras.book.build import build_chapter
from medkeras.book.chapters import Chapter
from medkeras.book.failures import failure_of
from medkeras.book.kernel import CellExecutionError, Kernel, KernelDiedError
from medkeras.book.ownership import to_text
from medkeras.book.progress import CellProgress, heading
from medkeras.book.record import VARIABLE as OUT
from medkeras.utils import mode
from medkeras.utils.errors import UsageError
from medkeras.utils.unfinished import alone_in


class LiveChapter:
    """A chapter with its answers, brought up to date after each save.

    Args:
        chapter: whose master its author edits.
        out: folder of the notebook that was run.
        console: where progress and errors are shown.
        data: variant of the data; None as in `medkeras.data.load`.
    """

    def __init__(
        self,
        chapter: Chapter,
        out: Path,
        console: Console,
        data: str | None = None,
    ):
        self._chapter, self._console = chapter, console
        self.notebook = out / f"{chapter.name}.ipynb"
        self._place = contextlib.ExitStack()
        self._stage = self._place.enter_context(results_folder.stage(out))
        self._environment = {mode.VARIABLE: mode.name(), OUT: str(self._stage)}
        self._environment["MEDKERAS_PROGRESS"] = "off"  # an author's answers
        if data:
            self._environment["MEDKERAS_DATA"] = data
        self._kernel: Kernel | None = None
        # Code cells that ran to their end, as they stand in the kernel.
        self._done: list[nbformat.NotebookNode] = []

    def update(self) -> None:
        """Build the chapter anew, and run it from its first changed cell.

        A cell that failed is run again at the next save, whatever changed.
        """
        try:
            notebook = _built(self._chapter)
        except UsageError as error:
            self._say(f"Error: {error}", style="bold red")
            return
        self._done = _kept(self._done, notebook)
        places = _code(notebook)
        try:
            if len(self._done) == len(places):
                self._say("No code cell has changed: nothing to run.")
            else:
                self._run(notebook, places[len(self._done)])
        finally:  # on Ctrl-C, too
            with alone_in(self.notebook.parent):
                results_folder.put(self.notebook, to_text(notebook))

    def end(self) -> None:
        """End the kernel; the notebook stays."""
        try:
            self._end_kernel()
        finally:  # after a second Ctrl-C, too
            self._place.close()

    def _run(self, notebook: nbformat.NotebookNode, first: int) -> None:
        started, failure = time.monotonic(), None
        section = _section(notebook, first)
        total = len(notebook.cells)
        self._say(f"From cell {first + 1} of {total} ({section}):")
        begun: list[nbformat.NotebookNode] = []
        progress = CellProgress(notebook, self._console)
        progress.section = section

        def watch(place, cell):
            self._done += begun  # the one before it has ended well
            begun[:] = [cell] if cell.cell_type == "code" else []
            progress.watch(place, cell)

        try:
            with progress:
                self._running().run(notebook, watch, first)
            self._done += begun
        except (CellExecutionError, KernelDiedError) as error:
            failure = error
        if failure is None:
            seconds = time.monotonic() - started
            self._say(f"Ran to the end in {seconds:.1f} s.")
            return
        cell = begun[0] if begun else None
        if isinstance(failure, KernelDiedError):
            self._end_kernel()
        told = failure_of(failure, cell, progress.section, self.notebook)
        report.show_failure(told, self._console)

    def _running(self) -> Kernel:
        if self._kernel is None:
            folder = self._chapter.worked.parent
            self._kernel = Kernel(folder, self._environment)
        return self._kernel

    def _end_kernel(self) -> None:
        if self._kernel is not None:
            self._kernel.end()
            self._kernel = None
        self._done = []  # another kernel begins with the first cell

    def _say(self, text: str, style: str | None = None) -> None:
        self._console.print(
            text, style=style, markup=False, highlight=False, soft_wrap=True
        )


def _built(chapter: Chapter) -> nbformat.NotebookNode:
    """The worked notebook; whatever is wrong with a master is one line."""
    place = "/".join(chapter.master.parts[-3:])
    try:
        # The whole file at once: an error then names the line of the master.
        ast.parse(chapter.master.read_text("utf-8"))
        return build_chapter(chapter)
    except UsageError:
        raise
    except SyntaxError as error:
        line = (error.text or "").strip()
        raise UsageError(
            f"{place}, line {error.lineno}: {error.msg}: {line}"
        ) from error
    except (OSError, ValueError) as error:
        raise UsageError(f"{place}: {' '.join(str(error).split())}") from error


def _code(notebook: nbformat.NotebookNode) -> list[int]:
    cells = enumerate(notebook.cells)
    return [place for place, cell in cells if cell.cell_type == "code"]


def _kept(
    done: list[nbformat.NotebookNode], notebook: nbformat.NotebookNode
) -> list[nbformat.NotebookNode]:
    """New cells up to the first that differs, with the outputs they had."""
    code = [notebook.cells[place] for place in _code(notebook)]
    pairs = zip(done, code, strict=False)
    same = list(takewhile(lambda pair: pair[0].source == pair[1].source, pairs))
    for old, new in same:
        new.outputs, new.execution_count = old.outputs, old.execution_count
    return [new for _, new in same]


def _section(notebook: nbformat.NotebookNode, place: int) -> str:
    """The title under which a cell stands."""
    titles = list(filter(None, map(heading, notebook.cells[:place])))
    return titles[-1] if titles else "the first cell"

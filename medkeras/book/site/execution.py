"""Chapters run for the site, each once: the same code is not run again."""

import contextlib
import shutil
import tempfile
import time
from pathlib import Path

import nbformat
from rich.console import Console

from medkeras.book import machine
from medkeras.book.build import worked_notebook
from medkeras.book.chapters import Chapter
from medkeras.book.failures import failure_of
from medkeras.book.kernel import CellExecutionError, KernelDiedError, execute
from medkeras.book.ownership import to_text
from medkeras.book.progress import CellProgress
from medkeras.book.record import VARIABLE as OUT
from medkeras.book.site.fingerprints import fingerprint
from medkeras.utils import mode
from medkeras.utils.files import write_atomically


def executed(
    chapter: Chapter, cache: Path, console: Console
) -> nbformat.NotebookNode:
    """The worked notebook with its outputs, run only if its code is new.

    Its metadata `medkeras.run` say how it was run, and in how many seconds.
    """
    notebook = worked_notebook(chapter)
    start = f"{chapter.name}-{mode.name()}-"
    kept = cache / f"{start}{fingerprint(chapter, notebook)}.ipynb"
    # A file that is not whole is none.
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return _filled(notebook, nbformat.v4.reads(kept.read_text("utf-8")))
    console.print(f"running {chapter.name}", markup=False, highlight=False)
    seconds = _run(chapter, notebook, cache, console)
    notebook.metadata.medkeras.run = {
        "mode": mode.name(),
        "seconds": round(seconds, 1),
        "versions": machine.versions(),
    }
    write_atomically(kept, to_text(notebook))
    for older in cache.glob(f"{start}*.ipynb"):
        if older != kept:
            older.unlink()
    return notebook


def _filled(notebook, kept) -> nbformat.NotebookNode:
    """The notebook with the outputs of an earlier run of the same code."""
    there = [cell for cell in kept.cells if cell.cell_type == "code"]
    new = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell, earlier in zip(new, there, strict=True):
        cell.outputs = earlier.outputs
        cell.execution_count = earlier.execution_count
    notebook.metadata.medkeras.run = kept.metadata.medkeras.run
    return notebook


def _run(chapter, notebook, cache, console) -> float:
    """Run all cells in place; what they write beside is thrown away."""
    cell, progress = None, CellProgress(notebook, console)

    def watch(place, begun):
        nonlocal cell
        if begun.cell_type == "code":
            cell = begun
        progress.watch(place, begun)

    aside = Path(tempfile.mkdtemp(prefix="medkeras-site-"))
    environment = {
        mode.VARIABLE: mode.name(),
        OUT: str(aside),
        "MEDKERAS_PROGRESS": "off",  # nobody's progress
    }
    started = time.monotonic()
    try:
        with progress:
            execute(notebook, chapter.master.parent, environment, watch)
    except (CellExecutionError, KernelDiedError) as error:
        saved = write_atomically(
            cache / f"{chapter.name}.failed.ipynb", to_text(notebook)
        )
        raise failure_of(error, cell, progress.section, saved) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return time.monotonic() - started

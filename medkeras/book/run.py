"""Running a chapter from its first cell to its page and its record."""

import dataclasses
import json
import time
from collections.abc import Mapping
from pathlib import Path

import nbformat
from rich.console import Console

from medkeras.book import own_downloads, results_folder
from medkeras.book.build import state_of
from medkeras.book.chapters import Chapter
from medkeras.book.failures import failure_of
from medkeras.book.kernel import CellExecutionError, KernelDiedError, execute
from medkeras.book.ownership import State, to_text
from medkeras.book.progress import CellProgress
from medkeras.book.record import VARIABLE as OUT
from medkeras.data import variants
from medkeras.utils import mode
from medkeras.utils.errors import UsageError
from medkeras.utils.files import write_atomically
from medkeras.utils.unfinished import alone_in
from medkeras.utils.workers import workers


@dataclasses.dataclass(frozen=True)
class Result:
    """What a run leaves behind; `page` is None for the reason `no_page`."""

    notebook: Path
    page: Path | None
    record: Path | None
    facts: Mapping | None
    seconds: float
    recorded: Path | None = None
    no_page: str = ""
    copies: tuple[Path, ...] = ()


def run(
    chapter: Chapter,
    out: Path,
    *,
    data: str | None = None,
    solutions: bool = False,
    record: bool = False,
    console: Console | None = None,
) -> Result:
    """Run a chapter's notebook, as it is there, and keep what it makes.

    Files appear in `out` when all is done; an interruption leaves `out` as
    it was.
    """
    check_request(data, record)
    if chapter.alone and (solutions or record):
        raise UsageError(
            "--solutions and --record need a clone of the book, with its "
            f"answers and its results. Received: {chapter.student}"
        )
    if solutions and not chapter.master.parents[1].is_dir():
        raise UsageError("--solutions: a students' book holds no answers")
    path = chapter.worked if solutions else chapter.student
    notebook = _read(path)
    console = console or Console(stderr=True)
    _tell_whose(chapter, solutions, console)
    _tell_unused(data, console)
    with results_folder.stage(out) as stage:
        environment = {mode.VARIABLE: mode.name(), OUT: str(stage)}
        if data:
            environment["MEDKERAS_DATA"] = data
        if solutions:  # nobody's progress
            environment["MEDKERAS_PROGRESS"] = "off"
        started = time.monotonic()
        _execute(notebook, path, environment, console, out)
        seconds = time.monotonic() - started
        with alone_in(out):
            return _keep(chapter, notebook, stage, out, seconds, record)


def check_request(data: str | None, record: bool) -> None:
    """Refuse options that no mode could honour."""
    if record and mode.name() == "smoke":
        raise UsageError(
            "--record keeps results of lesson and full mode only, smoke proves "
            "no more than that every line runs. Received: smoke"
        )
    if data == "full" and mode.name() == "smoke":
        raise UsageError(
            "smoke mode always reads the sample: expected --data auto or "
            "sample. Received: full"
        )


def _read(path: Path) -> nbformat.NotebookNode:
    if not path.is_file():
        raise UsageError(f"{path}: not built yet; run `medkeras build`")
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        # nbformat has no common error class for what is no notebook.
        reason = str(error).strip().split("\n")[0][:80]
        raise UsageError(
            f"{path}: expected a notebook. Received: a file that cannot be "
            f"read as one ({reason})"
        ) from error


def _tell_whose(chapter: Chapter, solutions: bool, console: Console) -> None:
    """Say if the notebook is not what its master makes, and why."""
    path = chapter.worked if solutions else chapter.student
    if chapter.alone:
        line = f"Running {path}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
        return
    try:
        line = _whose(*state_of(chapter, solutions))
    except UsageError as error:
        # The notebook that is there can still be run.
        line = f"its master does not build: {error}"
    if line:
        line = f"Note: {path.name}: {line}"
        console.print(line, style="yellow", markup=False, soft_wrap=True)


def _tell_unused(data: str | None, console: Console) -> None:
    """Say if the reader's own downloads lie where nothing looks for them."""
    if variants.requested_variant(None) != "sample" and data != "sample":
        line = own_downloads.unused()
        if line:
            line = f"Note: {line}"
            console.print(line, style="yellow", markup=False, soft_wrap=True)


def _whose(state: State, master_changed: bool) -> str:
    newer = (
        "; its master has changed since: `medkeras build --overwrite` makes "
        "the new one and keeps yours beside it"
    )
    if state is State.STALE:
        return f"{state}; run `medkeras build`"
    if state in (State.CHANGED, State.UNKNOWN):
        line = f"{state}; your version is run as it is"
        return line + (newer if master_changed else "")
    if state is State.RAN and master_changed:
        return f"{state}{newer}"
    return ""


def _before() -> str:
    """Where there are several workers, they meet before the first cell.

    TensorFlow wants it before anything else.
    """
    if workers() is None:
        return ""
    name = "medkeras.training.strategy"
    return f"__import__({name!r}, fromlist=['strategy']).strategy();"


def _execute(notebook, path, environment, console, out) -> None:
    """Run the cells; on failure save what there is and say where."""
    cell, progress = None, CellProgress(notebook, console)

    def watch(place, begun):
        nonlocal cell
        if begun.cell_type == "code":
            cell = begun
        progress.watch(place, begun)

    try:
        with progress:
            execute(notebook, path.parent, environment, watch, _before())
        return
    except (CellExecutionError, KernelDiedError) as error:
        caught = error
    saved = out / f"{path.stem}.failed.ipynb"
    with alone_in(out):
        results_folder.put(saved, to_text(notebook))
    raise failure_of(caught, cell, progress.section, saved)


def _keep(chapter, notebook, stage, out, seconds, record) -> Result:
    """Move what was made into place, each file whole, the page last."""
    written = stage / "record.json"
    text = written.read_bytes() if written.is_file() else None
    if record and text is None:
        raise UsageError(f"--record: {chapter.name} wrote no record.json")
    place = out / f"{chapter.name}.ipynb"
    copies = [results_folder.put(place, to_text(notebook))]
    kept = recorded = None
    if text is None:
        results_folder.remove(out / "record.json")
    else:
        kept = out / "record.json"
        copies.append(results_folder.put(kept, text))
    if record:
        results = chapter.student.parents[1] / "results"
        recorded = write_atomically(results / f"{chapter.name}.json", text)
    results_folder.remove(out / f"{chapter.name}.failed.ipynb")
    html, no_page = _page(notebook, chapter.name)
    page = place.with_suffix(".html")
    if html is None:
        results_folder.remove(page)
    else:
        copies.append(results_folder.put(page, html))
    return Result(
        notebook=place,
        page=None if html is None else page,
        record=kept,
        facts=json.loads(text) if text else None,
        seconds=seconds,
        recorded=recorded,
        no_page=no_page,
        copies=tuple(each for each in copies if each),
    )


def _page(notebook, name) -> tuple[str | None, str]:
    """The page, or None and the reason in a line: all else is kept by then."""
    try:
        from medkeras.book.page import page  # slow to import

        return page(notebook, name), ""
    except Exception as error:
        # Whatever nbconvert lacks here, a template or a package.
        return None, " ".join(str(error).split()) or type(error).__name__

"""Running a chapter from its first cell to its page and its record."""

import dataclasses
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import nbformat
from rich.console import Console

from medkeras.book.build import is_stale, to_text
from medkeras.book.chapters import Chapter
from medkeras.book.kernel import CellExecutionError, KernelDiedError, execute
from medkeras.book.progress import CellProgress
from medkeras.book.record import VARIABLE as OUT
from medkeras.utils import mode
from medkeras.utils.errors import UsageError
from medkeras.utils.files import write_atomically


@dataclasses.dataclass(frozen=True)
class Result:
    """What a run leaves behind.

    Attributes:
        notebook: the run notebook.
        page: the same as one HTML page.
        record: path of record.json, None if the chapter writes none.
        facts: its content.
        seconds: from the start of the kernel to the end of the last cell.
        recorded: the copy below chapters/results/, if one was asked for.

    Example:
        >>> from pathlib import Path
        >>> from medkeras.book.run import Result
        >>> Result(Path("a.ipynb"), Path("a.html"), None, None, 7.0).seconds
        7.0
    """

    notebook: Path
    page: Path
    record: Path | None
    facts: Mapping | None
    seconds: float
    recorded: Path | None = None


class ChapterError(Exception):
    """A cell failed or the kernel died; what to show of it.

    Attributes:
        source: code of the cell.
        trace: traceback, one text with colours, or the reason in a line.
        section: title of the section it stands in.
        saved: the notebook up to there.

    Example:
        >>> from pathlib import Path
        >>> from medkeras.book.run import ChapterError
        >>> print(ChapterError("1 / 0", "in line 1\\nBoom", "2.", Path("a")))
        Boom
    """

    def __init__(self, source: str, trace: str, section: str, saved: Path):
        super().__init__(trace.strip().split("\n")[-1])
        self.source, self.trace = source, trace
        self.section, self.saved = section, saved


def run(
    chapter: Chapter,
    out: Path,
    *,
    data: str | None = None,
    solutions: bool = False,
    record: bool = False,
    console: Console | None = None,
) -> Result:
    """Run a chapter's notebook in the mode in force and keep what it makes.

    Files appear in `out` when all is done; an interruption leaves `out` as
    it was.

    Args:
        chapter: which one.
        out: folder for the notebook, the page and record.json.
        data: "auto", "sample" or "full"; None leaves MEDKERAS_DATA alone.
        solutions: run the worked notebook, not the student's.
        record: also keep the record in chapters/results/.
        console: where the progress goes.

    Returns:
        Paths and the record.

    Raises:
        UsageError: the request contradicts itself, or the notebook has not
            been built.
        ChapterError: a cell failed or the kernel died.

    Example:
        >>> import dataclasses
        >>> from pathlib import Path
        >>> from medkeras.book.chapters import find
        >>> from medkeras.book.run import run
        >>> gone = dataclasses.replace(find("3.2.1"), student=Path("a.ipynb"))
        >>> run(gone, Path("out"))
        Traceback (most recent call last):
        medkeras.utils.errors.UsageError: a.ipynb: not built yet; run ...
    """
    _check_request(data, record)
    if solutions and not chapter.master.parents[1].is_dir():
        raise UsageError("--solutions: a students' book holds no answers")
    path = chapter.worked if solutions else chapter.student
    notebook = _read(path)
    console = console or Console(stderr=True)
    _warn_if_stale(chapter, solutions, console)
    stage = _stage(out)
    try:
        environment = {mode.VARIABLE: mode.name(), OUT: str(stage)}
        if data:
            environment["MEDKERAS_DATA"] = data
        started = time.monotonic()
        _execute(notebook, path, environment, console, out)
        seconds = time.monotonic() - started
        return _keep(chapter, notebook, stage, out, seconds, record)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _check_request(data: str | None, record: bool) -> None:
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
    return nbformat.read(path, as_version=4)


def _warn_if_stale(chapter: Chapter, solutions: bool, console: Console) -> None:
    if not chapter.master.parents[1].is_dir():
        return  # a students' book has no masters
    try:
        stale = is_stale(chapter, solutions)
        reason = "its master has changed; run `medkeras build`"
    except UsageError as error:
        # The notebook that is there can still be run.
        stale, reason = True, f"its master does not build: {error}"
    if stale:
        line = f"Warning: {chapter.name}.ipynb is stale, {reason}"
        console.print(line, style="yellow", markup=False, soft_wrap=True)


def _stage(out: Path) -> Path:
    """A folder beside the results, where a run may leave half of them."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=out, prefix=".part-")).absolute()
    except OSError as error:
        raise UsageError(
            f"--out must be a folder that can be written to. Received: {out} "
            f"({error.strerror})"
        ) from error


def _execute(notebook, path, environment, console, out) -> None:
    """Run the cells; on failure save what there is and say where."""
    seen = []
    with CellProgress(notebook, console) as progress:

        def watch(place, cell):
            if cell.cell_type == "code":
                seen.append(cell)
            progress.watch(place, cell)

        try:
            execute(notebook, path.parent, environment, watch)
            return
        except CellExecutionError as error:
            trace = _trace(seen[-1]) or str(error)
        except KernelDiedError as error:
            trace = (
                f"{error}\nThe kernel died here: its process was killed (for "
                "want of memory?) or crashed."
            )
    saved = out / f"{path.stem}.failed.ipynb"
    write_atomically(saved, to_text(notebook))
    source = seen[-1].source if seen else ""
    raise ChapterError(source, trace, progress.section, saved)


def _trace(cell: nbformat.NotebookNode) -> str:
    errors = [o for o in cell.outputs if o.output_type == "error"]
    return "\n".join(errors[-1].traceback) if errors else ""


def _keep(chapter, notebook, stage, out, seconds, record) -> Result:
    """Move what was made into place, each file whole."""
    from medkeras.book.page import page  # slow to import

    written = stage / "record.json"
    facts = None
    if written.is_file():
        facts = json.loads(written.read_text("utf-8"))
    elif record:
        raise UsageError(f"--record: {chapter.name} wrote no record.json")
    place = out / f"{chapter.name}.ipynb"
    html = page(notebook, chapter.name)
    write_atomically(place, to_text(notebook))
    write_atomically(place.with_suffix(".html"), html)
    kept = recorded = None
    (out / "record.json").unlink(missing_ok=True)
    if facts:
        kept = out / "record.json"
        os.replace(written, kept)
    if record:
        results = chapter.student.parents[1] / "results"
        recorded = results / f"{chapter.name}.json"
        write_atomically(recorded, kept.read_bytes())
    (out / f"{chapter.name}.failed.ipynb").unlink(missing_ok=True)
    page_path = place.with_suffix(".html")
    return Result(place, page_path, kept, facts, seconds, recorded)

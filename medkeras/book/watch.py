"""`medkeras run --watch`: a chapter runs again whenever its master is saved."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console

from medkeras.book.chapters import Chapter
from medkeras.book.live import LiveChapter
from medkeras.book.report import shown
from medkeras.book.run import check_request
from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root

POLL = 0.3  # seconds between two looks at the master
SETTLE = 0.05  # an editor may be in the middle of writing
Wait = Callable[[float], None]


def watch(
    chapter: Chapter,
    out: Path | None = None,
    *,
    data: str | None = None,
    record: bool = False,
    console: Console | None = None,
    wait: Wait = time.sleep,
) -> Path:
    """Run a chapter at once and after each save of its master, until Ctrl-C.

    Returns:
        The notebook of the last run.
    """
    if record:
        raise UsageError(
            "--watch keeps no results, as a kernel that lives on may know "
            "what no cell says any more: leave out --record"
        )
    if not chapter.master.is_file():
        raise UsageError(
            "--watch needs an author's clone of the book: a students' book "
            "and an installed package have no masters to watch"
        )
    check_request(data, record)
    out = out or project_root() / "runs" / f"{chapter.name}-watch"
    console = console or Console(stderr=True)
    live = LiveChapter(chapter, out, console, data)
    try:
        for _ in saves(chapter.master, wait):
            live.update()
            line = f"Waiting for {shown(chapter.master)}; Ctrl-C ends."
            console.print(line, style="dim", markup=False, soft_wrap=True)
    except KeyboardInterrupt:
        if live.notebook.is_file():
            line = f"Notebook of the last run: {shown(live.notebook)}"
            console.print(line, markup=False, soft_wrap=True)
    finally:
        live.end()
    return live.notebook


def saves(master: Path, wait: Wait) -> Iterator[None]:
    """Yield now, and again each time that the file has been written."""
    seen = None
    while True:
        found = _stamp(master)
        if found is not None and found != seen:
            wait(SETTLE)
            if _stamp(master) == found:
                seen = found
                yield
        wait(POLL)


def _stamp(master: Path) -> tuple[int, bytes] | None:
    """Time of the last change, and the content; None while it is replaced."""
    try:
        return master.stat().st_mtime_ns, master.read_bytes()
    except OSError:
        return None

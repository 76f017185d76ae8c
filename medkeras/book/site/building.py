"""The whole site: chapters run, pages written, looked over, put in place."""

import dataclasses
import os
import re
import shutil
import tempfile
from pathlib import Path

from rich.console import Console

from medkeras.book.chapters import Chapter
from medkeras.book.notices import left_out
from medkeras.book.results_folder import refuse_the_books_own
from medkeras.book.site.inspection import problems
from medkeras.book.site.lean_css import make_sheets_lean
from medkeras.book.site.locking import alone
from medkeras.book.site.math_font import write_font
from medkeras.book.site.memory import Memory
from medkeras.book.site.preparation import Prepared, prepared
from medkeras.book.site.source import write_source
from medkeras.book.site.state import book_state
from medkeras.book.site.writing import write_pages
from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root

MARK = ".made-by-medkeras-site"
# Source maps, fonts and scripts of the theme that no page loads.
UNUSED = (
    "*.map",
    "fontawesome.js*",
    "bootstrap.js*",
    "vendor",
    "locales",
    "*webpack-macros.html",
)
# The theme's arrows that open a part of the sidebar say nothing.
NAMELESS = (
    '<summary><span class="toctree-toggle"',
    '<summary aria-label="Pages below"><span class="toctree-toggle"',
)
PICTURE = re.compile(r"_images/([\w.-]+)")


@dataclasses.dataclass(frozen=True)
class Site:
    """What was built: how many pages, and their weight in bytes."""

    folder: Path
    pages: int
    size: int


def build_site(chapters: list[Chapter], out: Path, console: Console) -> Site:
    """Run what has to be run, write all pages, put them in place of `out`."""
    require_free(out)
    root = project_root()
    cache = root / "runs" / "site-cache"
    with alone(cache, console):
        state = book_state(root)
        books = [prepared(each, cache, state, console) for each in chapters]
        console.print("writing the pages", highlight=False)
        with tempfile.TemporaryDirectory(prefix="medkeras-site-") as folder:
            html = finished(books, Path(folder), root, cache, state)
            return _put(html, out)


def finished(
    books: list[Prepared], stage: Path, root: Path, cache: Path, state: str
) -> Path:
    """A folder in `stage` with all pages, lean and without faults."""
    with left_out():  # the pages of the package import TensorFlow
        write_source(stage / "source", root, books, cache, state)
    documents = {book.chapter.number: book.document for book in books}
    written = write_pages(stage / "source", cache, documents, state)
    html = shutil.copytree(written, stage / "html")
    memory = Memory(cache / "pages.json", state)
    make_lean(html, memory)
    refuse_faults(html, memory)
    memory.save()
    return html


def require_free(out: Path) -> None:
    """Refuse a place whose files are not an earlier site."""
    refuse_the_books_own(out)
    there = next(each for each in (out, *out.parents) if each.exists())
    if not os.access(there, os.W_OK):
        raise _unwritable(out, "Permission denied")
    if out.is_dir() and (out / MARK).is_file():
        return
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise UsageError(
            "--out must be a new or empty folder, or one of an earlier site. "
            f"Received: {out}, which holds something else"
        )


def make_lean(html: Path, memory: Memory) -> None:
    """Take out what no page uses, so that pages load quickly."""
    static = html / "_static"
    for pattern in UNUSED:
        for path in sorted(static.rglob(pattern)):
            _remove(path)
    for name in (".buildinfo", "objects.inv", "_sources", "reports"):
        _remove(html / name)
    shown = set()
    for path in html.rglob("*.html"):
        text = path.read_text("utf-8").replace(*NAMELESS)
        shown.update(PICTURE.findall(text))
        path.write_text(text, "utf-8")
    for path in sorted((html / "_images").glob("*")):
        if path.name not in shown:  # of an earlier run
            path.unlink()
    write_font(html, memory)
    make_sheets_lean(html, memory)


def refuse_faults(html: Path, memory: Memory) -> None:
    """A UsageError that lists dead links and pictures without alt text."""
    found = problems(html, memory)
    if found:
        raise UsageError("the site has faults:\n" + "\n".join(found))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _unwritable(out: Path, reason: str | None) -> UsageError:
    return UsageError(
        f"--out must be a folder that can be written to. Received: {out} "
        f"({reason})"
    )


def _put(html: Path, out: Path) -> Site:
    """Move the finished folder to its place; the old one goes at the end."""
    (html / MARK).write_text("`medkeras site` replaces this folder.\n")
    files = [path for path in html.rglob("*") if path.is_file()]
    site = Site(
        folder=out,
        pages=sum(path.suffix == ".html" for path in files),
        size=sum(path.stat().st_size for path in files),
    )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=out.parent, prefix=".part-"))
    except OSError as error:
        raise _unwritable(out, error.strerror) from error
    try:
        shutil.copytree(html, beside / "new")
        if out.exists():
            os.replace(out, beside / "old")
        os.replace(beside / "new", out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return site

"""Sphinx, called for the book: no warning passes, nothing is half-written."""

import dataclasses
import io
import os
import re
import shutil
import tempfile
from pathlib import Path

from rich.console import Console
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from medkeras.book.chapters import Chapter
from medkeras.book.site import lean_css
from medkeras.book.site.execution import executed
from medkeras.book.site.inspection import problems
from medkeras.book.site.math_font import write_font
from medkeras.book.site.settings import settings
from medkeras.book.site.source import Book, write_source
from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root

MARK = ".made-by-medkeras-site"
COLOUR = re.compile(r"\x1b\[[\d;]*m")
# Source maps and fonts of icons, which no page loads.
UNUSED = (
    "*.map",
    "fontawesome.js*",
    "bootstrap.js*",
    "vendor",
    "locales",
    "*webpack-macros.html",
)
SHEETS = ("pydata-sphinx-theme.css", "sphinx-book-theme.css", "basic.css")


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
    cache = root / "runs" / "site-cache" / "executed"
    books = [Book(each, executed(each, cache, console)) for each in chapters]
    console.print("writing the pages", highlight=False)
    with tempfile.TemporaryDirectory(prefix="medkeras-site-") as folder:
        stage = Path(folder)
        write_source(stage, root, books)
        html = run_sphinx(stage, books)
        make_lean(html)
        refuse_faults(html)
        return _put(html, out)


def require_free(out: Path) -> None:
    """Refuse a place whose files are not an earlier site."""
    if out.is_dir() and (out / MARK).is_file():
        return
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise UsageError(
            "--out must be a new or empty folder, or one of an earlier site. "
            f"Received: {out}, which holds something else"
        )


def run_sphinx(stage: Path, books: list[Book]) -> Path:
    """The folder of the pages; a UsageError that lists all warnings."""
    warnings = io.StringIO()
    html = stage / "html"
    documents = {book.chapter.number: book.document for book in books}
    try:
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                srcdir=str(stage / "source"),
                confdir=None,
                outdir=str(html),
                doctreedir=str(stage / "doctrees"),
                buildername="html",
                confoverrides=settings(documents),
                status=None,
                warning=warnings,
            )
            app.build()
    except SphinxError as error:
        warnings.write(f"{error}\n")
    found = COLOUR.sub("", warnings.getvalue()).strip()
    if found:
        found = found.replace(f"{stage / 'source'}{os.sep}", "")
        raise UsageError(f"the site has warnings:\n{found}")
    return html


def refuse_faults(html: Path) -> None:
    """A UsageError that lists dead links and pictures without alt text."""
    found = problems(html)
    if found:
        raise UsageError("the site has faults:\n" + "\n".join(found))


def make_lean(html: Path) -> None:
    """Take out what no page uses, so that pages load quickly."""
    static = html / "_static"
    for pattern in UNUSED:
        for path in sorted(static.rglob(pattern)):
            _remove(path)
    for path in (html / ".buildinfo", html / "objects.inv", html / "_sources"):
        _remove(path)
    write_font(html)
    words = lean_css.words_of(html)
    for path in sorted(static.rglob("*.css")):
        if path.name in SHEETS:
            sheet = lean_css.lean(path.read_text("utf-8"), words)
            path.write_text(sheet, "utf-8")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _put(html: Path, out: Path) -> Site:
    """Move the finished folder to its place; the old one goes at the end."""
    (html / MARK).write_text("`medkeras site` replaces this folder.\n")
    files = [path for path in html.rglob("*") if path.is_file()]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=out.parent, prefix=".part-"))
    except OSError as error:
        raise UsageError(
            f"--out must be a folder that can be written to. Received: {out} "
            f"({error.strerror})"
        ) from error
    try:
        shutil.copytree(html, beside / "new")
        if out.exists():
            os.replace(out, beside / "old")
        os.replace(beside / "new", out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Site(
        folder=out,
        pages=sum(path.suffix == ".html" for path in files),
        size=sum(path.stat().st_size for path in files),
    )

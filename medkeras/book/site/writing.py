"""Sphinx, called for the book: pages of sources that changed, no warnings."""

import filecmp
import io
import os
import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from medkeras.book.site.settings import settings
from medkeras.book.site.state import hash_of
from medkeras.utils.errors import UsageError
from medkeras.utils.files import write_atomically

COLOUR = re.compile(r"\x1b\[[\d;]*m")
TITLE = re.compile(r"^# .*$|\"# [^\"]*", re.MULTILINE)
CONTENTS = re.compile(r"^`{3,}\{toctree\}.*?^`{3,}$", re.MULTILINE | re.DOTALL)


def write_pages(
    source: Path, cache: Path, chapters: dict[str, str], state: str
) -> Path:
    """The folder of the pages, those of earlier runs kept where they may.

    Each page lists the titles of all: where one of them or the order has
    changed, or the last run did not end well, all pages are written anew.

    Raises:
        UsageError: Sphinx warned of something; a line for each warning.
    """
    place = cache / "sphinx"
    stamp = place / "whole"
    whole = hash_of([state, *_outline(source)])
    if not stamp.is_file() or stamp.read_text("utf-8") != whole:
        shutil.rmtree(place, ignore_errors=True)
    stamp.unlink(missing_ok=True)
    for name in mirror(source, place / "source"):
        # Sphinx compares times, which a clock that was set back confuses; a
        # document that it has no memory of is read.
        remembered = (place / "doctrees" / name).with_suffix(".doctree")
        remembered.unlink(missing_ok=True)
    _run(place, settings(chapters))
    write_atomically(stamp, whole)
    return place / "html"


def mirror(source: Path, target: Path) -> list[Path]:
    """Make one folder like another; files that are equal are not touched.

    Returns:
        The paths in it of the files that were copied.
    """
    copied = []
    wanted = {p.relative_to(source) for p in source.rglob("*") if p.is_file()}
    for path in sorted(target.rglob("*")):
        if path.is_file() and path.relative_to(target) not in wanted:
            path.unlink()
    for name in sorted(wanted):
        old, new = target / name, source / name
        if not old.is_file() or not filecmp.cmp(old, new, shallow=False):
            old.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(new, old)
            copied.append(name)
    return copied


def _outline(source: Path) -> list[str]:
    """Names, titles and tables of contents of all documents."""
    found = []
    for path in sorted(source.rglob("*")):
        if path.suffix in (".md", ".ipynb") and "_extra" not in path.parts:
            text = path.read_text("utf-8")
            title = TITLE.search(text)
            found += [
                path.relative_to(source).as_posix(),
                title[0] if title else "",
                *CONTENTS.findall(text if path.suffix == ".md" else ""),
            ]
    return found


def _run(place: Path, configuration: dict) -> None:
    warnings = io.StringIO()
    source = place / "source"
    try:
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                srcdir=str(source),
                confdir=None,
                outdir=str(place / "html"),
                doctreedir=str(place / "doctrees"),
                buildername="html",
                confoverrides=configuration,
                status=None,
                warning=warnings,
            )
            app.build()
    except SphinxError as error:
        warnings.write(f"{error}\n")
    found = COLOUR.sub("", warnings.getvalue()).strip()
    if found:
        found = found.replace(f"{source}{os.sep}", "")
        raise UsageError(f"the site has warnings:\n{found}")

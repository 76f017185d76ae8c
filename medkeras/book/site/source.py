"""Everything that Sphinx reads, written into one folder."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from medkeras.book.site.front_page import front_page
from medkeras.book.site.pages import KINDS, writer
from medkeras.book.site.preparation import Prepared
from medkeras.book.site.state import hash_of
from medkeras.utils.files import write_atomically

EXTRA = "_extra"  # files that the site carries as they are
# What depends on the prose of chapters, or on the day; the rest is kept.
ALWAYS = ("glossary_page", "status_page")


def write_source(
    source: Path,
    root: Path,
    books: list[Prepared],
    cache: Path,
    state: str,
) -> None:
    """Write front page, chapters, generated pages and notebooks to keep.

    The generated pages read the chapters as they are shown: never an answer.
    """
    (source / "_static").mkdir(parents=True)
    for book in books:
        name = f"{book.chapter.name}.ipynb"
        write_atomically(source / "chapters" / name, book.page)
        write_atomically(source / EXTRA / "notebooks" / name, book.student)
    reference = []
    with tempfile.TemporaryDirectory(prefix="medkeras-site-") as folder:
        executed = {
            book.chapter.name: write_atomically(
                Path(folder) / f"{book.chapter.name}.ipynb", book.shown
            )
            for book in books
        }
        key = hash_of([state, *map(_without_prose, books)])
        for kind in KINDS:
            if kind in ALWAYS:
                documents = writer(kind)(source, root, executed)
            else:
                files, documents = _kept(kind, root, executed, cache, key)
                shutil.copytree(files, source, dirs_exist_ok=True)
            reference += documents
    write_atomically(source / "index.md", front_page(books, reference))


def _kept(
    kind: str,
    root: Path,
    executed: Mapping[str, Path],
    cache: Path,
    key: str,
) -> tuple[Path, list[str]]:
    """Folder and documents of a kind of pages, made anew for a new key."""
    place = cache / "reference" / kind
    note, files = place / "made.json", place / "files"
    if note.is_file():
        made = json.loads(note.read_text("utf-8"))
        if made["key"] == key:
            return files, made["documents"]
    shutil.rmtree(place, ignore_errors=True)
    documents = writer(kind)(files, root, executed)
    write_atomically(note, json.dumps({"key": key, "documents": documents}))
    return files, documents


def _without_prose(book: Prepared) -> str:
    """Title, code and outputs, and which cells there are."""
    cells = [
        (cell.id, cell.source, cell.outputs)
        if cell.cell_type == "code"
        else (cell.id, cell.source.split("\n")[0] if not place else "")
        for place, cell in enumerate(book.notebook.cells)
    ]
    return json.dumps([book.chapter.name, cells])

"""Everything that Sphinx reads, written into one folder."""

import dataclasses
import importlib
import importlib.util
from pathlib import Path

import nbformat

from medkeras.book.build import notebooks
from medkeras.book.chapters import Chapter
from medkeras.book.ownership import to_text
from medkeras.book.site.chapter_page import chapter_page
from medkeras.book.site.front_page import front_page
from medkeras.utils.files import write_atomically

# In the order of the sidebar; each module writes pages of one kind.
REFERENCE = (
    "data_set_pages",
    "api_pages",
    "ledger_page",
    "gallery_page",
    "glossary_page",
    "citation_page",
    "status_page",
)
EXTRA = "_extra"  # files that the site carries as they are


@dataclasses.dataclass(frozen=True)
class Book:
    """A chapter and its worked notebook with outputs."""

    chapter: Chapter
    notebook: nbformat.NotebookNode

    @property
    def document(self) -> str:
        """Sphinx's name of the chapter's page."""
        return f"chapters/{self.chapter.name}"

    @property
    def minutes(self) -> int:
        """That reading it takes."""
        return int(self.notebook.metadata.medkeras.minutes)


def write_source(source: Path, root: Path, books: list[Book]) -> None:
    """Write front page, chapters, generated pages and notebooks to keep."""
    (source / "_static").mkdir(parents=True)
    executed = {}
    for book in books:
        path = source / f"{book.document}.ipynb"
        page = chapter_page(book.chapter, book.notebook)
        write_atomically(path, to_text(page))
        _, student = notebooks(book.chapter)
        place = source / EXTRA / "notebooks" / path.name
        write_atomically(place, to_text(student))
        executed[book.chapter.name] = path
    reference = _write_reference(source, root, executed)
    write_atomically(source / "index.md", front_page(books, reference))


def _write_reference(source, root, executed) -> list[str]:
    documents = []
    for name in REFERENCE:
        if not importlib.util.find_spec("medkeras.book.site.pages"):
            continue
        module = f"medkeras.book.site.pages.{name}"
        if importlib.util.find_spec(module):
            page = importlib.import_module(module)
            documents += page.write(source, root, executed)
    return documents

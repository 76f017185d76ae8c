"""Everything that Sphinx reads, written into one folder."""

import dataclasses
from pathlib import Path

import nbformat

from medkeras.book.build import notebooks
from medkeras.book.chapters import Chapter
from medkeras.book.ownership import to_text
from medkeras.book.site.chapter_page import chapter_page
from medkeras.book.site.front_page import front_page
from medkeras.book.site.pages import KINDS
from medkeras.book.site.publishing import published
from medkeras.utils.files import write_atomically

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


def write_source(stage: Path, root: Path, books: list[Book]) -> Path:
    """Write front page, chapters, generated pages and notebooks to keep.

    The generated pages read the chapters as they are published, and so never
    an answer.
    """
    source = stage / "source"
    (source / "_static").mkdir(parents=True)
    executed = {}
    for book in books:
        name = f"{book.chapter.name}.ipynb"
        shown = published(book.notebook)
        executed[book.chapter.name] = write_atomically(
            stage / "published" / name, to_text(shown)
        )
        page = to_text(chapter_page(book.chapter, shown))
        write_atomically(source / f"{book.document}.ipynb", page)
        _, student = notebooks(book.chapter)
        write_atomically(source / EXTRA / "notebooks" / name, to_text(student))
    reference = []
    for kind in KINDS:
        reference += kind.write(source, root, executed)
    write_atomically(source / "index.md", front_page(books, reference))
    return source

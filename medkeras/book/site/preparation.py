"""Chapters made ready for the site, each anew only if something changed."""

import contextlib
import dataclasses
import functools
import json
from pathlib import Path

import nbformat
from nbformat import v4
from rich.console import Console

from medkeras.book.build import notebooks
from medkeras.book.chapters import Chapter
from medkeras.book.ownership import to_text
from medkeras.book.site.chapter_page import chapter_page
from medkeras.book.site.execution import executed
from medkeras.book.site.publishing import published
from medkeras.book.site.state import hash_of
from medkeras.utils import mode
from medkeras.utils.errors import UsageError
from medkeras.utils.files import write_atomically


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A chapter for the site, as texts of three notebooks.

    `shown` has results and no answers; `page` is the same with what the site
    adds; `student` is what a reader downloads.
    """

    chapter: Chapter
    shown: str
    page: str
    student: str

    @property
    def document(self) -> str:
        """Sphinx's name of the chapter's page."""
        return f"chapters/{self.chapter.name}"

    @functools.cached_property
    def notebook(self) -> nbformat.NotebookNode:
        """What is shown; not validated, which takes longer than reading."""
        return v4.reads(self.shown)

    @property
    def minutes(self) -> int:
        """That reading it takes."""
        return int(self.notebook.metadata.medkeras.minutes)


def prepared(
    chapter: Chapter, cache: Path, state: str, console: Console
) -> Prepared:
    """The texts of a chapter, run first if its code is new."""
    if not chapter.master.is_file():
        raise UsageError(
            "a site is built from the masters in solutions/, and a students' "
            f"book has none. Received: {chapter.name}"
        )
    start = f"{chapter.name}-{mode.name()}-"
    key = hash_of([state, chapter.master.read_bytes()])
    kept = cache / "chapters" / f"{start}{key}.json"
    with contextlib.suppress(OSError, ValueError, TypeError):  # not whole
        return Prepared(chapter, **json.loads(kept.read_text("utf-8")))
    made = texts(chapter, executed(chapter, cache / "executed", console))
    for older in kept.parent.glob(f"{start}*.json"):
        older.unlink()
    write_atomically(kept, json.dumps(made))
    return Prepared(chapter, **made)


def texts(chapter: Chapter, notebook: nbformat.NotebookNode) -> dict[str, str]:
    """What is made of a run notebook."""
    shown = published(notebook)
    _, student = notebooks(chapter)
    return {
        "shown": to_text(shown),
        "page": to_text(chapter_page(chapter, shown)),
        "student": to_text(student),
    }

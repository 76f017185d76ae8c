"""Which chapter needs which: a map of the book from its own metadata."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from medkeras.book.chapters import Chapter, chapters
from medkeras.book.index import chapters_named, prerequisites, title
from medkeras.utils.errors import UsageError, nearest

if TYPE_CHECKING:  # seconds that a chapter and each graded answer can save
    import nbformat


@dataclasses.dataclass(frozen=True)
class Entry:
    """A chapter as the map of the book knows it.

    Attributes:
        number: such as "2.1.1".
        title: its heading, number included.
        minutes: that reading it takes.
        needs: numbers of the chapters that it asks for itself.

    Example:
        >>> from medkeras.book import book_map
        >>> book_map()["2.0.2"].needs
        ('2.0.1',)

    Chapter: 1
    """

    number: str
    title: str
    minutes: int
    needs: tuple[str, ...]

    @property
    def short_title(self) -> str:
        """The heading as far as its first colon or comma."""
        return self.title.split(":")[0].split(",")[0]


def book_map(root: Path | None = None) -> dict[str, Entry]:
    """All chapters of the book and what each needs, in reading order.

    Read from the students' notebooks, into which the build copies what the
    head of each master says; so a book without masters has its map, too.

    Args:
        root: of the book; None finds the one in use.

    Returns:
        An `Entry` by number.

    Raises:
        UsageError: a notebook that is missing, is none, or has lost what its
            master said.

    Example:
        >>> from medkeras.book import book_map
        >>> book_map()["1"].needs
        ()

    Chapter: 1
    """
    entries: dict[str, Entry] = {}
    for chapter in chapters(root):
        notebook = _read(chapter)
        if notebook.metadata.medkeras.get("chapter") != chapter.name:
            continue  # a reader's copy of a chapter, under a name of its own
        named = chapters_named(" ".join(prerequisites(notebook)))
        entries[chapter.number] = Entry(
            number=chapter.number,
            title=title(notebook),
            minutes=int(notebook.metadata.medkeras.minutes),
            needs=tuple(dict.fromkeys(named)),
        )
    return entries


def read_before(number: str, entries: dict[str, Entry]) -> list[str]:
    """Numbers of all chapters to read before one, in reading order.

    Those that it asks for, those that they ask for, and so on.

    Args:
        number: of the chapter, such as "3.1.4".
        entries: from `book_map`.

    Returns:
        Numbers; an empty list where nothing comes before.

    Raises:
        UsageError: no such chapter.

    Example:
        >>> from medkeras.book import book_map, read_before
        >>> read_before("2.1.1", book_map())
        ['1', '2.0.1', '2.0.2']

    Chapter: 1
    """
    if number not in entries:
        raise UsageError(
            "no such chapter on the map: expected a number such as 2.1.1. "
            f"Received: {number!r}{nearest(number, entries)}"
        )
    found, waiting = set(), [number]
    while waiting:
        for needed in entries[waiting.pop()].needs:
            if needed in entries and needed not in found:
                found.add(needed)
                waiting.append(needed)
    return [each for each in entries if each in found]


def _read(chapter: Chapter) -> nbformat.NotebookNode:
    """A student's notebook; not validated, which takes longer than reading."""
    from nbformat import v4

    try:
        notebook = v4.reads(chapter.student.read_text("utf-8"))
        notebook.metadata.medkeras.minutes  # noqa: B018 - is it there?
        notebook.cells  # noqa: B018
    except (OSError, ValueError, AttributeError) as error:
        raise UsageError(
            f"the map of the book needs {chapter.student.name}, a notebook "
            "that `medkeras build` made, with its metadata. Received: "
            f"{type(error).__name__}"
        ) from error
    return notebook

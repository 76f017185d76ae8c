"""Chapters spread over weeks or days by the minutes that they take."""

import dataclasses

import nbformat

from medkeras.book.chapters import Chapter
from medkeras.utils.errors import UsageError

MOST_MINUTES = 180  # of chapters a week: one class and own reading
Books = list[tuple[Chapter, nbformat.NotebookNode]]


@dataclasses.dataclass(frozen=True)
class Share:
    """A chapter in a week, or its part `part` of `parts` weeks, from 1."""

    chapter: Chapter
    notebook: nbformat.NotebookNode
    part: int = 1
    parts: int = 1

    @property
    def minutes(self) -> float:
        """Minutes of reading in this week."""
        return self.notebook.metadata.medkeras["minutes"] / self.parts

    @property
    def objectives(self) -> list[str]:
        """The chapter's objectives of this week."""
        every = self.notebook.metadata.medkeras["objectives"]
        start, end = (
            round(len(every) * place / self.parts)
            for place in (self.part - 1, self.part)
        )
        return every[start:end]

    @property
    def is_last(self) -> bool:
        """Whether the chapter ends in this week, and its exercises are due."""
        return self.part == self.parts


def plan(
    books: Books, slots: int | None = None, most: int = MOST_MINUTES
) -> list[list[Share]]:
    """What is read in each week (or day); a week a chapter if not told."""
    slots = len(books) if slots is None else slots
    minutes = [book.metadata.medkeras["minutes"] for _, book in books]
    needed = len(groups(minutes, max(most, *minutes, 0)))
    if slots < needed:
        numbers = ", ".join(chapter.number for chapter, _ in books)
        raise UsageError(
            f"expected at least {needed} weeks for {sum(minutes)} minutes of "
            f"chapters {numbers}, {most} a week. Received: {slots}"
        )
    if slots >= len(books):
        return _stretched(books, minutes, slots)
    chosen = _even_groups(minutes, slots)
    return [[Share(*books[place]) for place in group] for group in chosen]


def groups(minutes: list[int], most: int) -> list[list[int]]:
    """Places of chapters, in order, as many to a group as `most` allows."""
    found, left = [], 0
    for place, each in enumerate(minutes):
        if not found or each > left:
            found.append([])
            left = most
        found[-1].append(place)
        left -= each
    return found


def _even_groups(minutes, slots):
    """Groups whose largest is as small as can be, none of them empty."""
    most = max(minutes)
    while len(groups(minutes, most)) > slots:
        most += 1
    found = groups(minutes, most)
    while len(found) < slots:
        longest = max(found, key=lambda group: (len(group) > 1, len(group)))
        place, half = found.index(longest), len(longest) // 2
        found[place : place + 1] = [longest[:half], longest[half:]]
    return found


def _stretched(books, minutes, slots):
    """Each chapter a week; further weeks go where most minutes are left."""
    parts = [1] * len(books)
    for _ in range(slots - len(books)):
        left = [each / part for each, part in zip(minutes, parts, strict=True)]
        parts[left.index(max(left))] += 1
    return [
        [Share(*book, part + 1, num)]
        for book, num in zip(books, parts, strict=True)
        for part in range(num)
    ]

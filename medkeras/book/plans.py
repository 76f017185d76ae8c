"""Two plans for teachers, made from what the chapters say of themselves."""

import math

import nbformat

from medkeras.book.chapters import Chapter
from medkeras.book.index import title
from medkeras.book.solutions import points_of
from medkeras.book.weeks import plan

BEGIN = "<!-- plans: written by medkeras build -->"
END = "<!-- end of plans -->"
WEEKS, DAYS = 10, 5
Books = list[tuple[Chapter, nbformat.NotebookNode]]


def plans(books: Books) -> str:
    """The whole book in ten weeks, and a shorter way in five days."""
    short = shorter(books)
    return (
        f"### Ten weeks: all chapters\n\n{_table('week', books, WEEKS)}\n"
        f"### Five days: techniques, and the first application of each kind\n\n"
        f"{_table('day', short, DAYS)}"
    )


def shorter(books: Books) -> Books:
    """Parts 1 and 2, and of part 3 the first chapter of each section."""
    kept, sections = [], set()
    for chapter, notebook in books:
        part, *rest = chapter.number.split(".")
        section = (part, *rest[:1])
        if part in ("1", "2") or section not in sections:
            kept.append((chapter, notebook))
        sections.add(section)
    return kept


def _table(unit, books, slots):
    """One row a week or day: chapters, minutes of reading, points."""
    slots = min(slots, len(books))
    minutes = [notebook.metadata.medkeras["minutes"] for _, notebook in books]
    # So many minutes that the chapters, whole, fit into the slots.
    most = max([*minutes, math.ceil(1.25 * sum(minutes) / max(slots, 1))])
    rows = [f"| {unit} | chapters | minutes | points |\n|---|---|---|---|\n"]
    for number, shares in enumerate(plan(books, slots, most), start=1):
        names = "; ".join(title(share.notebook) for share in shares)
        reading = sum(share.minutes for share in shares)
        points = sum(points_of(share.notebook) for share in shares)
        rows.append(f"| {number} | {names} | {reading:.0f} | {points} |\n")
    return "".join(rows)

"""The list of chapters that a reader meets first: chapters/README.md."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from medkeras.book.chapters import Chapter
from medkeras.book.review import CITATION

if TYPE_CHECKING:  # it takes seconds, and is not needed to grade
    import nbformat

HEAD = f"""\
# Chapters

Made by `medkeras build` from the masters in `solutions/`; edit those.
`medkeras run 3.2.1` runs a chapter; `jupyter lab` opens one to work in.

The chapters follow the sections of a review, and [20] is number 20 of its
references:

> {CITATION}
"""
TABLE = (
    "| chapter | read first | minutes | exercises | points |",
    "|---|---|---:|---:|---:|",
)
# A number without a dot, as that of chapter 1, needs the word before it.
NUMBER = re.compile(r"(?:(?<![\w.])\d(?:\.\d+)+|(?<=\bchapter )\d)(?![\w.]*\d)")
Books = "list[tuple[Chapter, nbformat.NotebookNode]]"


def index(books: Books) -> str:
    """Markdown: a table of what needs what, then an entry a chapter."""
    parts, text = [], HEAD
    if books:
        first, notebook = books[0]
        text += f"\nBegin with [{title(notebook)}]({_place(first)}).\n"
        lines = [*TABLE, *(_row(*book, books) for book in books)]
        text += "\n" + "\n".join(lines) + "\n"
    for chapter, notebook in books:
        if chapter.part not in parts:
            parts.append(chapter.part)
            number, _, words = chapter.part.partition("_")
            text += f"\n## Part {number}: {words.replace('_', ' ')}\n"
        text += _entry(chapter, notebook, books)
    return text


def title(notebook: nbformat.NotebookNode) -> str:
    """First heading of a notebook, or "untitled"."""
    for cell in notebook.cells:
        first = cell.source.split("\n")[0]
        if cell.cell_type == "markdown" and first.startswith("# "):
            return first[2:].strip()
    return "untitled"


def exercises(notebook: nbformat.NotebookNode) -> list[int]:
    """Points of each exercise, as nbgrader will give them."""
    facts = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return [each["points"] for each in facts if each.get("grade")]


def prerequisites(notebook: nbformat.NotebookNode) -> list[str]:
    """What a chapter needs, in its author's words."""
    return list(map(str, notebook.metadata.medkeras.get("prerequisites", [])))


def chapters_named(text: str) -> list[str]:
    """Numbers of chapters in a text, such as 2.0.1."""
    return NUMBER.findall(text)


def _linked(text: str, books: Books) -> str:
    """The text with a link where a chapter is named."""
    return NUMBER.sub(lambda match: _link(match[0], books), text)


def _link(number: str, books: Books) -> str:
    """A link to a chapter, or its number alone where there is none."""
    for chapter, _ in books:
        if chapter.number == number:
            return f"[{number}]({_place(chapter)})"
    return number


def _place(chapter: Chapter) -> str:
    return f"{chapter.part}/{chapter.name}.ipynb"


def _row(chapter: Chapter, notebook: nbformat.NotebookNode, books) -> str:
    named = chapters_named(" ".join(prerequisites(notebook)))
    read = [_link(number, books) for number in dict.fromkeys(named)]
    points = exercises(notebook)
    cells = (
        f"[{title(notebook)}]({_place(chapter)})",
        ", ".join(read) or "none",
        str(notebook.metadata.medkeras.minutes),
        str(len(points)),
        str(sum(points)),
    )
    return f"| {' | '.join(cells)} |"


def _entry(chapter: Chapter, notebook: nbformat.NotebookNode, books) -> str:
    facts = notebook.metadata.medkeras
    points = exercises(notebook)
    lines = [f"\n### [{title(notebook)}]({_place(chapter)})\n"]
    lines += [f"About {facts['minutes']} minutes. You will be able to\n"]
    lines += [f"- {objective}" for objective in facts["objectives"]]
    needed = _linked("; ".join(prerequisites(notebook)), books)
    lines += ["", f"You need: {needed or 'not stated'}.\n"]
    data = ", ".join(
        f"[{name}](../datasets/{name}/README.md)" for name in facts["data"]
    )
    lines += [f"Data: {data or 'none'}.\n"]
    lines += [f"Exercises: {len(points)}, points: {sum(points)}.\n"]
    return "\n".join(lines)

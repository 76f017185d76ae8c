"""The list of chapters that a reader meets first: chapters/README.md."""

import nbformat

from medkeras.book.chapters import Chapter
from medkeras.book.review import CITATION

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
Books = list[tuple[Chapter, nbformat.NotebookNode]]


def index(books: Books) -> str:
    """Markdown: a table of what needs what, then an entry a chapter."""
    parts, text = [], HEAD
    if books:
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


def prerequisites(
    notebook: nbformat.NotebookNode, books: Books
) -> tuple[list[str], list[str]]:
    """What a chapter needs: chapters, as links, and knowledge in words."""
    known = {chapter.number: chapter for chapter, _ in books}
    needed = map(str, notebook.metadata.medkeras.get("prerequisites", []))
    read, know = [], []
    for each in needed:
        chapter = known.get(each)
        if chapter is None:
            know.append(each)
        else:
            read.append(f"[{each}]({_place(chapter)})")
    return read, know


def _place(chapter: Chapter) -> str:
    return f"{chapter.part}/{chapter.name}.ipynb"


def _row(chapter: Chapter, notebook: nbformat.NotebookNode, books) -> str:
    read, _ = prerequisites(notebook, books)
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
    read, know = prerequisites(notebook, books)
    lines += ["", f"You need: {', '.join([*read, *know]) or 'nothing'}.\n"]
    data = ", ".join(
        f"[{name}](../datasets/{name}/README.md)" for name in facts["data"]
    )
    lines += [f"Data: {data or 'none'}.\n"]
    lines += [f"Exercises: {len(points)}, points: {sum(points)}.\n"]
    return "\n".join(lines)

"""The chapters as the generated pages read them, and links into them."""

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
from nbformat import v4

from medkeras.book import index
from medkeras.book.chapters import Chapter, chapters
from medkeras.utils.errors import UsageError


@dataclasses.dataclass(frozen=True)
class Book:
    """A chapter's notebook: the executed one if the site has a page for it."""

    chapter: Chapter
    notebook: nbformat.NotebookNode
    has_page: bool

    @property
    def name(self) -> str:
        """Such as 2_1_1_cnn."""
        return self.chapter.name

    @property
    def title(self) -> str:
        """First heading."""
        return index.title(self.notebook)

    @property
    def short_title(self) -> str:
        """The heading as far as its first colon or comma."""
        return self.title.split(":")[0].split(",")[0]

    @property
    def link(self) -> str:
        """To the chapter's page, by its short title."""
        return self.linked(self.short_title)

    def linked(self, text: str) -> str:
        """Plain text that leads to the chapter's page, if there is one."""
        text = text.replace("`", "")
        if not self.has_page:
            return text
        return f"{{doc}}`{text} </chapters/{self.name}>`"


def books(root: Path, executed: Mapping[str, Path]) -> list[Book]:
    """All chapters in reading order."""
    found = []
    for chapter in chapters(root):
        path = executed.get(chapter.name, chapter.student)
        found.append(Book(chapter, _read(path), chapter.name in executed))
    return found


def labelled(notebook: nbformat.NotebookNode, name: str) -> None:
    """Give a chapter's cells the labels that links lead to, in place.

    The site must write its chapters with them: each text cell has a label,
    and each code cell that shows a figure has one before it.
    """
    cells = []
    for cell in notebook.cells:
        mark = f"({label(name, cell)})=\n"
        if cell.cell_type == "markdown":
            cell.source = mark + cell.source
        elif any(True for _ in figures(cell)):
            cells.append(v4.new_markdown_cell(mark, id=f"label-{cell.id}"))
        cells.append(cell)
    notebook.cells = cells


def label(name: str, cell: nbformat.NotebookNode) -> str:
    """Name of the place of a cell, the same as long as the cell's id is."""
    return f"cell-{name}-{cell.id}".lower().replace("_", "-")


def figures(cell: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    """PNG (in base64) and alt text of each figure that a cell shows."""
    for output in cell.get("outputs", []):
        png = output.get("data", {}).get("image/png")
        if png:
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            yield "".join(png), alt or ""


def code(book: Book) -> Iterator[str]:
    """Sources of the code cells."""
    for cell in book.notebook.cells:
        if cell.cell_type == "code":
            yield cell.source


def _read(path: Path) -> nbformat.NotebookNode:
    """A notebook; not validated, which takes longer than reading."""
    try:
        notebook = v4.reads(path.read_text("utf-8"))
        notebook.metadata.medkeras.data  # noqa: B018 - is it there?
        notebook.cells  # noqa: B018
    except (OSError, ValueError, AttributeError) as error:
        raise UsageError(
            f"{path}: expected a notebook that `medkeras build` made, with "
            f"its metadata. Received: {type(error).__name__}"
        ) from error
    return notebook

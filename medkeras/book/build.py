"""Everything that is generated from the masters, byte for byte the same."""

import hashlib
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter

from medkeras.book import index, masters, syllabus
from medkeras.book.chapters import Chapter, chapters
from medkeras.book.solutions import mark, strip
from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root, write_atomically

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def build(root: Path | None = None) -> list[Path]:
    """Write all generated files that are missing or stale, remove orphans.

    Args:
        root: folder of the book; found from the working folder if None.

    Returns:
        The files written or removed.

    Raises:
        UsageError: a master is not as it must be; nothing is written.

    Example:
        >>> import tempfile, pathlib
        >>> from medkeras.book.build import build
        >>> book = pathlib.Path(tempfile.mkdtemp())
        >>> [path.name for path in build(book)]  # no master, so no notebook
        ['README.md']
    """
    root = root or project_root()
    wanted = generated(root)
    changed = [path for path, _ in _differences(root, wanted)]
    for path in changed:
        if path in wanted:
            write_atomically(path, wanted[path])
        else:
            path.unlink()
    return changed


def stale(root: Path | None = None) -> list[str]:
    """What `build` would change.

    Args:
        root: folder of the book; found from the working folder if None.

    Returns:
        One line for each missing, stale or orphaned file.

    Raises:
        UsageError: a master is not as it must be.

    Example:
        >>> import tempfile, pathlib
        >>> from medkeras.book.build import stale
        >>> stale(pathlib.Path(tempfile.mkdtemp()))
        ['chapters/README.md: missing']
    """
    root = root or project_root()
    found = _differences(root, generated(root))
    return [
        f"{path.relative_to(root).as_posix()}: {reason}"
        for path, reason in found
    ]


def is_stale(chapter: Chapter, solutions: bool) -> bool:
    """Whether a notebook differs from what its master makes now.

    Args:
        chapter: the chapter.
        solutions: ask about the worked notebook, not the student's.

    Returns:
        True if the notebook is missing or differs.

    Example:
        >>> import dataclasses, pathlib
        >>> from medkeras.book.build import is_stale
        >>> from medkeras.book.chapters import find
        >>> gone = pathlib.Path("gone.ipynb")
        >>> is_stale(dataclasses.replace(find("3.2.1"), worked=gone), True)
        True
    """
    worked = worked_notebook(chapter)
    path = chapter.worked if solutions else chapter.student
    expected = to_text(worked if solutions else strip(worked))
    return not path.is_file() or path.read_bytes() != expected.encode()


def generated(root: Path) -> dict[Path, str]:
    """Content of every generated file.

    Args:
        root: folder of the book.

    Returns:
        Text by path.

    Raises:
        UsageError: a master is not as it must be.

    Example:
        >>> from pathlib import Path
        >>> from medkeras.book.build import generated
        >>> [path.name for path in generated(Path("no masters here"))]
        ['README.md']
    """
    files, books = {}, []
    for chapter in chapters(root):
        worked = worked_notebook(chapter)
        files[chapter.worked] = to_text(worked)
        files[chapter.student] = to_text(strip(worked))
        books.append((chapter, worked))
    files[root / "chapters" / "README.md"] = index.index(books)
    teaching = root / "solutions" / "TEACHING.md"
    if teaching.is_file():
        files[teaching] = syllabus.filled(teaching.read_text("utf-8"), books)
    return files


def worked_notebook(chapter: Chapter) -> nbformat.NotebookNode:
    """The notebook of a chapter with its answers, ready for nbgrader.

    Args:
        chapter: the chapter.

    Returns:
        The notebook: no outputs, ids that depend on the places of cells.

    Raises:
        UsageError: the master is not as it must be.

    Example:
        >>> from medkeras.book.build import worked_notebook
        >>> from medkeras.book.chapters import find
        >>> worked_notebook(find("3.2.1")).metadata.kernelspec.name
        'python3'
    """
    if not chapter.master.is_file():
        raise UsageError(
            "a students' book has no masters to build from: expected "
            + "/".join(chapter.master.parts[-3:])
        )
    notebook = masters.read(chapter.master)
    facts = notebook.metadata.medkeras
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": KERNEL,
            "language_info": {"name": "python"},
            "medkeras": {**facts, "chapter": chapter.name},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for place, cell in enumerate(notebook.cells):
        cell.id = _cell_id(chapter.name, place, cell.cell_type)
        # jupytext's note on blank lines in the master.
        cell.metadata.pop("lines_to_next_cell", None)
    mark(notebook)
    return notebook


def to_text(notebook: nbformat.NotebookNode) -> str:
    """A notebook as nbgrader would write it.

    Args:
        notebook: any notebook.

    Returns:
        JSON with sorted keys and a final newline.

    Example:
        >>> import nbformat.v4 as v4
        >>> from medkeras.book.build import to_text
        >>> to_text(v4.new_notebook()).splitlines()[1]
        ' "cells": [],'
    """
    text, _ = NotebookExporter().from_notebook_node(notebook)
    return text.rstrip("\n") + "\n"


def _cell_id(chapter: str, place: int, cell_type: str) -> str:
    """Stable where the text changes, different from chapter to chapter."""
    content = f"{chapter}/{place}/{cell_type}"
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _differences(root: Path, wanted: dict[Path, str]) -> list[tuple[Path, str]]:
    found = []
    for path, text in wanted.items():
        if not path.is_file():
            found.append((path, "missing"))
        elif path.read_bytes() != text.encode():
            found.append((path, "stale"))
    for folder in ("solutions", "chapters"):
        for path in sorted((root / folder).glob("*/*.ipynb")):
            if path not in wanted:
                found.append((path, "orphan, no master makes it"))
    return found

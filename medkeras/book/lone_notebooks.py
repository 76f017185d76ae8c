"""The chapter that a reader means, be it in the book or a copied notebook."""

import json
from pathlib import Path

from medkeras.book import chapters
from medkeras.book.chapters import NAME, Chapter
from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root


def find(wanted: str) -> Chapter:
    """A chapter by the path of its notebook, by number or by name.

    Outside of a clone a copy in the working folder goes before the notebook
    that the installed package carries.
    """
    if wanted.endswith(".ipynb"):
        return _at(Path(wanted))
    copies = {} if _in_a_clone() else _copies(wanted)
    if len(copies) > 1:
        named = ", ".join(path.name for path in copies)
        raise UsageError(
            f"several notebooks of chapter {wanted} are here: expected the "
            f"path of one. Received: {named}"
        )
    for path, name in copies.items():
        return chapters.from_notebook(path, name, alone=True)
    return chapters.find(wanted)


def _at(path: Path) -> Chapter:
    if not path.is_file():
        raise UsageError(
            f"expected the path of a chapter's notebook. Received: {path}, "
            "which is no file"
        )
    if _in_a_clone():
        for chapter in chapters.chapters():
            if chapter.student.resolve() == path.resolve():
                return chapter
    name = _chapter_of(path)
    if name is None:
        raise UsageError(
            "expected the notebook of a chapter, which names it in its "
            f"metadata or in its file's name. Received: {path}"
        )
    return chapters.from_notebook(path.absolute(), name, alone=True)


def _copies(wanted: str) -> dict[Path, str]:
    """Notebooks in the working folder that are the chapter, with its name.

    A file that bears the chapter's own name goes before its copies.
    """
    found = {}
    for path in sorted(Path.cwd().glob("*.ipynb")):
        name = _chapter_of(path)
        if name is not None:
            found[path] = chapters.from_notebook(path, name, alone=True)
    names = {
        path: chapter.name
        for path, chapter in found.items()
        if wanted in chapters.names_of(chapter)
        or chapter.number.startswith(f"{wanted}.")
    }
    own = {path: name for path, name in names.items() if path.stem == name}
    return own or names


def _chapter_of(path: Path) -> str | None:
    """Name of a notebook's chapter; its file may be called otherwise."""
    try:
        metadata = json.loads(path.read_text("utf-8"))["metadata"]
        name = metadata.get("medkeras", {}).get("chapter", path.stem)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        name = path.stem  # whoever runs it is told that it cannot be read
    return name if NAME.fullmatch(str(name)) else None


def _in_a_clone() -> bool:
    try:
        return Path.cwd().resolve().is_relative_to(project_root().resolve())
    except UsageError:
        return False

"""Which chapters exist, and how a reader may name one."""

import dataclasses
import re
from pathlib import Path

from medkeras.utils.errors import UsageError, nearest
from medkeras.utils.files import chapters_folder

NAME = re.compile(r"(?P<number>\d+(?:_\d+)*)_(?P<words>[a-z].*)")


@dataclasses.dataclass(frozen=True)
class Chapter:
    """A chapter: the one file its author edits, and what is made of it.

    `alone` if its notebook lies in no clone: a reader's copy, or the one that
    an installed package carries.
    """

    name: str
    number: str
    part: str
    master: Path
    worked: Path
    student: Path
    alone: bool = False


def chapters(root: Path | None = None) -> list[Chapter]:
    """All chapters of the book, in reading order.

    Args:
        root: of a clone of the book; the one at or around this folder if not
            given, and without one those of the installed package.

    Raises:
        UsageError: no clone of the book here, and no installed package.

    Example:
        >>> from medkeras.book.chapters import chapters
        >>> chapters()[0].number
        '1'

    Chapter: 3.4.1
    """
    folder = root / "chapters" if root else chapters_folder()
    solutions = folder.parent / "solutions"
    if folder.name == "chapters" and solutions.is_dir():
        found = [
            _chapter(folder, master) for master in solutions.glob("*/*.py")
        ]
    else:  # a students' book, or an installed package
        found = [
            from_notebook(path, path.stem, alone=folder.name != "chapters")
            for path in folder.glob("*/[0-9]*.ipynb")
            if NAME.fullmatch(path.stem)
        ]
    return sorted(found, key=lambda each: _order(each.number))


def find(wanted: str, root: Path | None = None) -> Chapter:
    """The chapter a reader means by number, name, or name without number."""
    known = {}
    for chapter in chapters(root):
        for name in names_of(chapter):
            known.setdefault(name, chapter)
    below = {
        chapter.name: chapter
        for chapter in known.values()
        if chapter.number.startswith(f"{wanted}.")
    }
    if wanted not in known and len(below) == 1:
        return below.popitem()[1]
    if wanted not in known:
        raise UsageError(
            "no such chapter; expected a number or a name that "
            f"`medkeras run --list` shows. Received: {wanted!r}"
            f"{_suggest(wanted, known)}"
        )
    return known[wanted]


def from_notebook(path: Path, name: str, alone: bool) -> Chapter:
    """The chapter of that name whose student's notebook is this file."""
    part = path.parent.name
    solutions = path.parents[2] / "solutions" if not alone else path.parent
    master = solutions / part / f"{name}.py"
    return Chapter(
        name=name,
        number=NAME.fullmatch(name)["number"].replace("_", "."),
        part=part,
        master=master,
        worked=master.with_suffix(".ipynb"),
        student=path,
        alone=alone,
    )


def _chapter(folder: Path, master: Path) -> Chapter:
    if not NAME.fullmatch(master.stem):
        raise UsageError(
            f"solutions/{master.parent.name}/{master.name}: a chapter's name "
            "must begin with its section number, as in 3_2_1_diabetes. "
            f"Received: {master.stem!r}"
        )
    path = folder / master.parent.name / f"{master.stem}.ipynb"
    return from_notebook(path, master.stem, alone=False)


def names_of(chapter: Chapter) -> tuple[str, ...]:
    """Names by which a reader may call a chapter."""
    words = NAME.fullmatch(chapter.name)["words"]
    underscored = chapter.number.replace(".", "_")
    return chapter.name, chapter.number, underscored, words


def _suggest(wanted: str, known: dict[str, Chapter]) -> str:
    """The nearest names, each chapter once and by its full name."""
    close = nearest(wanted, known).removeprefix(". Did you mean: ")
    names = [known[each].name for each in close.rstrip("?").split(", ") if each]
    if not names:
        return ""
    return f". Did you mean: {', '.join(dict.fromkeys(names))}?"


def _order(number: str) -> list[int]:
    return [int(digits) for digits in number.split(".")]

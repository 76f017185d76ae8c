"""Which chapters exist, and how a reader may name one."""

import dataclasses
import re
from pathlib import Path

from medkeras.utils.errors import UsageError, nearest
from medkeras.utils.files import project_root

NAME = re.compile(r"(?P<number>\d+(?:_\d+)*)_(?P<words>[a-z].*)")


@dataclasses.dataclass(frozen=True)
class Chapter:
    """A chapter: the one file its author edits, and what is made of it."""

    name: str
    number: str
    part: str
    master: Path
    worked: Path
    student: Path


def chapters(root: Path | None = None) -> list[Chapter]:
    """All chapters of the book, in reading order.

    Args:
        root: of a clone of the book; the one at or around this folder if not
            given.

    Raises:
        UsageError: no clone of the book here.

    Example:
        >>> from medkeras.book.chapters import chapters
        >>> chapters()[0].number
        '1'

    Chapter: 3.4.1
    """
    root = root or project_root()
    masters = (root / "solutions").glob("*/*.py")
    if not (root / "solutions").is_dir():  # a students' book
        notebooks = (root / "chapters").glob("*/[0-9]*.ipynb")
        names = [path.relative_to(root / "chapters") for path in notebooks]
        masters = [
            root / "solutions" / name.with_suffix(".py")
            for name in names
            if NAME.fullmatch(name.stem)
        ]
    found = [_chapter(root, master) for master in masters]
    return sorted(found, key=lambda each: _order(each.number))


def find(wanted: str, root: Path | None = None) -> Chapter:
    """The chapter a reader means by number, name, or name without number."""
    known = {}
    for chapter in chapters(root):
        for name in names_of(chapter):
            known.setdefault(name, chapter)
    if wanted not in known:
        raise UsageError(
            "no such chapter; expected a number or a name that "
            f"`medkeras run --list` shows. Received: {wanted!r}"
            f"{_suggest(wanted, known)}"
        )
    return known[wanted]


def _chapter(root: Path, master: Path) -> Chapter:
    match = NAME.fullmatch(master.stem)
    if match is None:
        raise UsageError(
            f"{master.relative_to(root)}: a chapter's name must begin with its "
            f"section number, as in 3_2_1_diabetes. Received: {master.stem!r}"
        )
    part = master.parent.name
    return Chapter(
        name=master.stem,
        number=match["number"].replace("_", "."),
        part=part,
        master=master,
        worked=master.with_suffix(".ipynb"),
        student=root / "chapters" / part / f"{master.stem}.ipynb",
    )


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

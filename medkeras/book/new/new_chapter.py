"""A new chapter: its master, which builds and runs before a word is written."""

from pathlib import Path

from medkeras.book.chapters import chapters, names_of
from medkeras.book.new.additions import Addition
from medkeras.book.new.naming import require_name, title_of
from medkeras.book.new.sections import part_of, section_of
from medkeras.book.new.skeletons import filled
from medkeras.utils.errors import UsageError


def new_chapter(number: str, name: str, root: Path) -> Addition:
    """The master of a chapter on a section of the review."""
    section = section_of(number)
    require_name(name, "a chapter")
    full = f"{number.replace('.', '_')}_{name}"
    for chapter in chapters(root):
        if {number, name, full} & set(names_of(chapter)):
            raise UsageError(
                "each chapter has a number and a name of its own. Received: "
                f"{number} {name}, beside {chapter.name}"
            )
    text = filled(
        "chapter",
        number=number,
        name=full,
        title=title_of(name),
        section=section,
    )
    master = root / "solutions" / part_of(number) / f"{full}.py"
    return Addition({master: text}, f"medkeras run {number} --watch")

"""Files added to the book: all of them, or none and everything as it was."""

import dataclasses
import os
from pathlib import Path

from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root, write_atomically

NEEDED = ("solutions", "tests", "datasets", "medkeras/exercises")


@dataclasses.dataclass(frozen=True)
class Addition:
    """Text by path: of files that are new, and of files that change.

    `following` is the command that an author types after it.
    """

    new: dict[Path, str]
    following: str
    changed: dict[Path, str] = dataclasses.field(default_factory=dict)


def book_of_an_author() -> Path:
    """Root of the whole clone in which the author stands.

    A students' book has no masters and no tests.
    """
    root, here = project_root().resolve(), Path.cwd().resolve()
    if not here.is_relative_to(root):  # found beside the package
        raise UsageError(
            "new things are written into the book in which you stand: expected "
            f"a working folder in {root}. Received: {here}"
        )
    missing = [name for name in NEEDED if not (root / name).is_dir()]
    if missing:
        raise UsageError(
            "new things are written into a clone of the whole book: expected "
            f"{', '.join(NEEDED)} in {root}. Received: no {', '.join(missing)}"
        )
    return root


def add(addition: Addition) -> list[Path]:
    """Write what is new and what changes; nothing that exists is replaced."""
    there = [path for path in addition.new if os.path.lexists(path)]
    if there:
        raise UsageError(
            f"nothing is overwritten: choose another name. Received: one for "
            f"{there[0]}, which exists"
        )
    before = {path: path.read_bytes() for path in addition.changed}
    folders = _missing_folders(addition.new)
    done: list[Path] = []
    try:
        for path, text in (addition.new | addition.changed).items():
            done.append(path)
            write_atomically(path, text)
    except BaseException:
        _undo(done, before, folders)
        raise
    return done


def _missing_folders(paths) -> list[Path]:
    """Folders that have to be made, the innermost first."""
    found = {folder for path in paths for folder in path.parents}
    missing = [folder for folder in found if not folder.exists()]
    return sorted(missing, key=lambda folder: -len(folder.parts))


def _undo(done, before, folders) -> None:
    for path in done:
        if path in before:
            write_atomically(path, before[path])
        else:
            path.unlink(missing_ok=True)
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()

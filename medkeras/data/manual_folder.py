"""The reader's own copy of a set: where it is looked for, and what is there."""

import fnmatch
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from medkeras.data import official
from medkeras.data.cards import Card
from medkeras.data.sources import listing
from medkeras.utils.errors import DataError, UsageError

VARIABLE = "MEDKERAS_MANUAL_DIR"


class Search(NamedTuple):
    """What came of looking: a folder, checked, or what was missed, or none."""

    folder: Path | None = None
    missed: str | None = None  # one line


def search(card: Card) -> Search:
    """Look for the reader's own files of a set."""
    root = _root(card)
    if root is None:
        return Search()
    try:
        for folder in _candidates(root, card):
            _check(folder, card)
            return Search(folder)
        return Search(
            missed=f"{VARIABLE}: looked in {root} for a folder "
            f"{_names(card)[0]} with {_files(card)}; found {listing(root)}"
        )
    except PermissionError as error:
        raise DataError(
            f"{error.filename or root}: expected a folder with "
            f"{_files(card)}; found: permission denied"
        ) from error


def instructions(card: Card) -> str:
    """The end of a sentence: which files go where, and their source."""
    return (
        f"by hand: put {_files(card)} into {VARIABLE}/{_names(card)[0]} "
        f"(source: {card.facts['homepage']})"
    )


def _root(card: Card) -> Path | None:
    """The folder that the variable names, if the set has files to look for."""
    root = os.environ.get(VARIABLE)
    if not root or not card.facts.get("manual_folder"):
        return None
    root = Path(root).expanduser().absolute()
    try:
        if root.is_dir():
            return root
    except PermissionError as error:
        raise DataError(
            f"{root}: expected a folder with {_files(card)}; found: "
            "permission denied"
        ) from error
    raise UsageError(
        f"{VARIABLE} must name an existing folder. Received: {root}"
    )


def _names(card: Card) -> list[str]:
    """What the folder may be called; patterns, the one of the card first."""
    others = card.facts.get("folder_names", [])
    return [card.facts["manual_folder"], card.name, *others]


def _candidates(root: Path, card: Card) -> Iterator[Path]:
    """Folders of the set below the root, then the root if it is one."""
    below = sorted(root.iterdir())
    for number, name in enumerate(_names(card)):
        for path in below:
            if fnmatch.fnmatch(path.name.lower(), name.lower()):
                inner = _folder_with_files(path, card)
                # A folder of the agreed name must hold the files.
                if inner or number == 0:
                    yield inner or path
    named = [
        fnmatch.fnmatch(root.name.lower(), n.lower()) for n in _names(card)
    ]
    inner = _folder_with_files(root, card) if any(named) else None
    if inner or all((root / file).is_file() for file in card.facts["files"]):
        yield inner or root


def _folder_with_files(folder: Path, card: Card) -> Path | None:
    """The folder if it holds files of the set, else its one inner folder."""
    if not folder.is_dir():
        return None
    inner = [path for path in sorted(folder.iterdir()) if path.is_dir()]
    if _holds_files(folder, card):
        return folder
    holding = [path for path in inner if _holds_files(path, card)]
    return holding[0] if len(holding) == 1 else None


def _holds_files(folder: Path, card: Card) -> bool:
    return any(any(folder.glob(pattern)) for pattern in card.facts["files"])


def _check(folder: Path, card: Card) -> None:
    expected = f"{folder}: expected a folder with {_files(card)}"
    if not folder.is_dir():
        raise DataError(f"{expected}; found a file")
    found = {path.name for path in folder.iterdir()}
    names = {known.name for known in official.official_files(card)}
    if not found or not names <= found:
        raise DataError(f"{expected}; found {listing(folder)}")


def _files(card: Card) -> str:
    return ", ".join(card.facts["files"])

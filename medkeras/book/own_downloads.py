"""Whether the folder MEDKERAS_MANUAL_DIR can be read as it is meant."""

import os
import shlex
import sys
from pathlib import Path

from medkeras import data
from medkeras.data import manual_folder
from medkeras.data.sources import listing
from medkeras.utils.errors import DataError, UsageError


def folder() -> Path | None:
    """The folder that the variable names, None if it is not set."""
    named = os.environ.get(manual_folder.VARIABLE)
    return Path(named).expanduser().absolute() if named else None


def trouble() -> tuple[str, str]:
    """What is wrong with the folder, and what mends it; "" twice if nothing."""
    root = folder()
    if root is None:
        return "", ""
    if root.is_dir():
        state = unused()
        return (
            state,
            state and f"move the files, or unset {manual_folder.VARIABLE}",
        )
    if root.exists():
        repair = f"set {manual_folder.VARIABLE} to a folder, or unset it"
        return f"{root} is no folder", repair
    make = (
        f'mkdir "{root}"'
        if sys.platform == "win32"
        else f"mkdir -p {shlex.quote(str(root))}"
    )
    return (
        f"{root} does not exist",
        f"{make}, or unset {manual_folder.VARIABLE}",
    )


def unused() -> str:
    """One line if nothing in the folder can be read for any data set."""
    root = folder()
    if root is None or not root.is_dir():
        return ""
    cards = [c for c in data.catalog() if c.facts.get("manual_folder")]
    try:
        if any(manual_folder.search(card).folder for card in cards):
            return ""
        found = listing(root)
    except (DataError, UsageError) as error:
        return str(error)
    except OSError as error:
        return f"{root}: {error.strerror}"
    names = " or ".join(card.facts["manual_folder"] for card in cards)
    return (
        f"nothing in {manual_folder.VARIABLE} ({root}) is read: expected a "
        f"folder {names} in it; found {found}"
    )

"""Whether the folder MEDKERAS_MANUAL_DIR can be read as it is meant."""

import os
import shlex
import sys
from pathlib import Path

from medkeras import data
from medkeras.data.variants import MANUAL_VARIABLE
from medkeras.utils.errors import UsageError


def folder() -> Path | None:
    """The folder that the variable names, None if it is not set."""
    named = os.environ.get(MANUAL_VARIABLE)
    return Path(named).expanduser().absolute() if named else None


def trouble() -> tuple[str, str]:
    """What is wrong with the folder, and what mends it; "" twice if nothing."""
    root = folder()
    if root is None:
        return "", ""
    if root.is_dir():
        state = unused()
        return state, state and f"move the files, or unset {MANUAL_VARIABLE}"
    if root.exists():
        repair = f"set {MANUAL_VARIABLE} to a folder, or unset it"
        return f"{root} is no folder", repair
    make = (
        f'mkdir "{root}"'
        if sys.platform == "win32"
        else f"mkdir -p {shlex.quote(str(root))}"
    )
    return f"{root} does not exist", f"{make}, or unset {MANUAL_VARIABLE}"


def unused(name: str | None = None) -> str:
    """One line if nothing in the folder can be read, for a set or at all."""
    root = folder()
    if root is None or not root.is_dir():
        return ""
    wanted = _folders(name)
    try:
        found = sorted(path.name for path in root.iterdir())
    except OSError as error:
        return f"{root}: {error.strerror}"
    if not wanted or set(wanted) & set(found):
        return ""
    shown = ", ".join(found[:3]) + (", ..." if found[3:] else "")
    line = (
        f"nothing in {MANUAL_VARIABLE} ({root}) is read: expected a folder "
        f"{' or '.join(wanted)} in it; found {shown or 'nothing'}"
    )
    if root.name in wanted:
        line += f"; did you mean {root.parent}?"
    return line


def _folders(name: str | None) -> list[str]:
    """Names of the folders that cards look for, a set's or all."""
    try:
        cards = [data.card(name)] if name else data.catalog()
    except UsageError:
        return []
    named = (card.facts.get("manual_folder") for card in cards)
    return list(dict.fromkeys(filter(None, named)))

"""Where a run puts its files, without replacing what a reader put there."""

import contextlib
import hashlib
import itertools
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root, write_atomically
from medkeras.utils.unfinished import unfinished_folder

LIST = ".made-by-medkeras.json"


@contextlib.contextmanager
def stage(out: Path) -> Iterator[Path]:
    """A folder in that of the results, where a run may leave half of them."""
    refuse_the_books_own(out)
    with contextlib.ExitStack() as place:
        try:
            out.mkdir(parents=True, exist_ok=True)
            inside = place.enter_context(unfinished_folder(out))
        except OSError as error:
            raise UsageError(
                "--out must be a folder that can be written to. Received: "
                f"{out} ({error.strerror})"
            ) from error
        yield inside


def put(path: Path, content: str | bytes) -> Path | None:
    """Write a result; a copy of what a reader had there is returned.

    Two processes must not do so at once: see `alone_in`.
    """
    copied = None
    if path.is_file() and not _is_ours(path):
        copied = keep_copy(path)
    data = content.encode() if isinstance(content, str) else content
    known = _known(path.parent)
    new = hashlib.sha256(data).hexdigest()
    # Whenever this process is killed, what is there is known as ours: the
    # file of before, or the new one.
    before = [_hash(path)] if path.is_file() else []
    _remember(path.parent, known | {path.name: [*before, new]})
    write_atomically(path, data)
    _remember(path.parent, known | {path.name: [new]})
    return copied


def remove(path: Path) -> None:
    """Remove a result of an earlier run, if nobody has changed it."""
    if path.is_file() and _is_ours(path):
        path.unlink()
        known = _known(path.parent)
        known.pop(path.name, None)
        _remember(path.parent, known)


def keep_copy(path: Path) -> Path:
    """Copy a reader's file to a free name beside it, unless one is there."""
    content = path.read_bytes()
    for number in itertools.count(1):
        ending = "-yours" if number == 1 else f"-yours-{number}"
        place = path.with_name(f"{path.stem}{ending}{path.suffix}")
        if place.is_file() and place.read_bytes() == content:
            return place  # made by a run that was killed then
        if not os.path.lexists(place):
            break
    write_atomically(place, content)
    shutil.copystat(path, place)
    return place


def refuse_the_books_own(out: Path) -> None:
    """A UsageError for a folder in which the book keeps files of its own."""
    place = out.absolute().resolve()
    try:
        root = project_root()
    except UsageError:
        return  # no clone of the book, nothing of its own
    for name in ("chapters", "solutions", "datasets", "medkeras"):
        folder = (root / name).resolve()
        if place.is_relative_to(folder):
            raise UsageError(
                f"--out must be a folder for results, not one of the book's "
                f"own. Received: {out}"
            )


def _is_ours(path: Path) -> bool:
    return _hash(path) in _known(path.parent).get(path.name, [])


def _known(folder: Path) -> dict[str, list[str]]:
    """Hashes by name of the files that runs have put into a folder."""
    try:
        known = json.loads((folder / LIST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _remember(folder: Path, known: dict[str, list[str]]) -> None:
    text = json.dumps(known, indent=1, sort_keys=True) + "\n"
    write_atomically(folder / LIST, text)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

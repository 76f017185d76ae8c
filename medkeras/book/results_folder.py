"""Where a run puts its files, without replacing what a reader put there."""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root, write_atomically

LIST = ".made-by-medkeras.json"


def stage(out: Path) -> Path:
    """A folder beside the results, where a run may leave half of them."""
    refuse_the_books_own(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=out, prefix=".part-")).absolute()
    except OSError as error:
        raise UsageError(
            f"--out must be a folder that can be written to. Received: {out} "
            f"({error.strerror})"
        ) from error


def put(path: Path, content: str | bytes) -> Path | None:
    """Write a result; a copy of what a reader had there is returned."""
    copied = None
    if path.is_file() and not _is_ours(path):
        copied = keep_copy(path)
    write_atomically(path, content)
    known = _known(path.parent)
    known[path.name] = _hash(path)
    _remember(path.parent, known)
    return copied


def remove(path: Path) -> None:
    """Remove a result of an earlier run, if nobody has changed it."""
    if path.is_file() and _is_ours(path):
        path.unlink()
        known = _known(path.parent)
        known.pop(path.name, None)
        _remember(path.parent, known)


def keep_copy(path: Path) -> Path:
    """Copy a reader's file to a free name beside it."""
    number = 1
    while True:
        ending = "-yours" if number == 1 else f"-yours-{number}"
        place = path.with_name(f"{path.stem}{ending}{path.suffix}")
        try:
            place.touch(exist_ok=False)
        except FileExistsError:
            number += 1
            continue
        shutil.copy2(path, place)
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
    return _known(path.parent).get(path.name) == _hash(path)


def _known(folder: Path) -> dict[str, str]:
    """Hash by name of the files that runs have put into a folder."""
    try:
        known = json.loads((folder / LIST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _remember(folder: Path, known: dict[str, str]) -> None:
    text = json.dumps(known, indent=1, sort_keys=True) + "\n"
    write_atomically(folder / LIST, text)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

"""A folder that is made whole or not at all, outside of the book."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from medkeras.utils.errors import UsageError
from medkeras.utils.unfinished import unfinished_folder


@contextlib.contextmanager
def new_folder(folder: Path, root: Path, what: str) -> Iterator[Path]:
    """A folder to fill, which becomes `folder` at the end.

    Refuses a folder that holds something, and one inside the book at `root`,
    where `git add` would take it along.
    """
    folder = folder.expanduser().absolute()
    if folder.resolve().is_relative_to(root.resolve()):
        raise UsageError(
            f"{what} must be outside of the book, so that neither answers nor "
            f"grades get into it. Received: {folder}"
        )
    if folder.exists() and not (folder.is_dir() and _empty(folder)):
        raise UsageError(
            f"{what} needs a new folder; nothing is overwritten. Received: "
            f"{folder}, which is there"
        )
    with contextlib.ExitStack() as place:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            stage = place.enter_context(unfinished_folder(folder.parent))
        except OSError as error:
            raise UsageError(
                f"{what} needs a folder that can be written to. Received: "
                f"{folder} ({error.strerror})"
            ) from error
        yield stage
        stage.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        os.replace(stage, folder)


def _empty(folder: Path) -> bool:
    return not any(folder.iterdir())

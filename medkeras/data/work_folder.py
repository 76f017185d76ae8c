"""The folder in which a set is made, and what an interruption leaves of it."""

import contextlib
import shutil
from pathlib import Path

from medkeras.data import official
from medkeras.utils.errors import DataError
from medkeras.utils.unfinished import (
    CAN_LOCK,
    is_at,
    lock,
    unfinished_folder,
)

BLOCKS, SET, LOCK = "blocks", "set", "lock"


@contextlib.contextmanager
def work_folder(folder: Path):
    """A neighbour of a folder, to be filled and renamed to it.

    It holds `blocks`, which stay when the work is interrupted, for whoever
    begins it again, and `set`. An error leaves nothing. Where another process
    is at the same work, it is a new folder. A crash frees the lock by itself.

    Args:
        folder: of the prepared set.

    Yields:
        The folder to work in.

    Raises:
        DataError: there is no room, or none may write there.
    """
    with contextlib.ExitStack() as place:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            work = folder.parent / f".unfinished-{folder.name}"
            held = _locked(work)
            if held is None:
                work = place.enter_context(unfinished_folder(folder.parent))
            else:
                place.enter_context(held)
            shutil.rmtree(work / SET, ignore_errors=True)
            (work / BLOCKS).mkdir(exist_ok=True)
        except OSError as error:
            raise no_room(folder.parent, error.strerror) from error
        finished = True
        try:
            yield work
        except OSError as error:
            raise no_room(folder.parent, error.strerror or error) from error
        except (KeyboardInterrupt, SystemExit):  # what is whole is kept
            shutil.rmtree(work / SET, ignore_errors=True)
            finished = not any(work.joinpath(BLOCKS).glob("[!.]*.json"))
            raise
        finally:
            if held is not None and finished:
                _remove(work)


def remove_outdated(folder: Path) -> None:
    """Remove what is left of work on a set whose files have since changed."""
    kind, _ = folder.name.rsplit("-", 1)
    for work in folder.parent.glob(f".unfinished-{kind}-*"):
        held = _locked(work)
        if held is not None:
            with held:
                _remove(work)


def _locked(work: Path):
    """The open lock of a folder that is now ours alone, or None."""
    while CAN_LOCK:  # else what was interrupted begins anew
        work.mkdir(exist_ok=True)
        path = work / LOCK
        try:
            # Open for as long as it is held.
            held = open(path, "w")
        except FileNotFoundError:
            continue  # whoever had the folder has just removed it
        # Or removes it now.
        if lock(held) and is_at(held, path):
            return held
        held.close()
        break
    return None


def _remove(work: Path) -> None:
    """Remove a folder that another process may be waiting for.

    Out of its way first: it must not lose what it makes there.
    """
    try:
        with unfinished_folder(work.parent) as aside:
            work.rename(aside / work.name)
    except OSError:  # a disk without room for one more name
        shutil.rmtree(work, ignore_errors=True)


def no_room(root: Path, reason) -> DataError:
    """The line on a cache that cannot take a set."""
    return DataError(
        f"{official.CACHE_VARIABLE} must be a folder that can be written to, "
        f"with room for the set. Received: {root} ({reason})"
    )

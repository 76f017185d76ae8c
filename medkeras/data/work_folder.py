"""The folder in which a set is made, and what an interruption leaves of it."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from medkeras.data import official
from medkeras.utils.errors import DataError

try:
    import fcntl
except ImportError:  # Windows: what was interrupted begins anew there
    fcntl = None

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
    lock = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = folder.parent / f".unfinished-{folder.name}"
        lock = _locked(work)
        if lock is None:
            work = tempfile.mkdtemp(dir=folder.parent, prefix=".part-")
        work = Path(work)
        shutil.rmtree(work / SET, ignore_errors=True)
        (work / BLOCKS).mkdir(exist_ok=True)
    except OSError as error:
        raise no_room(folder.parent, error.strerror) from error
    try:
        yield work
    except OSError as error:
        raise no_room(folder.parent, error.strerror or error) from error
    except (KeyboardInterrupt, SystemExit):  # what is whole is kept
        shutil.rmtree(work / SET, ignore_errors=True)
        if lock and any(work.joinpath(BLOCKS).glob("[!.]*.json")):
            lock.close()
            lock = work = None
        raise
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
        if lock is not None:
            lock.close()


def remove_outdated(folder: Path) -> None:
    """Remove what is left of work on a set whose files have since changed."""
    kind, _ = folder.name.rsplit("-", 1)
    for work in folder.parent.glob(f".unfinished-{kind}-*"):
        lock = _locked(work)
        if lock is not None:
            shutil.rmtree(work, ignore_errors=True)
            lock.close()


def _locked(work: Path):
    """The open lock of a folder that is now ours alone, or None."""
    if fcntl is None:
        return None
    work.mkdir(exist_ok=True)
    path = work / LOCK
    # Open for as long as it is held.
    lock = open(path, "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever held it may just have removed it.
        if os.path.samestat(os.fstat(lock.fileno()), path.stat()):
            return lock
    except OSError:
        pass
    lock.close()
    return None


def no_room(root: Path, reason) -> DataError:
    """The line on a cache that cannot take a set."""
    return DataError(
        f"{official.CACHE_VARIABLE} must be a folder that can be written to, "
        f"with room for the set. Received: {root} ({reason})"
    )

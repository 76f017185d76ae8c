"""Work that is not finished: whole at its end, or cleared away by the next.

A process that is killed tidies nothing up. What it was writing is called
`.part-...` and locked for as long as the process lives; whoever writes into
the same folder next removes what nobody holds. A lock says that better than
the number of a process, which another one may have by then, and which means
nothing on another machine that shares the disk.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: nothing is locked there, nothing removed
    fcntl = None

CAN_LOCK = fcntl is not None
PREFIX, FOLDER = ".part-", "-folder"


@contextlib.contextmanager
def unfinished_file(path: Path) -> Iterator[IO[bytes]]:
    """A new neighbour of a file, open, which becomes that file at the end.

    An error leaves the old file, or none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _part(path.parent) as part, _named(path):
        yield part
        part.flush()
        # The neighbour is private; give the usual permissions instead.
        os.chmod(part.name, 0o666 & ~_umask())
        if not CAN_LOCK:  # Windows renames no open file
            part.close()
        os.replace(part.name, path)


@contextlib.contextmanager
def unfinished_folder(parent: Path) -> Iterator[Path]:
    """A new folder in another one, removed at the end unless it was moved."""
    # The file beside it is there before it and after it: a folder without
    # its file is nobody's.
    with _part(parent) as part:
        folder = Path(part.name + FOLDER)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    remove_leftovers(parent)  # of what was killed in the meantime


def remove_leftovers(folder: Path) -> None:
    """Remove what dead processes were writing into a folder.

    What cannot be removed stays: it is in nobody's way.
    """
    for path in sorted(folder.glob(f"{PREFIX}*")):
        with contextlib.suppress(OSError):
            if path.is_file():
                _remove_if_dead(path)
            elif path.name.endswith(FOLDER):
                if not Path(str(path).removesuffix(FOLDER)).exists():
                    shutil.rmtree(path)


@contextlib.contextmanager
def alone_in(
    folder: Path, waits: Callable[[], object] = lambda: None
) -> Iterator[None]:
    """Wait until no other process does in a folder what we do there.

    `waits` is called first where there is one.
    """
    with contextlib.ExitStack() as place:
        if CAN_LOCK:
            handle = os.open(folder, os.O_RDONLY)
            place.callback(os.close, handle)
            if lock(handle) is False:
                waits()
                lock(handle, wait=True)
        yield


def lock(file: IO | int, wait: bool = False) -> bool | None:
    """Whether an open file is ours alone until it is closed.

    None where there are no locks: on Windows, on some network disks.
    """
    if not CAN_LOCK:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def is_at(file: IO, path: Path) -> bool:
    """Whether an open file is still the one of this name."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """A disk that is full says of no file that it cannot be written."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@contextlib.contextmanager
def _part(folder: Path) -> Iterator[IO[bytes]]:
    remove_leftovers(folder)
    part = _new(folder)
    try:
        yield part
    except BaseException:
        with contextlib.suppress(OSError):  # says once more: the disk is full
            part.close()
        raise
    else:
        part.close()
    finally:
        Path(part.name).unlink(missing_ok=True)


def _new(folder: Path) -> IO[bytes]:
    """A new file, locked; one that was taken for a leftover is made anew."""
    while True:
        part = tempfile.NamedTemporaryFile(
            dir=folder.absolute(), prefix=PREFIX, delete=False
        )
        if lock(part) is not False and is_at(part, Path(part.name)):
            return part
        part.close()
        Path(part.name).unlink(missing_ok=True)


def _remove_if_dead(path: Path) -> None:
    with path.open("r+b") as part:
        if lock(part) and is_at(part, path):
            inside = Path(f"{path}{FOLDER}")
            if inside.exists():
                shutil.rmtree(inside)
            path.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

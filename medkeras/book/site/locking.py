"""One build of the site at a time: all of a book share what they keep."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import filelock
from rich.console import Console

from medkeras.utils.errors import UsageError

WAITING = (
    "another `medkeras site` of this book is at work: this one goes on when "
    "it ends; Ctrl-C leaves"
)


@contextlib.contextmanager
def alone(cache: Path, console: Console) -> Iterator[None]:
    """Hold the cache of the site; a line tells whoever has to wait for it.

    A crash frees it by itself.

    Raises:
        UsageError: nothing can be kept there.
    """
    lock = filelock.FileLock(cache / "lock")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(blocking=False)
        except filelock.Timeout:
            console.print(WAITING, markup=False, highlight=False)
            lock.acquire(poll_interval=0.2)
    except OSError as error:
        raise UsageError(
            "what the site keeps between builds needs a folder that can be "
            f"written to. Received: {cache} ({error.strerror})"
        ) from error
    try:
        yield
    finally:
        lock.release()

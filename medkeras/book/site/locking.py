"""One build of the site at a time: all of a book share what they keep."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from medkeras.utils.errors import UsageError
from medkeras.utils.unfinished import alone_in

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

    def waits():
        console.print(WAITING, markup=False, highlight=False)

    with contextlib.ExitStack() as place:
        try:
            cache.mkdir(parents=True, exist_ok=True)
            place.enter_context(alone_in(cache, waits))
        except OSError as error:
            raise UsageError(
                "what the site keeps between builds needs a folder that can be "
                f"written to. Received: {cache} ({error.strerror})"
            ) from error
        yield

"""What was found out in earlier builds, so that what is equal is not redone."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from medkeras.book.site.state import hash_of
from medkeras.utils.files import write_atomically


class Memory:
    """Results by a hash of all that they are made of.

    A file keeps those that the last build asked for; without one, where it is
    not whole or of another state of the book, everything is made. Results are
    what JSON can hold.
    """

    def __init__(self, path: Path | None = None, state: str = ""):
        self._path, self._state = path, state
        self._earlier = _read(path, state)
        self._asked: dict[str, object] = {}

    def recall(
        self, kind: str, made_of: Iterable[str | bytes], make: Callable
    ) -> object:
        """What `make` returned for the same, or returns now."""
        key = f"{kind} {hash_of(made_of)}"
        if key not in self._asked:
            earlier = self._earlier.get(key)
            self._asked[key] = make() if earlier is None else earlier
        return self._asked[key]

    def save(self) -> None:
        """Write the results that were asked for."""
        if self._path is not None:
            text = json.dumps({"state": self._state, "results": self._asked})
            write_atomically(self._path, text)


def _read(path: Path | None, state: str) -> dict:
    try:
        kept = json.loads(path.read_text("utf-8")) if path else {}
        return kept["results"] if kept["state"] == state else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}

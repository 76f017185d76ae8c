"""All that pages are made of beside the masters, as one short hash."""

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable
from pathlib import Path

from medkeras.book import machine
from medkeras.book.site.fingerprints import PACKAGE, data_version
from medkeras.data import card_files
from medkeras.utils import mode

READ = ("*.py", "*.md", "*.yaml", "*.json", "*.html", "*.css", "*.js", "*.txt")
TOOLS = ("sphinx", "myst-nb", "sphinx-book-theme", "pydata-sphinx-theme")


def book_state(root: Path) -> str:
    """Hash of the package, the data sets, the claims, the mode, the tools.

    While it is the same, a master that has not changed makes the same pages.
    """
    files = sorted(
        path
        for folder in (PACKAGE, root / "chapters")
        for pattern in READ
        for path in folder.rglob(pattern)
    )
    cards = card_files.catalog()
    known = {
        "mode": mode.name(),
        "versions": machine.versions(),
        "tools": {name: importlib.metadata.version(name) for name in TOOLS},
        "data": {card.name: data_version(card) for card in cards},
        "cards": [str(card.text) for card in cards],
    }
    texts = [json.dumps(known, sort_keys=True, default=str)]
    return hash_of([*texts, *map(_content, files)])


def hash_of(texts: Iterable[str | bytes]) -> str:
    """A short hash of several texts, whose borders count."""
    found = hashlib.sha256()
    for text in texts:
        data = text.encode() if isinstance(text, str) else text
        found.update(hashlib.sha256(data).digest())
    return found.hexdigest()[:24]


def _content(path: Path) -> bytes:
    return path.as_posix().encode() + path.read_bytes()

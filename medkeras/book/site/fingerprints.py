"""What the outputs of a chapter depend on, as one short hash.

Code, mode, the modules of medkeras that it reaches, the versions of the
packages and of the data: never its prose.
"""

import ast
import functools
import hashlib
import json
from pathlib import Path

import nbformat

from medkeras.book import claims, machine
from medkeras.book.chapters import Chapter
from medkeras.book.reading_order import book_map
from medkeras.data import Card, card_files, resolving
from medkeras.utils import mode

PACKAGE = Path(__file__).resolve().parents[2]
# Their outputs are not shown, and a site must not run anew for a new hint.
UNSEEN = ("medkeras.exercises",)


def fingerprint(chapter: Chapter, notebook: nbformat.NotebookNode) -> str:
    """Hash of all that can change what a chapter's cells show."""
    root = chapter.master.parents[2]
    code = [c.source for c in notebook.cells if c.cell_type == "code"]
    whole = "\n".join(code)
    known = {
        "mode": mode.name(),
        "code": code,
        "modules": {name: _hash(path) for name, path in reached(whole).items()},
        "packages": machine.versions(),
        "data": {
            name: data_version(card_files.card(name))
            for name in notebook.metadata.medkeras.data
        },
        "claims": _claims(chapter, root, whole),
        "book": _book(root, whole),
    }
    text = json.dumps(known, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def reached(source: str) -> dict[str, Path]:
    """Modules of medkeras that code imports, itself or through others."""
    found, waiting = {}, sorted(_imported(source))
    while waiting:
        name = waiting.pop()
        if name not in found and not name.startswith(UNSEEN):
            found[name] = path = _modules()[name]
            waiting += _imports_of(path)
    return dict(sorted(found.items()))


@functools.cache
def _modules() -> dict[str, Path]:
    """Files of the package by the name that imports them."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(p for p in parts if p != "__init__")] = path
    return found


@functools.cache
def _imports_of(path: Path) -> tuple[str, ...]:
    return tuple(_imported(path.read_text("utf-8")))


def _imported(source: str) -> set[str]:
    """Modules of the package that a source names, with their parents."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            found |= {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
    return found & _modules().keys()


@functools.cache
def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def data_version(card: Card) -> dict:
    """The builder's folder, and which files of the full set are there."""
    shipped = sorted(p for p in card.folder.rglob("*") if p.is_file())
    resolved = resolving.resolve(card)
    own = [path for path in resolved.files if path.is_file()]
    return {
        "facts": repr(dict(card.facts)),
        "shipped": {
            path.relative_to(card.folder).as_posix(): _hash(path)
            for path in shipped
            if path.suffix != ".pyc" and path.name != "README.md"
        },
        "variant": resolved.variant,
        "lacking": [each.url for each in resolved.to_download],
        # The full sets are too large to be read for this.
        "files": {
            path.name: (path.stat().st_size, path.stat().st_mtime_ns)
            for path in own
        },
    }


def _claims(chapter: Chapter, root: Path, source: str) -> list[str]:
    """The published figures that the chapter compares with."""
    if not (root / "chapters" / "claims.yaml").is_file():
        return []
    number = chapter.number.replace(".", "_")
    return [
        repr(each)
        for each in claims.claims(root).values()
        if each.chapter == number or each.id in source
    ]


def _book(root: Path, source: str) -> str:
    """What a chapter that draws the whole book reads of the others."""
    if "book_map" not in source and "chapters()" not in source:
        return ""
    return repr(book_map(root))

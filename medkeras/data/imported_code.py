"""The code that decides what a data set becomes: its own and what it imports.

A prepared copy is kept under a name made of this code; a change of a simulator
or a reader that a builder imports, however far below, is another name.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import medkeras
from medkeras.data.card_files import PACKAGE

PACKAGES = {"medkeras": Path(medkeras.__file__).parent}


def code_files(folder: Path) -> list[Path]:
    """Python files of a builder's folder and all that they import of the book.

    What the package itself reads when it is imported (`__init__`) counts where
    a name is taken from it, not where it only leads to a module.
    """
    roots = PACKAGES | {PACKAGE: folder.parent}
    found, waiting = set(), sorted(folder.rglob("*.py"))
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(path, roots)
    return sorted(found)


def _imported(path: Path, roots: dict[str, Path]) -> Iterator[Path]:
    """Files of the modules that a file imports, at its top or in functions."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _files(alias.name, roots)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                inside = list(_files(f"{node.module}.{alias.name}", roots))
                yield from inside or _files(node.module, roots)


def _files(name: str, roots: dict[str, Path]) -> Iterator[Path]:
    """The file of a module of the book; none of a name or another's module."""
    first, *rest = name.split(".")
    if first in roots:
        place = roots[first].joinpath(*rest)
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if path.is_file():
                yield path

"""The code that decides what a data set becomes: its own and what it imports.

A prepared copy is kept under a name made of this code; a change of a simulator
or a reader that a builder imports, however far below, is another name.
"""

import ast
import functools
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
    for module, name in _names(path.read_bytes()):
        inside = list(_files(f"{module}.{name}", roots)) if name else []
        yield from inside or _files(module, roots)


@functools.cache  # many sets import the same modules
def _names(code: bytes) -> list[tuple[str, str | None]]:
    """Modules, and what is taken from them, of all imports of some code."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found += [(alias.name, None) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found += [(node.module, alias.name) for alias in node.names]
    return found


def _files(name: str, roots: dict[str, Path]) -> Iterator[Path]:
    """The file of a module of the book; none of a name or another's module."""
    first, *rest = name.split(".")
    if first in roots:
        place = roots[first].joinpath(*rest)
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if path.is_file():
                yield path

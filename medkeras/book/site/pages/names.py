"""The package's documented names, and which of them a chapter uses."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType

import medkeras
from medkeras.book.site.pages.books import Book, code

# Commands are documented by --help, checks by their chapter.
ELSEWHERE = ("medkeras.book.command_line", "medkeras.exercises.chapter_")


@dataclasses.dataclass(frozen=True)
class Name:
    """A function or class that its docstring shows in use."""

    value: object
    module: str

    @property
    def short(self) -> str:
        """As a chapter writes it."""
        return self.value.__name__

    @property
    def full(self) -> str:
        """With the module that one imports it from; its place in the site."""
        return f"{self.module}.{self.short}"

    @property
    def link(self) -> str:
        """To its place in the site."""
        return f"{{py:obj}}`{self.short} <{self.full}>`"


def rooms() -> list[str]:
    """Sub-packages of medkeras that have documented names, or may have."""
    found = pkgutil.iter_modules(medkeras.__path__, "medkeras.")
    return sorted(info.name for info in found if info.ispkg)


def names_of(room: str) -> list[Name]:
    """Documented names of a sub-package, by the module to import them from."""
    modules = list(_modules(room))
    exported = {}
    for module in modules:  # a package comes before what is in it
        for name in getattr(module, "__all__", ()):
            exported.setdefault(id(getattr(module, name)), module.__name__)
    found = []
    for module in modules:
        for name, value in vars(module).items():
            if _is_documented(module, name, value):
                place = exported.get(id(value), module.__name__)
                found.append(Name(value, place))
    return sorted(found, key=lambda name: (name.module, name.short.lower()))


def used_by(book: Book, known: Iterable[Name]) -> list[Name]:
    """Names that a chapter imports or reads of a module, in their order."""
    by_value = {id(name.value): name for name in known}
    trees = list(_trees(book))
    found = {}
    for tree in trees:
        for module, alias in _imports(tree):
            value = _member(module, alias.name)
            values = [value]
            if inspect.ismodule(value):
                own = alias.asname or alias.name
                values = [_read_of(value, own, each) for each in trees]
                values = [value for several in values for value in several]
            found |= {id(each): None for each in values}
    return [by_value[value] for value in found if value in by_value]


def _modules(room: str) -> Iterator[ModuleType]:
    package = importlib.import_module(room)
    yield package
    for info in pkgutil.walk_packages(package.__path__, f"{room}."):
        if not info.name.startswith(ELSEWHERE):
            yield importlib.import_module(info.name)


def _is_documented(module: ModuleType, name: str, value: object) -> bool:
    named = inspect.isfunction(value) or inspect.isclass(value)
    if not named or name.startswith("_") or name != value.__name__:
        return False
    return value.__module__ == module.__name__ and ">>>" in (
        value.__doc__ or ""
    )


def _trees(book: Book) -> Iterator[ast.AST]:
    for source in code(book):
        try:
            yield ast.parse(source)
        except SyntaxError:  # a line of IPython, such as %matplotlib
            continue


def _imports(tree: ast.AST) -> Iterator[tuple[str, ast.alias]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module.split(".")[0] == "medkeras":
                yield from ((node.module, alias) for alias in node.names)


def _member(module: str, name: str) -> object:
    """A name of a module, which may be a module itself; None if unknown."""
    try:
        found = getattr(importlib.import_module(module), name, None)
        return found or importlib.import_module(f"{module}.{name}")
    except ImportError:
        return None


def _read_of(module: ModuleType, name: str, tree: ast.AST) -> list[object]:
    """Attributes of an imported module that code reads."""
    return [
        getattr(module, node.attr, None)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
    ]

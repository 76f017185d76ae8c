"""Every public name says what it is; a reader's names show it, and it runs."""

import ast
import doctest
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import medkeras

ROOT = Path(__file__).parents[1]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


# Commands are documented by --help, checks by their chapter.
ELSEWHERE = ("medkeras.book.command_line", "medkeras.exercises.chapter_")


def modules():
    for info in pkgutil.walk_packages(medkeras.__path__, "medkeras."):
        if not info.name.startswith(ELSEWHERE):
            yield importlib.import_module(info.name)


def public_objects():
    """Functions and classes, each once, where they are defined."""
    for module in modules():
        for name, value in vars(module).items():
            is_ours = getattr(value, "__module__", None) == module.__name__
            named = inspect.isfunction(value) or inspect.isclass(value)
            if not name.startswith("_") and is_ours and named:
                yield pytest.param(
                    value, vars(module), id=f"{module.__name__}.{name}"
                )


def imported_by(master):
    """What a chapter takes from the package, by its own lines."""
    tree = ast.parse(master.read_text("utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        if not (node.module or "").startswith("medkeras"):
            continue
        for alias in node.names:
            value = member(node.module, alias.name)
            yield value
            if inspect.ismodule(value):
                yield from used_of(value, alias.asname or alias.name, tree)


def member(module, name):
    """A name of a module, which may be a module itself."""
    found = getattr(importlib.import_module(module), name, None)
    return found or importlib.import_module(f"{module}.{name}")


def used_of(module, name, tree):
    """Attributes of an imported module that a chapter reads."""
    for node in ast.walk(tree):
        is_read = isinstance(node, ast.Attribute)
        if is_read and isinstance(node.value, ast.Name):
            if node.value.id == name:
                yield getattr(module, node.attr, None)


def read_by_people():
    """Names that a chapter imports, or that a sub-package exports."""
    found = []
    for module in modules():
        if hasattr(module, "__path__"):
            exported = getattr(module, "__all__", ())
            found += [getattr(module, name) for name in exported]
    for master in (ROOT / "solutions").glob("*/*.py"):
        found += imported_by(master)
    return {id(value) for value in found}


OBJECTS = list(public_objects())
READ = read_by_people()


def test_the_whole_package_is_looked_through():
    assert len(OBJECTS) > 100
    seen = {param.values[0].__name__ for param in OBJECTS}
    read = {p.values[0].__name__ for p in OBJECTS if id(p.values[0]) in READ}
    # Imported by name, read of an imported module, exported; and neither.
    assert {"Record", "estimates", "load", "auroc", "claim"} <= read
    assert {"build", "execute", "without_notices"} <= seen - read


@pytest.mark.parametrize("value, namespace", OBJECTS)
def test_every_public_name_says_what_it_is(value, namespace):
    # A class does not inherit the text of another.
    text = inspect.cleandoc(value.__doc__ or "")
    first = text.split("\n")[0]
    assert first.strip(), "there is no docstring"
    if id(value) in READ:
        assert ">>>" in text, "a reader's name has no example"


@pytest.mark.parametrize("value, namespace", OBJECTS)
def test_the_example_runs(value, namespace):
    finder = doctest.DocTestFinder(recurse=False)
    (example,) = finder.find(value, value.__name__, globs=dict(namespace))
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    failures = []
    runner.run(example, out=failures.append)
    assert runner.failures == 0, "".join(failures)

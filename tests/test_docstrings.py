"""Every public name has an example, and every example runs."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import medkeras

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def modules():
    for info in pkgutil.walk_packages(medkeras.__path__, "medkeras."):
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


def is_needless(value, module_name):
    """Commands are documented by --help, checks by their chapter."""
    return module_name.startswith(
        ("medkeras.book.command_line", "medkeras.exercises.chapter_")
    )


@pytest.mark.parametrize("value, room", public_objects())
def test_the_example_runs(value, room, capsys, monkeypatch, tmp_path):
    if is_needless(value, value.__module__):
        return
    text = inspect.getdoc(value) or ""
    assert ">>>" in text, "the docstring has no example"
    finder = doctest.DocTestFinder(recurse=False)
    (example,) = finder.find(value, value.__name__, globs=dict(room))
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    failures = []
    runner.run(example, out=failures.append)
    assert runner.failures == 0, "".join(failures)

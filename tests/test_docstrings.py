"""Every public name has an example, and every example runs."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import medkeras

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


OBJECTS = list(public_objects())


def test_the_whole_package_is_looked_through():
    assert len(OBJECTS) > 100


@pytest.mark.parametrize("value, room", OBJECTS)
def test_the_example_runs(value, room):
    # A class does not inherit the example of another.
    text = inspect.cleandoc(value.__doc__ or "")
    assert ">>>" in text, "the docstring has no example"
    finder = doctest.DocTestFinder(recurse=False)
    (example,) = finder.find(value, value.__name__, globs=dict(room))
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    failures = []
    runner.run(example, out=failures.append)
    assert runner.failures == 0, "".join(failures)

"""Where an exercise's answer, stub and stored wrong answers stand."""

import functools
import importlib.util
import itertools
from pathlib import Path

import jupytext
import numpy as np
import pandas as pd

from medkeras.exercises import checking

HERE = Path(__file__).parent
SOLUTIONS = HERE.parents[1] / "solutions"
CHAPTERS = HERE.parents[1] / "chapters"
EXERCISES = checking.all_exercises()


def chapter_of(number):
    return number.rsplit("-", 1)[0].replace(".", "_")


def master_of(number):
    (path,) = SOLUTIONS.glob(f"*/{chapter_of(number)}_*.py")
    return path


def _stored(number):
    return _module(HERE / "wrong_answers" / f"chapter_{chapter_of(number)}.py")


@functools.cache
def _module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wrong_answers(number):
    """Wrong answers by the hint they must earn, those of the check itself too.

    A check made by `answer_to` knows functions that make its mistakes.
    """
    solved = getattr(EXERCISES[number].examine, "__self__", None)
    own = solved.answers() if solved is not None else {}
    own.pop("", None)
    return own | _stored(number).WRONG.get(number, {})


def other_right_answers(number):
    """Right answers of another form, which must not be refused."""
    return getattr(_stored(number), "RIGHT", {}).get(number, {})


def equivalent_of(number):
    """Mutations that change nothing, each with its reason."""
    return getattr(_stored(number), "EQUIVALENT", {}).get(number, {})


@functools.cache
def notebook_of(path):
    """Read once: many exercises stand in one."""
    return jupytext.read(path)


def code_cells(path, number):
    """The exercise's cell and the name it defines, from a notebook."""
    notebook = notebook_of(path)
    cells = [c.source for c in notebook.cells if c.cell_type == "code"]
    for cell, following in itertools.pairwise(cells):
        if f'check("{number}"' in following:
            called = following.split(f'check("{number}"')[1]
            return cell, called.split(",")[1].split(")")[0].strip()
    raise AssertionError(f"no cell checks {number}")


def function_from(source, name):
    """Only NumPy and pandas: an exercise leans on no other cell."""
    namespace = {"np": np, "pd": pd}
    exec(source, namespace)
    return namespace[name]


def source_of(number):
    return code_cells(master_of(number), number)


def answer_of(number):
    return function_from(*source_of(number))

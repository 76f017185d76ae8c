"""Every function on molecules, found by itself, against strange input.

The right call is that of the docstring's example. Each argument in turn is
replaced by what it cannot be: one clear line, or an answer; never a raw error.
"""

import importlib.util
import warnings
from pathlib import Path

import numpy as np
import pytest

import medkeras.molecules
from medkeras.utils.errors import UsageError

spec = importlib.util.spec_from_file_location(
    "any_input", Path(__file__).parents[1] / "any_input.py"
)
any_input = importlib.util.module_from_spec(spec)
spec.loader.exec_module(any_input)

PACKAGE = medkeras.molecules
# Called by the others only, with what these have checked.
MACHINERY = {
    "as_molecules", "checked_bits", "num_rings", "why_invalid",
}  # fmt: skip
# Examples take what the package exports from the package.
FOUND = {
    name: (value, module if not hasattr(PACKAGE, name) else PACKAGE)
    for name, value, module in any_input.public(PACKAGE)
    if not isinstance(value, type) and name not in MACHINERY
}
STRANGE = (
    None, 5, -1, 0.5, float("nan"), "", "C(", "Hello, world!", b"CO", {"a": 1},
    [], [None], [5], ["C(", ""], [["C"]], object(), np.array([np.nan]),
    np.full((2, 3), np.nan), np.array([[2, 3]]), np.zeros((0, 4)), True,
)  # fmt: skip


def forms(value):
    """The same texts or numbers in other clothes."""
    if isinstance(value, list) and value:
        yield tuple(value)
        yield np.array(value)
        yield np.array(value, dtype=object)


def same(answer, right):
    if isinstance(right, list | str):
        return answer == right
    return np.array_equal(np.asarray(answer), np.asarray(right))


@pytest.mark.parametrize("name", FOUND)
def test_any_input_is_answered_or_refused_in_one_line(name):
    function, module = FOUND[name]
    given = any_input.example_call(function, module)
    for argument, value in given.items():
        for strange in STRANGE:
            if isinstance(value, np.random.Generator):
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                try:
                    function(**(given | {argument: strange}))
                except UsageError as error:
                    assert "\n" not in str(error)
                    assert "Received" in str(error)


@pytest.mark.parametrize("name", FOUND)
def test_lists_of_any_kind_give_the_same(name):
    function, module = FOUND[name]
    given = any_input.example_call(function, module)
    if any(isinstance(v, np.random.Generator) for v in given.values()):
        return
    right = function(**given)
    if isinstance(right, tuple) or not isinstance(right, list | np.ndarray):
        return
    for argument, value in given.items():
        for form in forms(value):
            assert same(function(**(given | {argument: form})), right)


def test_the_whole_package_is_looked_through():
    public = {
        name
        for name in PACKAGE.__all__
        if callable(getattr(PACKAGE, name)) and name[0].islower()
    }
    assert public <= set(FOUND)

"""Every function by hand, found by itself, against strange input.

The right call is that of the docstring's example. In it each array, those
inside weights as well, is spoiled, or put in another form: the first must
earn one clear line or a finite answer, the second the same answer.
"""

import importlib.util
import warnings
from pathlib import Path

import numpy as np
import pytest

import medkeras.by_hand
from medkeras.utils.errors import UsageError

spec = importlib.util.spec_from_file_location(
    "any_input", Path(__file__).parents[1] / "any_input.py"
)
any_input = importlib.util.module_from_spec(spec)
spec.loader.exec_module(any_input)

# Called by the others only; what is wrong with their arrays shows there.
MACHINERY = {
    "checked_input", "checked_mask", "checked_state", "checked_upstream",
    "checked_weights",
}  # fmt: skip
# Whole numbers as they are: a float is no number of pixels or units.
SIZES = {"size", "sizes", "images_shape"}
# Where NaN says that nothing was measured.
WITH_GAPS = {("gap_ridge.ridge_with_gaps", "y")}
FOUND = {
    f"{module.__name__.rpartition('.')[2]}.{name}": (value, module)
    for name, value, module in list(any_input.public(medkeras.by_hand))
    if not isinstance(value, type) and name not in MACHINERY
}


def paths(value, path=()):
    """Where arrays lie in the arguments; what a way back kept is left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "cache":
                yield from paths(inner, (*path, key))
    elif isinstance(value, tuple | list) and any(map(is_array, value)):
        for number, inner in enumerate(value):
            yield from paths(inner, (*path, number))
    elif isinstance(value, tuple | list | np.ndarray):
        yield path, np.asarray(value)


def is_array(value):
    return isinstance(value, tuple | list | np.ndarray)


def replaced(value, path, new):
    """The same arguments with another array in this place."""
    if not path:
        return new
    first, *rest = path
    if isinstance(value, dict):
        return value | {first: replaced(value[first], rest, new)}
    parts = list(value)
    parts[first] = replaced(parts[first], rest, new)
    return type(value)(*parts) if hasattr(value, "_fields") else parts


def answer_of(function, given):
    """The answer, or the UsageError in one line; all else is raised."""
    given = {
        name: np.random.default_rng(0)
        if isinstance(value, np.random.Generator)
        else value
        for name, value in given.items()
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return function(**given)
        except UsageError as error:
            assert "\n" not in str(error), f"two lines: {error}"
            return error


def numbers(answer):
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, list | tuple):
        return [leaf for each in answer for leaf in numbers(each)]
    if isinstance(answer, int | float | np.ndarray | np.generic):
        return np.ravel(answer).tolist()
    return []


def spoiled(array):
    floats = np.array(array, float, order="C")
    for title, value in (("NaN", np.nan), ("infinity", np.inf)):
        one = floats.copy()
        one.reshape(-1)[:1] = value
        yield title, one, "refused"
    yield "text", floats.astype(str), "refused"
    yield "complex", floats + 1j, "refused"
    holes = floats.astype(object)
    holes.reshape(-1)[:1] = None
    yield "None inside", holes, "refused"
    masked = np.ma.array(floats, mask=np.zeros(floats.shape, bool))
    masked.mask.reshape(-1)[:1] = True
    yield "masked", masked, "refused"
    yield "a word", "word", "refused"
    yield "a mapping", {"a": 1}, "refused"
    yield "no rows", floats[:0], "fine"
    yield "one row", floats[:1], "fine"
    yield "a number", 3.0, "fine"
    yield "an axis more", floats[..., None], "fine"
    yield "wider", np.concatenate([floats, floats[..., :1]], axis=-1), "fine"


def other_forms(array, path):
    yield "a list", array.tolist()
    if path[-1] in SIZES:
        return
    yield "objects", array.astype(object)
    yield "single precision", array.astype("float32")
    if (array == np.round(array)).all() and array.min() >= 0:
        yield "uint8", array.astype("uint8")
        yield "int64", array.astype("int64")


@pytest.mark.parametrize("name", FOUND)
def test_any_array_is_answered_rightly_or_in_one_line(name):
    function, module = FOUND[name]
    given = any_input.example_call(function, module)
    right = numbers(answer_of(function, given))
    problems = []

    def tried(path, title, array, expected):
        where = f"{name}, {'.'.join(map(str, path))}, {title}"
        try:
            answer = answer_of(function, replaced(given, path, array))
        except Exception as error:
            problems.append(f"{where}: {type(error).__name__}: {error}")
            return
        found = numbers(answer)
        refused = isinstance(answer, UsageError)
        if expected == "refused" and not refused:
            problems.append(f"{where}: not refused")
        if expected == "fine" and not refused and not np.isfinite(found).all():
            problems.append(f"{where}: {found}")
        if expected == "same" and (
            refused or not np.allclose(found, right, rtol=1e-5, atol=1e-6)
        ):
            problems.append(f"{where}: {answer}, not {right}")

    for path, array in paths(given):
        for title, bad, expected in spoiled(array):
            if title != "NaN" or (name, path[0]) not in WITH_GAPS:
                tried(path, title, bad, expected)
        for title, form in other_forms(array, path):
            tried(path, title, form, "same")
    for argument, value in given.items():
        if isinstance(value, tuple | dict) and argument != "cache":
            for wrong in (3, None, (), [1]):
                tried((argument,), f"{wrong} in all", wrong, "fine")
    assert not problems, "\n".join(problems)


def test_all_modules_are_walked():
    walked = {name.partition(".")[0] for name in FOUND}
    files = {p.stem for p in Path(medkeras.by_hand.__path__[0]).glob("*.py")}
    assert files - walked == {
        "__init__", "recurrent_weights", "rbm_weights", "ridge"
    }  # fmt: skip

"""Feed strange input to every public function of a sub-package.

The functions are discovered, their calls taken from the examples in their
docstrings: a new metric cannot escape. Each argument in turn is spoiled (NaN,
empty, one class, one row, text, percent, another length) or only put in
another form (bool, uint8, float, object, a list, a table). What is spoiled
must earn one clear `UsageError` or a finite answer, what is put in another
form the same answer. A raw error, a warning or another number fails.
"""

import contextlib
import doctest
import importlib
import inspect
import io
import pkgutil
import re
import warnings

import numpy as np
import pandas as pd

from medkeras.utils.errors import UsageError

LABELS = {"labels", "predicted", "y", "y_train", "y_test", "first", "second"}
IDS = {"patients", "groups", "records", "units"}
POINT = np.array([[1.0, 3.0]])
SHAPE = re.compile(r"^ {4,}(\w+): \(([\w ]+),", re.MULTILINE)


def public(package):
    """Functions and classes, by name, with the module that defines them."""
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            ours = getattr(value, "__module__", None) == module.__name__
            kind = inspect.isfunction(value) or inspect.isclass(value)
            if ours and kind and not name.startswith("_"):
                yield name, value, module


def example_call(function, module):
    """Arguments of the last call of a function in its own example."""
    calls, name = [], function.__name__

    def spy(*args, **kwargs):
        calls.append(inspect.signature(function).bind(*args, **kwargs))
        return function(*args, **kwargs)

    setattr(module, name, spy)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            names = dict(vars(module))
            for example in doctest.DocTestParser().get_examples(
                function.__doc__ or ""
            ):
                exec(compile(example.source, name, "single"), names)
    finally:
        setattr(module, name, function)
    assert calls, f"{name} has no example that calls it"
    return dict(calls[-1].arguments)


class Case:
    """A function, a call that is right, and what each argument is."""

    def __init__(self, function, given, passes_on=()):
        self.function, self.given = function, given
        self.passes_on = set(passes_on)
        self.rows = dict(SHAPE.findall(function.__doc__))
        self.parameters = inspect.signature(function).parameters
        self._name_patients()
        self.base = self.run()
        assert not isinstance(self.base, UsageError), self.base
        returns = function.__doc__.partition("Returns:")[2].partition("Raises:")
        self.may_be_nan = "NaN" in returns[0]
        self.arrays = {
            name: np.asarray(value)
            for name, value in given.items()
            if isinstance(value, list | tuple | np.ndarray | pd.DataFrame)
            and np.ndim(value) > 0
        }

    def _name_patients(self):
        """Give ids where an example leaves them out: a patient a row."""
        for name in IDS & set(self.rows) - set(self.given):
            like = next(n for n in self.given if self.rows.get(n))
            self.given[name] = np.arange(len(self.given[like]))

    def run(self, **change):
        """The answer, or the UsageError; everything else is raised."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                answer = self.function(**(self.given | change))
                # a factory is judged by what it makes
                return answer(POINT) if inspect.isfunction(answer) else answer
        except UsageError as error:
            assert "\n" not in str(error), f"two lines: {error}"
            return error

    def same_rows(self, name):
        """Other arrays that must be as long as this one."""
        if name not in self.rows:
            return []
        return [
            other
            for other in self.arrays
            if other != name and self.rows.get(other) == self.rows.get(name)
        ]

    def problems(self):
        """What went wrong, a line each."""
        for name, title, change, expected in self._trials():
            try:
                answer = self.run(**change)
            except Exception as error:
                yield f"{name}, {title}: {type(error).__name__}: {error}"
                continue
            refused = isinstance(answer, UsageError)
            if expected == "refused" and not refused:
                yield f"{name}, {title}: not refused but {answer!r:.60}"
            elif expected == "same" and not same(answer, self.base):
                yield f"{name}, {title}: {answer!r:.90}, not {self.base!r:.60}"
            elif expected == "fine" and not refused:
                if not self.may_be_nan and not finite(answer):
                    yield f"{name}, {title}: {answer!r:.90}"

    def _trials(self):
        for name, array in self.arrays.items():
            for title, value in forms(name, array):
                yield name, title, {name: value}, "same"
            if name not in self.passes_on:
                for title, value in spoiled(name, array):
                    yield name, title, {name: value}, "refused"
            yield from self._of_lengths(name, array)
            if name in LABELS:
                for label in (0, 1):
                    one = {name: np.full(len(array), label)}
                    yield name, f"only {label}", one, "fine"
        yield from self._of_functions_and_mappings()
        for name in self.parameters:
            value = self.given.get(name, self.parameters[name].default)
            if name not in self.arrays and isinstance(value, int | float):
                for wrong in (float("nan"), "1", None, [1, 2]):
                    optional = wrong is None is self.parameters[name].default
                    if not isinstance(value, bool) and not optional:
                        yield name, f"{wrong!r}", {name: wrong}, "refused"
                for wrong in (0, -1, 0.5, True):
                    yield name, f"{wrong!r}", {name: wrong}, "fine"

    def _of_functions_and_mappings(self):
        for name, value in self.given.items():
            if inspect.isfunction(value):
                for answer in (np.nan, None, "a"):
                    wrong = {name: lambda *_, answer=answer, **__: answer}
                    yield name, f"that answers {answer}", wrong, "refused"
                yield name, "no function", {name: "a"}, "refused"
            if isinstance(value, dict):
                holes = {key: np.array([[np.nan]]) for key in value}
                for wrong in ({}, holes, [1, 2], None):
                    yield name, f"{wrong}", {name: wrong}, "refused"

    def _of_lengths(self, name, array):
        partners = self.same_rows(name)
        expected = "refused" if partners else "fine"
        if len(array) > 1:
            yield name, "shorter", {name: array[:-1]}, expected
        yield (
            name,
            "longer",
            {name: np.concatenate([array, array[:1]])},
            expected,
        )
        together = [name, *partners]
        for title, rows in (("no rows", slice(0)), ("one row", slice(1))):
            few = {each: self.arrays[each][rows] for each in together}
            yield name, title, few, "fine"


def forms(name, array):
    """The same values in other clothes."""
    yield "a list", array.tolist()
    yield "objects", array.astype(object)
    if array.ndim == 1:
        yield "a series", pd.Series(array, index=np.arange(len(array)) % 2)
    if array.dtype.kind not in "biuf":
        return
    if np.isin(array, [0, 1]).all() and name not in IDS:
        yield "bool", array.astype(bool)
    if (array == np.floor(array)).all() and array.min() >= 0:
        yield "float", array.astype(float)
        yield "single precision", array.astype("float32")
        if array.max() < 256:
            yield "uint8", array.astype("uint8")


def spoiled(name, array):
    """What no function may take for these values."""
    if array.dtype.kind in "biuf":
        for title, value in (("NaN", np.nan), ("infinity", np.inf)):
            one = array.astype(float)
            one.reshape(-1)[0] = value
            yield title, one
            yield f"all {title}", np.full(array.shape, value)
        masked = np.ma.array(array, mask=np.zeros(array.shape, bool))
        masked.mask.reshape(-1)[0] = True
        yield "a masked value", masked
    holes = array.astype(object)
    holes.reshape(-1)[0] = None
    yield "None inside", holes
    if name not in IDS:
        yield "text", array.astype(str)
        yield "words", np.full(array.shape, "yes")
        yield "complex", np.ones(array.shape, complex)
    if array.ndim == 1:
        yield "a column", array[:, None]
    yield "a number", 3
    yield "a dictionary", {"a": 1}
    if name in LABELS:
        yield "1 and 2", np.full(len(array), 2) - np.arange(len(array)) % 2
        yield "thirds", np.arange(len(array)) % 2 / 3 + 1 / 3
        yield "yes and no", np.where(array == 1, "yes", "no")
    if name == "probabilities":
        yield "percent", array * 100.0


def leaves(answer):
    """All numbers of an answer."""
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, list | tuple):
        return [leaf for each in answer for leaf in leaves(each)]
    if hasattr(answer, "probabilities"):
        return leaves([answer.labels, answer.probabilities])
    if isinstance(answer, int | float | np.ndarray | np.generic):
        return np.ravel(np.asarray(answer)).tolist()
    return []


def finite(answer):
    """Whether an answer holds nothing but numbers."""
    return all(np.isfinite(leaf) for leaf in leaves(answer))


def same(answer, base):
    """Whether two answers are equal up to rounding."""
    one, other = leaves(answer), leaves(base)
    return (
        not isinstance(answer, UsageError)
        and len(one) == len(other)
        and np.allclose(one, other, rtol=1e-5, equal_nan=True)
    )

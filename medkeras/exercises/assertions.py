"""Comparisons that a check needs, and the mistakes they name."""

import numpy as np
import pandas as pd

from medkeras.exercises.checking import Wrong

TOLERANCE = 1e-5


def as_numbers(values) -> np.ndarray:
    """An array of double precision; missing values of any kind become NaN.

    Takes what a student may return: lists, NumPy arrays of any number type,
    tensors, pandas columns with nullable types. Text and complex numbers
    raise a TypeError.
    """
    if hasattr(values, "to_numpy"):
        _refuse_text(values)
        return values.to_numpy(dtype=float, na_value=np.nan)
    array = np.asarray(values)
    if array.dtype.kind in "USc":
        raise TypeError(f"expected numbers, received {array.dtype}")
    if array.dtype == object:
        _refuse_text(array)
        array = np.where(pd.isna(array), np.nan, array)
    return array.astype(float)


def _refuse_text(values):
    """Text that reads as a number ("NaN", "3") is text all the same."""
    array = np.asarray(values, dtype=object).ravel()
    if any(isinstance(value, str | bytes) for value in array):
        raise TypeError("expected numbers, received text")


def same(received, expected, tolerance: float = TOLERANCE) -> bool:
    """Whether two arrays have one shape and nearly the same values.

    The difference may be `tolerance` times the largest finite expected value
    (at least 1e-9 in all), so that single precision is enough; NaN is the
    same as NaN. What is not made of numbers is not the same.
    """
    try:
        received = as_numbers(received)
    except (TypeError, ValueError):
        return False
    expected = as_numbers(expected)
    return received.shape == expected.shape and bool(
        _near(received, expected, tolerance).all()
    )


def same_result(received, expected, tolerance: float = TOLERANCE) -> bool:
    """`same` for what a function returns: a pair, a list, a table, a dict."""
    if isinstance(expected, pd.DataFrame):
        return (
            isinstance(received, pd.DataFrame)
            and list(received.columns) == list(expected.columns)
            and same(received, expected, tolerance)
        )
    if isinstance(expected, dict):
        return (
            isinstance(received, dict)
            and set(received) == set(expected)
            and all(
                same_result(received[key], expected[key], tolerance)
                for key in expected
            )
        )
    if isinstance(expected, tuple | list):
        received = _unstacked(received, expected)
        return (
            isinstance(received, tuple | list)
            and len(received) == len(expected)
            and all(
                same_result(part, right, tolerance)
                for part, right in zip(received, expected, strict=True)
            )
        )
    if isinstance(expected, str):
        return isinstance(received, str) and received == expected
    return same(received, expected, tolerance)


def _unstacked(received, expected):
    """Several arrays of one shape may come as one: np.stack([a, b])."""
    shapes = {(len(expected), *np.shape(part)) for part in expected}
    if isinstance(received, pd.DataFrame) or len(shapes) != 1:
        return received
    shape = tuple(getattr(received, "shape", ()))
    return list(received) if shapes == {shape} else received


def _near(received, expected, tolerance):
    size = np.abs(expected[np.isfinite(expected)]).max(initial=1e-4)
    return np.isclose(
        received, expected, rtol=0, atol=tolerance * size, equal_nan=True
    )


def expect_result(received, expected, what, arguments, tolerance=TOLERANCE):
    """Demand what a function should return; name the general mistakes."""
    if isinstance(expected, tuple | list):
        _expect_parts(received, expected, what, arguments, tolerance)
    elif not same_result(received, expected, tolerance):
        _explain(received, expected, what, _case(arguments), tolerance)


def _expect_parts(received, expected, what, arguments, tolerance):
    if isinstance(what, str):
        what = tuple(f"{what}, number {i}" for i in range(len(expected)))
    names = ", ".join(what)
    received = _unstacked(received, expected)
    listed = isinstance(received, tuple | list)
    if not listed or len(received) != len(expected):
        raise Wrong(
            "parts",
            f"expected {len(expected)} things: {names}.",
            f"expected {len(expected)} things, received {_kind(received)}.",
            f"return them with commas between, in this order: {names}.",
        )
    if same_result(list(reversed(received)), expected, tolerance):
        raise Wrong(
            "swapped",
            "right, but in another order.",
            f"The order is: {names}.",
            f"return {names}, in this order.",
        )
    for part, right, name in zip(received, expected, what, strict=True):
        expect_result(part, right, name, arguments, tolerance)


def _explain(received, expected, what, case, tolerance):
    """Raise the first general mistake that is really there."""
    a_table = isinstance(expected, pd.DataFrame)
    if received is None or (a_table and not isinstance(received, pd.DataFrame)):
        _refuse_kind(received, expected, what)
    if a_table and set(received) == set(expected):
        received = received[list(expected)]  # in any order of the columns
    try:
        values = as_numbers(received)
        right = as_numbers(expected)
    except (TypeError, ValueError):
        _refuse_kind(received, expected, what)
    kind = np.asarray(received).dtype.kind
    if kind == "b" and not np.isin(right, (0, 1)).all():
        raise Wrong(
            "mask",
            f"{what}: received true and false, expected numbers.",
            "A mask says yes or no for each row; numbers were asked for.",
            "np.flatnonzero(mask) gives the numbers of the rows.",
        )
    transposed = values.ndim > 1 and same(values.T, right, tolerance)
    if transposed:
        raise Wrong(
            "transposed",
            f"{what}: rows and columns have changed places.",
            "Which axis should come first?",
            "return the transpose of what you have.",
        )
    expect_shape(received, right.shape, what)
    if same(-values, right, tolerance):
        raise Wrong(
            "negated",
            f"{what}: every sign is the wrong one.",
            "The sizes are right. Where does the minus belong?",
            "return the negative of what you have.",
        )
    expect_close(values, right, f"{what}{case}", tolerance)


def _refuse_kind(received, expected, what):
    raise Wrong(
        "kind",
        f"{what}: received {_kind(received)}.",
        f"{what}: expected {_kind(expected)}.",
        f"{what}: expected {_kind(expected)}, received {_kind(received)}; "
        "look at what your return line gives back.",
    )


def _kind(value):
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return "nothing (None)" if value is None else f"a {type(value).__name__}"


def _case(arguments):
    """For which problem: sizes of arrays, values of numbers."""
    told = []
    for each in arguments:
        if isinstance(each, int | float | str):
            told.append(repr(each))
        elif hasattr(each, "shape"):
            told.append(f"shape {tuple(each.shape)}")
    return f" (arguments: {', '.join(told)})" if told else ""


def expect_unchanged(given, arguments) -> None:
    """Demand that a function left its arguments as they were."""
    if not all(
        _same(now, before) if _comparable(before) else True
        for call, kept in zip(given, arguments, strict=True)
        for now, before in zip(call, kept, strict=True)
    ):
        raise Wrong(
            "in-place",
            "right, but what was given has been changed as well.",
            "The caller may still need the original. Work on a copy.",
            "Begin with a copy of the argument: x = x.copy().",
        )


def _same(now, before):
    """Texts have no tolerance."""
    if isinstance(before, np.ndarray) and before.dtype.kind in "US":
        return np.array_equal(now, before)
    return same_result(now, before)


def _comparable(value):
    if isinstance(value, dict):
        return all(map(_comparable, value.values()))
    if isinstance(value, tuple | list):
        return all(map(_comparable, value))
    return isinstance(value, np.ndarray | pd.DataFrame | int | float | str)


def expect_shape(received, shape: tuple[int, ...], what: str) -> None:
    """Demand an array of a shape (mistake "shape")."""
    if np.shape(received) != shape:
        raise Wrong(
            "shape",
            f"shape of {what}: {np.shape(received)}.",
            f"shape of {what}: received {np.shape(received)}, expected "
            f"{shape}.",
            f"Print the shapes on the way to {what}, until one is not what "
            f"you expect; the last one must be {shape}.",
        )


def expect_close(
    received, expected, what: str, tolerance: float = TOLERANCE
) -> None:
    """Demand values, and say where the first other one is (mistake "values").

    For the end of a check, after the mistakes that have names.
    """
    received, expected = as_numbers(received), as_numbers(expected)
    expect_shape(received, expected.shape, what)
    near = _near(received, expected, tolerance)
    if near.all():
        return
    first = tuple(int(i) for i in np.argwhere(~near)[0])
    place = f" at {list(first)}" if first else ""
    raise Wrong(
        "values",
        f"{what}: {(~near).sum()} of {near.size} values are not right.",
        f"{what}: the first wrong value{place} is {received[first]:.6g}.",
        f"{what}: the first wrong value{place} is {received[first]:.6g} and "
        f"should be {expected[first]:.6g}. Work that one out by hand.",
    )

"""Measurements as they come: with gaps, of any type, made into floats."""

import decimal
import numbers

import numpy as np

from medkeras.utils.errors import UsageError, one_line

EXACT = 2**53  # whole numbers below are exact in double precision


def measurements(name: str, values) -> np.ndarray:
    """Floats of shape (examples,), NaN where missing; or UsageError."""
    array = _floats(name, values).astype(float)
    if array.ndim != 1 or not array.size:
        raise UsageError(
            f"`{name}` must be numbers of shape (examples,), one or more. "
            f"Received: shape {array.shape}"
        )
    return array


def feature_rows(name: str, values) -> np.ndarray:
    """Rows of numbers, flattened, in their own precision; or UsageError."""
    array = _floats(name, values)
    if array.ndim < 2 or not array.size:
        raise UsageError(
            f"`{name}` must be rows of numbers, shape (examples, ...), one or "
            f"more. Received: shape {array.shape}"
        )
    return array.reshape(len(array), -1)


def require_same_columns(first, second, names: tuple[str, str]) -> None:
    """Refuse tables or images that do not hold the same features."""
    shapes = [np.shape(values)[1:] for values in (first, second)]
    columns = [getattr(values, "columns", None) for values in (first, second)]
    if all(each is not None for each in columns):
        shapes = [list(map(str, each)) for each in columns]
    if shapes[0] != shapes[1]:
        raise UsageError(
            f"`{names[0]}` and `{names[1]}` must have the same columns. "
            f"Received: {one_line(shapes[0])} and {one_line(shapes[1])}"
        )


def in_one_precision(*tables: np.ndarray) -> list[np.ndarray]:
    """Tables in double precision, which a copy in less precision equals.

    A column of fractions that one table holds in single (or half) precision
    is rounded so in all of them.
    """
    types = {table.dtype for table in tables}
    wide = [table.astype(float) + 0.0 for table in tables]  # -0.0 becomes 0.0
    if len(types) == 1 and types != {np.dtype(float)}:
        return wide
    for column in range(wide[0].shape[1]):
        parts = [table[:, column] for table in wide]
        for kind in (np.float32, np.float16):
            if any(_is_stored_as(kind, part) for part in parts):
                for part in parts:
                    part[:] = _rounded(kind, part)
    return wide


def _rounded(kind: type, values: np.ndarray) -> np.ndarray:
    """Values in less precision; those that do not fit stay as they are."""
    with np.errstate(over="ignore"):
        low = values.astype(kind).astype(float)
    return np.where(np.isinf(low), values, low)


def _is_stored_as(kind: type, values: np.ndarray) -> bool:
    """Whether these are fractions that lose nothing in less precision."""
    values = values[~np.isnan(values)]
    fractions = values != np.round(values)
    return fractions.any() and (_rounded(kind, values) == values).all()


def _floats(name: str, values) -> np.ndarray:
    """Floats of any shape and precision; infinite values are refused."""
    array = _array(name, values)
    if array.dtype.kind == "O":
        array = _from_objects(name, array)
    if array.dtype.kind not in "buif":
        raise UsageError(
            f"`{name}` must hold numbers. Received: {array.dtype}, such as "
            f"{one_line(array.reshape(-1)[:1].tolist())}"
        )
    if array.dtype.kind != "f" or array.dtype.itemsize > 8:
        wide = array.dtype.kind in "ui" and array.dtype.itemsize == 8
        if wide and array.size and not _is_exact(array):
            raise UsageError(
                f"`{name}` must hold numbers below 2**53, which are exact. "
                f"Received: {max(array.max(), -array.min(), key=abs)}"
            )
        array = array.astype(float)
    if np.isinf(array).any():
        raise UsageError(
            f"`{name}` must be finite, or NaN where missing. Received: "
            f"{np.isinf(array).sum()} infinite values"
        )
    return array


def _array(name: str, values) -> np.ndarray:
    if isinstance(values, np.ma.MaskedArray):
        return values.astype(object).filled(np.nan)
    if hasattr(values, "isna"):  # pandas: its own missing values become NaN
        values = values.astype(object) if _is_nullable(values) else values
    try:
        return np.asarray(values)
    except (ValueError, TypeError) as error:  # rows of different lengths
        raise UsageError(
            f"`{name}` must be an array of numbers. Received: "
            f"{type(values).__name__} ({one_line(error)})"
        ) from error


def _is_nullable(values) -> bool:
    types = getattr(values, "dtypes", None)
    types = [values.dtype] if not hasattr(types, "tolist") else types.tolist()
    return any(not isinstance(each, np.dtype) for each in types)


def _from_objects(name: str, array: np.ndarray) -> np.ndarray:
    cells = [_from_object(name, cell) for cell in array.reshape(-1)]
    return np.array(cells, dtype=float).reshape(array.shape)


def _from_object(name: str, cell) -> float:
    missing = ("NoneType", "NAType", "NaTType")
    if type(cell).__name__ in missing:
        return np.nan
    known = isinstance(cell, numbers.Real | np.bool_ | decimal.Decimal)
    too_long = isinstance(cell, numbers.Integral) and abs(cell) >= EXACT
    if not known or too_long:
        raise UsageError(
            f"`{name}` must hold numbers, whole ones below 2**53. Received: "
            f"{one_line(repr(cell))} ({type(cell).__name__})"
        )
    return float(cell)


def _is_exact(whole: np.ndarray) -> bool:
    return -EXACT < int(whole.min()) and int(whole.max()) < EXACT

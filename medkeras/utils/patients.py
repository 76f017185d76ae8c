"""Who is a patient: ids of any one type, none of them missing."""

import datetime
import numbers

import numpy as np

from medkeras.utils.arrays import as_array
from medkeras.utils.errors import UsageError

MISSING_WORDS = {"", "nan", "none", "nat", "<na>"}
KINDS = {"number", "text", "bytes", "time", "date"}


def patient_codes(name: str, ids) -> tuple[np.ndarray, np.ndarray]:
    """Number the patients: a code from 0 for each row, the id of each code."""
    array = _as_ids(name, ids)
    if array.dtype.kind != "O":
        unique, codes = np.unique(array, return_inverse=True)
        return codes, unique
    code_of = {value: code for code, value in enumerate(_in_order(array))}
    codes = np.array([code_of[value] for value in array], int)
    unique = np.empty(len(code_of), object)
    unique[:] = list(code_of)
    return codes, unique


def _as_ids(name, ids):
    """An array (rows,) of ids that are all of one type and all there."""
    if isinstance(ids, list | tuple):
        # NumPy would make one text of 7 and "7", and another of NaN
        array = np.empty(len(ids), object)
        for row, value in enumerate(ids):
            array[row] = value
    else:
        array = as_array(name, ids)
    if array.ndim != 1:
        raise UsageError(
            f"`{name}` must be one id a row. Received: shape {array.shape}"
        )
    kinds = {_kind(value) for value in _values_to_look_at(array)}
    if "missing" in kinds:
        raise UsageError(
            f"`{name}` must name a patient in every row. Received: missing ids"
        )
    if not kinds <= KINDS:
        raise UsageError(
            f"`{name}` must be numbers, text or dates, one a row. Received: "
            f"{', '.join(sorted(kinds - KINDS))}"
        )
    if len(kinds) > 1:
        raise UsageError(
            f"`{name}` must be ids of one type: 7 and '7' would be two "
            f"patients. Received: {' and '.join(sorted(kinds))}"
        )
    return _whole(name, array) if kinds == {"number"} else array


def _values_to_look_at(array):
    """All values of an array of objects or text, else only what may lack."""
    if array.dtype.kind in "OUS":
        return array.tolist()
    if array.dtype.kind in "fM":
        return [*array[:1], *array[np.isnan(array)][:1]]
    return array[:1]


def _kind(value):
    """Name of the type; the fixed names are the ones that can be an id."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return "missing"
    if isinstance(value, str | bytes):
        text = value if isinstance(value, str) else value.decode("latin-1")
        if text.strip().lower() in MISSING_WORDS:
            return "missing"
        return "text" if isinstance(value, str) else "bytes"
    if isinstance(value, np.datetime64):
        return "missing" if np.isnat(value) else "time"
    if isinstance(value, datetime.datetime):
        return "time"
    real = isinstance(value, numbers.Real)
    if real and not isinstance(value, bool | np.timedelta64):
        return "missing" if value != value else "number"
    return type(value).__name__


def _whole(name, array):
    """Whole numbers; a float that may have been rounded names nobody."""
    if array.dtype.kind in "iu":
        return array
    if array.dtype.kind == "O":
        if all(isinstance(value, numbers.Integral) for value in array):
            return array
        array = array.astype(float)
    limit = 2.0 ** (np.finfo(array.dtype).nmant + 1)
    if (array != np.floor(array)).any() or (np.abs(array) >= limit).any():
        raise UsageError(
            f"`{name}` must be whole numbers, or text. Received: numbers with "
            f"fractions, or too large for {array.dtype} to tell apart"
        )
    return array.astype(np.int64)


def _in_order(array):
    try:
        return sorted(set(array))
    except TypeError:
        return dict.fromkeys(array)

"""Who is who: identifiers of any one kind, none missing, none rounded.

Seven and "7" are one patient to a person and two to a program; a patient
without an identifier equals nobody, or everybody. Both are refused here.
"""

import datetime
import decimal
import numbers
import re

import numpy as np

from medkeras.utils.errors import UsageError

# What Python makes of a missing value that was turned into text.
MISSING_TEXT = ("", "nan", "none", "nat", "<na>")
NUMBER = re.compile(r"0*(\d+)(\.0*)?")
KINDS = "numbers, text, bytes or dates"


def patient_codes(name: str, ids) -> tuple[np.ndarray, np.ndarray]:
    """Number the patients: a code from 0 for each row, the id of each code."""
    if _are_whole_numbers(ids) and ids.dtype.kind == "i":
        # As below, without a list: a bootstrap numbers those of each draw.
        patients, codes = np.unique(ids, return_inverse=True)
        return codes, patients.astype(int)
    patients, codes = patient_numbers(patient_ids(name, ids))
    return codes, _as_array(patients)


def patient_ids(name: str, values, rows: int | None = None) -> list:
    """The patient of each row, all of one kind and none missing."""
    ids = identifiers(name, values, rows, "patient")
    odd = [value for value in ids if isinstance(value, bool | float)]
    if odd:
        raise UsageError(
            f"`{name}` must name each patient by whole numbers, text, bytes or "
            f"dates. Received: {type(odd[0]).__name__} {odd[0]!r}"
        )
    return ids


def class_names(name: str, values, rows: int | None = None) -> list:
    """The class of each row, all of one kind and none missing."""
    names = identifiers(name, values, rows, "class")
    fractions = [value for value in names if isinstance(value, float)]
    if fractions:
        raise UsageError(
            f"`{name}` must be classes: text or whole numbers. Received: "
            f"{fractions[0]!r}"
        )
    return names


def identifiers(
    name: str, values, rows: int | None = None, noun: str = "patient"
) -> list:
    """One name a row, all of one kind and none missing; or UsageError."""
    if _are_whole_numbers(values):
        cells = np.asarray(values).tolist()
    else:
        cells = _cells(name, values, noun)
    if rows is not None and len(cells) != rows:
        raise UsageError(
            f"`{name}` must name one {noun} for each of the {rows} rows. "
            f"Received: {len(cells)}"
        )
    if _are_whole_numbers(values):
        return cells  # one kind, none missing: nothing to look at
    missing = [row for row, cell in enumerate(cells) if _is_missing(cell)]
    if missing:
        raise UsageError(
            f"`{name}` must name a {noun} in every row; leave out rows "
            f"without one. Received: {len(missing)} without, first row "
            f"{missing[0]} ({cells[missing[0]]!r})"
        )
    ids = [_plain(name, cell, noun) for cell in cells]
    require_one_naming({name: ids}, noun)
    return ids


def require_one_naming(named: dict[str, list], noun="patient") -> None:
    """Refuse lists whose identifiers cannot be compared with one another."""
    kinds, spellings = {}, {}
    for ids in named.values():
        for value in ids:
            kinds.setdefault(_kind(value), value)
        for value in dict.fromkeys(ids):
            other = spellings.setdefault(_spelling(value), value)
            if other != value:
                raise UsageError(
                    f"{_list(named)} must spell each {noun} in one way. "
                    f"Received: {other!r} and {value!r}"
                )
    if len(kinds) > 1:
        found = " and ".join(f"{kind} ({v!r})" for kind, v in kinds.items())
        raise UsageError(
            f"{_list(named)} must name each {noun} by ids of one type: "
            f"{KINDS}. Received: {found}"
        )


def patient_numbers(ids: list) -> tuple[list, np.ndarray]:
    """The patients in order, and for each row the number of its patient."""
    patients = sorted(set(ids))
    number = {patient: k for k, patient in enumerate(patients)}
    return patients, np.array([number[each] for each in ids], dtype=int)


def _as_array(patients: list) -> np.ndarray:
    """Text and numbers in an array of their type, anything else as objects."""
    native = all(
        isinstance(each, str) or (isinstance(each, int) and abs(each) < 2**63)
        for each in patients
    )
    if native:
        return np.array(patients)
    array = np.empty(len(patients), object)
    array[:] = patients
    return array


def _list(named: dict[str, list]) -> str:
    return " and ".join(f"`{name}`" for name in named)


def _cells(name: str, values, noun: str) -> list:
    """The entries as they are: NumPy would turn 7 beside "7" into "7"."""
    if hasattr(values, "to_numpy") and np.ndim(values) == 1:
        return list(values)  # pandas and its relatives, missing values kept
    if isinstance(values, list | tuple | range):
        cells, shape = list(values), (len(values),)
        nested = [cell for cell in cells if _is_nested(cell)]
        if nested:
            shape = f"rows of {type(nested[0]).__name__}"
    else:
        masked = isinstance(values, np.ma.MaskedArray)
        array = values if masked else np.asarray(values)
        shape, cells = array.shape, list(array) if array.ndim else []
    if not isinstance(shape, tuple) or len(shape) != 1:
        raise UsageError(
            f"`{name}` must be one id a row, that of its {noun}. "
            f"Received: {type(values).__name__}, shape {shape}"
        )
    return cells


def _are_whole_numbers(values) -> bool:
    """Whether this is a column that can hold nothing else; most are."""
    kind = getattr(getattr(values, "dtype", None), "kind", None)
    masked = isinstance(values, np.ma.MaskedArray)
    numpy_type = isinstance(getattr(values, "dtype", None), np.dtype)
    return numpy_type and kind in "iu" and np.ndim(values) == 1 and not masked


def _is_nested(cell) -> bool:
    return hasattr(cell, "__len__") and not isinstance(cell, str | bytes)


def _is_missing(cell) -> bool:
    if cell is None or cell is np.ma.masked:
        return True
    if type(cell).__name__ in ("NAType", "NaTType"):  # of pandas
        return True
    if isinstance(cell, np.datetime64):
        return bool(np.isnat(cell))
    if isinstance(cell, bytes):
        cell = cell.decode("latin-1")
    if isinstance(cell, str):
        return cell.strip().lower() in MISSING_TEXT
    return bool(isinstance(cell, numbers.Real) and cell != cell)


def _plain(name: str, cell, noun: str):
    """A Python object that compares exactly; refuses what names nobody."""
    if isinstance(cell, np.datetime64):
        import pandas as pd  # half a second, and rarely needed

        return pd.Timestamp(cell)
    if isinstance(cell, np.floating | float):
        # A whole number has neighbours one away up to this size.
        limit = 2.0 ** (np.finfo(type(cell)).nmant + 1)
        if not abs(cell) < limit:  # infinite ones too
            raise UsageError(
                f"`{name}` must name each {noun} exactly: read long ones as "
                f"whole numbers or text. Received: {cell!r}, which "
                f"{type(cell).__name__} cannot tell apart from others"
            )
        return int(cell) if cell == int(cell) else float(cell)
    known = (
        str, bytes, bool, np.bool_, numbers.Integral, decimal.Decimal,
        datetime.date,
    )  # fmt: skip
    if not isinstance(cell, known) or isinstance(cell, np.timedelta64):
        raise UsageError(
            f"`{name}` must name each {noun} by {KINDS}. Received: "
            f"{type(cell).__name__}"
        )
    return cell.item() if isinstance(cell, np.generic) else cell


def _kind(value) -> str:
    if isinstance(value, bool):
        return "truth values"
    if isinstance(value, str):
        return "text"
    if isinstance(value, bytes):
        return "bytes"
    if isinstance(value, datetime.datetime):
        return "times with a zone" if value.tzinfo else "times"
    return "dates" if isinstance(value, datetime.date) else "numbers"


def _spelling(value):
    """Text without blanks at the ends, and "007" or "7.0" as "7"."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    number = NUMBER.fullmatch(text)
    return number.group(1) if number else text

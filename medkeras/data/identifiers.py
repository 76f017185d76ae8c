"""Who is who: the patients' identifiers, checked before they are compared.

Seven and "7" are one patient to a person and two to a program; a patient
without an identifier equals nobody, or everybody. Both are refused here.
"""

import datetime
import decimal
import math
import numbers
import re

import numpy as np

from medkeras.utils.errors import UsageError

# What Python makes of a missing value that was turned into text.
MISSING_TEXT = ("", "nan", "NaN", "None", "NaT", "<NA>")
NUMBER = re.compile(r"0*(\d+)(\.0*)?")
KINDS = "numbers, text, bytes or dates"


def patient_ids(name: str, values, rows: int | None = None) -> list:
    """The patient of each row, all of one kind and none missing."""
    return identifiers(name, values, rows, "patient")


def class_names(name: str, values, rows: int | None = None) -> list:
    """The class of each row, all of one kind and none missing."""
    names = identifiers(name, values, rows, "class")
    fractions = [value for value in names if _is_fraction(value)]
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
    cells = _cells(name, values, noun)
    if rows is not None and len(cells) != rows:
        raise UsageError(
            f"`{name}` must name one {noun} for each of the {rows} rows. "
            f"Received: {len(cells)}"
        )
    missing = [row for row, cell in enumerate(cells) if _is_missing(cell)]
    if missing:
        raise UsageError(
            f"`{name}` must name the {noun} of every row; leave out rows "
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
        for value in dict.fromkeys(ids):
            kinds.setdefault(_kind(value), value)
            other = spellings.setdefault(_spelling(value), value)
            if other != value:
                raise UsageError(
                    f"{_list(named)} must spell each {noun} in one way. "
                    f"Received: {other!r} and {value!r}"
                )
    if len(kinds) > 1:
        found = " and ".join(f"{kind} ({v!r})" for kind, v in kinds.items())
        raise UsageError(
            f"{_list(named)} must name each {noun} in one way, as {KINDS}. "
            f"Received: {found}"
        )


def patient_numbers(ids: list) -> tuple[list, np.ndarray]:
    """The patients in order, and for each row the number of its patient."""
    patients = sorted(set(ids))
    number = {patient: k for k, patient in enumerate(patients)}
    return patients, np.array([number[each] for each in ids], dtype=int)


def _is_fraction(value) -> bool:
    return isinstance(value, numbers.Real) and value != int(value)


def _list(named: dict[str, list]) -> str:
    return " and ".join(f"`{name}`" for name in named)


def _cells(name: str, values, noun: str) -> list:
    """The entries as they are: NumPy would turn 7 beside "7" into "7"."""
    if hasattr(values, "to_numpy") and np.ndim(values) == 1:
        return list(values)  # pandas and its relatives, missing values kept
    if isinstance(values, list | tuple | range):
        cells, shape = list(values), (len(values),)
        if any(np.ndim(cell) for cell in cells):
            shape = (len(cells), "...")
    else:
        array = values if isinstance(values, np.ma.MaskedArray) else None
        array = np.asarray(values) if array is None else array
        shape, cells = array.shape, list(array) if array.ndim else []
    if len(shape) != 1:
        raise UsageError(
            f"`{name}` must be one {noun} for each example, shape "
            f"(examples,). Received: shape {shape}, {type(values).__name__}"
        )
    return cells


def _is_missing(cell) -> bool:
    if cell is None or cell is np.ma.masked:
        return True
    if type(cell).__name__ in ("NAType", "NaTType"):  # of pandas
        return True
    if isinstance(cell, np.datetime64):
        return bool(np.isnat(cell))
    if isinstance(cell, bytes):
        cell = cell.decode("utf-8", "replace")
    if isinstance(cell, str):
        return cell.strip() in MISSING_TEXT
    return bool(isinstance(cell, numbers.Real) and cell != cell)


def _plain(name: str, cell, noun: str):
    """A Python object that compares exactly; refuses what names nobody."""
    if isinstance(cell, np.datetime64 | datetime.date):
        import pandas as pd  # half a second, and rarely needed

        return pd.Timestamp(cell)
    if isinstance(cell, np.floating | float) and not _is_exact(cell):
        raise UsageError(
            f"`{name}` must name each {noun} exactly: read long numbers as "
            f"whole numbers or text. Received: {cell!r}"
        )
    if isinstance(cell, np.generic):
        return cell.item()
    known = str | bytes | numbers.Real | decimal.Decimal
    if not isinstance(cell, known):
        raise UsageError(
            f"`{name}` must name each {noun} by {KINDS}. Received: "
            f"{type(cell).__name__}"
        )
    return cell


def _is_exact(number) -> bool:
    """Whether a whole number of this size still has neighbours one away."""
    digits = np.finfo(type(number)).nmant + 1  # binary
    return math.isfinite(number) and abs(number) < 2.0**digits


def _kind(value) -> str:
    if isinstance(value, bool):
        return "truth values"
    if isinstance(value, str):
        return "text"
    if isinstance(value, bytes):
        return "bytes"
    if isinstance(value, datetime.date):
        return "times with a zone" if value.tzinfo else "dates"
    return "numbers"


def _spelling(value):
    """Text without blanks at the ends, and "007" or "7.0" as "7"."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    number = NUMBER.fullmatch(text)
    return number.group(1) if number else text

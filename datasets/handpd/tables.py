"""The two tables of HandPD: drawings, people, slips and impossible people."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import listing, number_column, table_rows
from medkeras.utils.errors import DataError

FILES = ("Spiral_HandPD.csv", "Meander_HandPD.csv")
LETTERS = ("ET", "ST")  # in the names of their columns
NUM_ROWS, NUM_PEOPLE = 368, 54  # of each table; of both
PLAIN = {
    "rms": "RMS",
    "mean_relative_tremor": "MRT",
    "max_height": "MAX_HT",
    "min_height": "MIN_HT",
    "std_height": "STD_HT",
}
# With the letters of the table between {}.
LETTERED = {
    "max_between": "MAX_BETWEEN_{}_HT",
    "min_between": "MIN_BETWEEN_{}_HT",
    "std_deviation": "STD_DEVIATION_{}_HT",
    "sign_changes": "CHANGES_FROM_NEGATIVE_TO_POSITIVE_BETWEEN_{}_HT",
}
PEOPLE = ("ID_PATIENT", "CLASS_TYPE", "GENDER", "RIGH/LEFT-HANDED", "AGE")
# Beyond these a decimal point was lost: thousands of times the usual value.
HIGHEST = {
    "min_between": 1e5, "mean_relative_tremor": 100.0, "std_height": 1e4,
    "std_deviation": 1.0, "min_height": 10.0,
}  # fmt: skip


def read_tables(root) -> Reading:
    """Drawings of both tables, or of the one that is there.

    Raises:
        DataError: no table, a column that is missing or renamed, a row that
            is cut off, a cell that is no number, another class.
    """
    root = Path(root)
    found = [
        (kind, path)
        for kind, name in enumerate(FILES)
        for path in sorted(root.rglob(name))[:1]
    ]
    if not found:
        raise DataError(
            f"{root / FILES[0]}: expected this table, or {FILES[1]}; found "
            f"{listing(root)}"
        )
    parts = [_read_table(path, kind) for kind, path in found]
    keys = np.concatenate([part.pop("keys") for part in parts])
    columns = {
        name: np.concatenate([part[name] for part in parts])
        for name in parts[0]
    }
    _, person = np.unique(keys, axis=0, return_inverse=True)
    columns["person"] = person.ravel().astype(np.int64)
    columns["doubtful"] = _doubtful(columns)
    columns["slipped"] = _slipped(columns)
    complete = [np.sum(columns["kind"] == kind) == NUM_ROWS for kind in (0, 1)]
    return Reading(
        {"train": columns}, _notes(columns, keys), bool(all(complete))
    )


def _read_table(path, kind):
    letters = LETTERS[kind]
    official = {
        **PLAIN,
        **{name: text.format(letters) for name, text in LETTERED.items()},
    }
    rows = table_rows(path, [*PEOPLE, *official.values()])
    columns = {
        name: number_column(path, rows, column).astype(np.float32)
        for name, column in {**official, "age": "AGE"}.items()
    }
    ids = number_column(path, rows, "ID_PATIENT").astype(np.int64)
    classes = _codes(path, rows, "CLASS_TYPE", ("1", "2"))
    columns["label"] = classes  # 1 is a control, 2 has the disease
    columns["female"] = _codes(path, rows, "GENDER", ("M", "F"))
    handed = _codes(path, rows, "RIGH/LEFT-HANDED", ("R", "L"))
    columns["left_handed"] = handed
    columns["kind"] = np.full(len(rows), kind, np.int64)
    # ID_PATIENT starts anew in each class: both together name a person.
    columns["keys"] = np.stack([classes, ids], axis=1)
    columns["drawing"] = _number_within(columns["keys"])
    return columns


def _codes(path, rows, column, allowed):
    """Numbers of the texts of a column, in the order allowed."""
    codes = np.zeros(len(rows), np.int64)
    for number, row in enumerate(rows):
        if row[column] not in allowed:
            raise DataError(
                f"{path}, row {number + 1}, {column}: expected "
                f"{' or '.join(allowed)}; found {row[column][:40]!r}"
            )
        codes[number] = allowed.index(row[column])
    return codes


def _number_within(keys):
    """1, 2, ... within each person, in the order of the table."""
    seen, numbers = {}, []
    for key in map(tuple, keys.tolist()):
        seen[key] = seen.get(key, 0) + 1
        numbers.append(seen[key])
    return np.array(numbers, np.int64)


def _doubtful(columns: Mapping) -> np.ndarray:
    """1 in the rows of people with two ages or both sexes."""
    doubtful = np.zeros(len(columns["person"]), np.int64)
    for person in np.unique(columns["person"]):
        own = columns["person"] == person
        if any(np.ptp(columns[name][own]) for name in ("age", "female")):
            doubtful[own] = 1
    return doubtful


def _slipped(columns: Mapping) -> np.ndarray:
    """1 in the rows with a value that no drawing has."""
    slipped = np.zeros(len(columns["person"]), np.int64)
    for name, highest in HIGHEST.items():
        slipped[columns[name] > highest] = 1
    return slipped


def _notes(columns: Mapping, keys):
    rows = [int((columns["kind"] == kind).sum()) for kind in (0, 1)]
    _, first = np.unique(columns["person"], return_index=True)
    controls = int((columns["label"][first] == 0).sum())
    notes = [
        f"{rows[0]} of {NUM_ROWS} spirals, {rows[1]} of {NUM_ROWS} meanders, "
        f"{len(first)} of {NUM_PEOPLE} people (controls: {controls})"
    ]
    slips = [
        f"{name} in {count}"
        for name, highest in HIGHEST.items()
        if (count := int((columns[name] > highest).sum()))
    ]
    if slips:
        notes.append(
            f"lost decimal points in {int(columns['slipped'].sum())} rows, "
            f"marked as slipped: {', '.join(slips)}"
        )
    strange = np.unique(keys[columns["doubtful"] == 1], axis=0)
    if len(strange):
        names = ", ".join(
            f"{('control', 'patient')[label]} {number}"
            for label, number in strange
        )
        notes.append(
            f"several ages or both sexes under one number, marked as doubtful: "
            f"{names}"
        )
    return notes

"""Windows of WISDM 1.1: an .arff whose last attributes have no type."""

from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import listing, text_of
from medkeras.utils.errors import DataError

FILE = "WISDM_ar_v1.1_transformed.arff"
NUM_WINDOWS, NUM_USERS = 5418, 36
AXES = ("X", "Y", "Z")
BINS = tuple(f"{axis}{k}" for axis in AXES for k in range(10))
SUMMARIES = ("AVG", "PEAK", "ABSOLDEV", "STANDDEV")
MEASURES = (
    *BINS,
    *(f"{axis}{name}" for name in SUMMARIES for axis in AXES),
    "RESULTANT",
)
ACTIVITIES = (
    "Walking", "Jogging", "Upstairs", "Downstairs", "Sitting", "Standing",
)  # fmt: skip
NEEDED = ("user", *MEASURES, "class")


def read_folder(folder) -> Reading:
    """All windows that are there, and what could not be used.

    Raises:
        DataError: no file, an attribute that is missing, no row that can be
            used.
    """
    path = _file_of(Path(folder))
    names, lines = _parts(path)
    rows, left_out = [], {}
    for number, line in lines:
        cells = [cell.strip().strip('"') for cell in line.split(",")]
        try:
            rows.append(_row(dict(zip(names, cells, strict=True))))
        except ValueError as error:
            reason = str(error)
            if not reason.startswith("an unknown"):
                reason = "with cells missing or no number where one should be"
            left_out.setdefault(reason, []).append(number)
    if not rows:
        raise DataError(
            f"{path}: expected rows that can be used; found none of "
            f"{len(lines)}"
        )
    users = len({user for user, _, _ in rows})
    notes = [
        f"{len(rows)} of {NUM_WINDOWS} windows, {users} of {NUM_USERS} users"
    ]
    for reason, numbers in left_out.items():
        shown = ", ".join(map(str, numbers[:3])) + (
            ", ..." if numbers[3:] else ""
        )
        notes.append(f"{len(numbers)} rows left out: {reason} (line {shown})")
    columns = {
        "user": np.array([user for user, _, _ in rows], np.int64),
        "label": np.array([label for _, label, _ in rows], np.int64),
        "measures": np.array([values for *_, values in rows], np.float32),
    }
    return Reading({"train": columns}, notes, len(rows) == NUM_WINDOWS)


def _file_of(folder):
    """The file, in the folder or in the one that the archive makes."""
    found = sorted(folder.rglob(FILE))
    if not found:
        raise DataError(f"{folder}: expected {FILE}; found {listing(folder)}")
    return found[0]


def _parts(path):
    """Names of the attributes, and the numbered lines of data."""
    lines = text_of(path, "an ARFF file").split("\n")
    names, start = [], None
    for number, line in enumerate(lines, 1):
        words = line.split()
        if words and words[0].lower() == "@attribute" and len(words) > 1:
            names.append(words[1].strip('"'))
        if words and words[0].lower() == "@data":
            start = number
            break
    missing = [name for name in NEEDED if name not in names]
    if start is None or missing:
        raise DataError(
            f"{path}: expected the attributes of WISDM and @data; found none "
            f"named {', '.join(missing) or '@data'}"
        )
    body = enumerate(lines[start:], start + 1)
    return names, [(number, line) for number, line in body if line.strip()]


def _row(cells):
    """User, activity and measures of a window; "?" is not known."""
    if cells["class"] not in ACTIVITIES:
        raise ValueError("an unknown activity")
    values = [
        np.nan if cells[name] == "?" else float(cells[name])
        for name in MEASURES
    ]
    return int(cells["user"]), ACTIVITIES.index(cells["class"]), values

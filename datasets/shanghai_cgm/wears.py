"""Files of the Shanghai sets: a workbook for each wear of a glucose sensor."""

import datetime
import io
import re
from pathlib import Path

import numpy as np
import python_calamine

from medkeras.data.building import Reading
from medkeras.data.sources import content_of, listing
from medkeras.utils.errors import DataError, one_line

FOLDERS = {1: "Shanghai_T1DM", 2: "Shanghai_T2DM"}  # by type of diabetes
NUM_WEARS, NUM_PATIENTS = 125, 112
STEP = 15  # minutes from value to value
MOST = 1536  # steps kept of a wear, 16 days
MG_DL = 18.0  # mg/dl in a mmol/l of glucose, as the files have it
POSSIBLE = (20.0, 600.0)  # mg/dl
NAME = re.compile(r"(\d{4})_(\d+)_\d{8}\.xlsx?", re.IGNORECASE)
# How a header begins, without blanks and in small letters; units, which
# differ from file to file, follow. Each is written in one way at least.
HEADERS = {
    "date": ("date",),
    "glucose": ("cgm",),
    "meal": ("dietaryintake", "饮食", "进食量"),
    "insulin": (
        "insulindose-s.c",
        "csii-bolus",
        "胰岛素注射量",
        "胰岛素泵追加量",
    ),
}
ABOUT = {
    "age": "age",
    "male": "gender",
    "hba1c": "hba1c",
    "years": "durationofdiabetes",
}


def read_folder(folder) -> Reading:
    """All wears that are there, and what could not be used.

    Raises:
        DataError: no workbook of a wear, or none that can be read.
    """
    folder = Path(folder)
    rows, left_out, notes = [], {}, []
    for kind, name in FOLDERS.items():
        about = _summary(folder, name, notes)
        for path in sorted((folder / name).glob("*.xls*")):
            try:
                row = wear_of(path)
            except ValueError as error:
                left_out.setdefault(str(error), []).append(path.name)
                continue
            known = about.get(path.stem, {})
            row |= {key: known.get(key, np.float32(np.nan)) for key in ABOUT}
            rows.append(row | {"type": np.int64(kind)})
    if not rows and not left_out:
        raise DataError(
            f"{folder}: expected {' or '.join(FOLDERS.values())} with their "
            f"workbooks; found {listing(folder)}"
        )
    for reason, names in left_out.items():
        more = ", ...)" if names[1:] else ")"
        notes.append(f"{len(names)} files left out: {reason} ({names[0]}{more}")
    if not rows:
        raise DataError(f"{folder}: expected a wear; found {notes[-1]}")
    columns = {key: np.stack([row[key] for row in rows]) for key in rows[0]}
    broken = columns.pop("impossible").sum()
    patients = len(np.unique(columns["patient"]))
    first = (
        f"{len(rows)} of {NUM_WEARS} wears, {patients} of {NUM_PATIENTS} "
        "patients"
    )
    if broken:
        notes.append(f"{broken} values that no blood has were taken as missing")
    return Reading({"train": columns}, [first, *notes], len(rows) == NUM_WEARS)


def wear_of(path) -> dict:
    """Columns of one workbook; ValueError says why there are none.

    Values stand on a grid of 15 minutes from the first one; NaN where there is
    none.
    """
    name = NAME.fullmatch(Path(path).name)
    if name is None:
        raise ValueError("a name that is no patient_wear_day.xls or .xlsx")
    header, *body = sheet_rows(path)
    places = places_of(header)
    rows = [row for row in body if _is_time(row[places["date"][0]])]
    if not rows:
        raise ValueError("no row with a time")
    times = [_time(row[places["date"][0]]) for row in rows]
    minutes = np.array([(t - times[0]).total_seconds() / 60 for t in times])
    if (np.diff(minutes) <= 0).any():
        raise ValueError("timestamps go back or stand still")
    column = places["glucose"][0]
    factor = MG_DL if "mmol" in _plain(header[column]) else 1.0
    values = np.array([_number(row[column]) * factor for row in rows])
    wrong = (values < POSSIBLE[0]) | (values > POSSIBLE[1])
    values[wrong] = np.nan
    if not np.isfinite(values).any():
        raise ValueError("no glucose value")
    steps = np.round(minutes / STEP).astype(int)
    kept = steps < MOST
    return {
        "wear": Path(path).stem,
        "patient": np.int64(name[1]),
        "start": np.float32(times[0].hour + times[0].minute / 60),
        "length": np.int64(steps[kept][-1] + 1),
        "glucose": _on_grid(steps[kept], values[kept], np.nan),
        "meal": _marks(rows, places.get("meal", ()), steps, kept),
        "insulin": _marks(rows, places.get("insulin", ()), steps, kept),
        "impossible": int(wrong.sum()),
    }


def sheet_rows(path) -> list:
    """Rows of a workbook's first sheet; ValueError where it is none."""
    content = content_of(path, "a workbook of Excel")
    try:
        book = python_calamine.CalamineWorkbook.from_object(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=True)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise ValueError(f"no workbook of Excel: {one_line(error)}") from error
    if len(rows) < 2:
        raise ValueError("an empty sheet")
    return rows


def places_of(header) -> dict:
    """Columns of each thing by its header; ValueError if one is missing."""
    found = {}
    for place, name in enumerate(map(_plain, header)):
        for key, starts in HEADERS.items():
            if name.startswith(starts):
                found.setdefault(key, []).append(place)
    for key, word in (("date", "Date"), ("glucose", "CGM")):
        if key not in found:
            raise ValueError(f"no column that begins with {word}")
    return found


def _summary(folder, name, notes):
    """What the table of patients says, by wear; nothing where there is none."""
    path = folder / f"{name}_Summary.xlsx"
    if not path.is_file():
        if (folder / name).is_dir():
            notes.append(f"no {path.name}: age, sex and HbA1c not known")
        return {}
    try:
        header, *body = sheet_rows(path)
    except ValueError as error:
        raise DataError(f"{path}: expected a table; found {error}") from error
    plain = [_plain(each) for each in header]
    places = {
        key: next(
            (p for p, each in enumerate(plain) if each.startswith(start)), None
        )
        for key, start in ABOUT.items()
    }
    return {str(row[0]).strip(): _known(row, places) for row in body}


def _known(row, places):
    found = {
        key: np.float32(np.nan if place is None else _number(row[place]))
        for key, place in places.items()
    }
    return found | {"male": found["male"] - np.float32(1)}  # 1 female, 2 male


def _marks(rows, places, steps, kept):
    """1 where one of some columns holds anything."""
    there = [
        any(row[place] not in ("", None) for place in places) for row in rows
    ]
    return _on_grid(steps[kept], np.array(there, float)[kept], 0.0)


def _on_grid(steps, values, empty):
    grid = np.full(MOST, empty, np.float32)
    grid[steps] = values
    return grid


def _plain(header):
    return "".join(str(header).split()).lower()


def _is_time(cell):
    try:
        return isinstance(_time(cell), datetime.datetime)
    except ValueError:
        return False


def _time(cell):
    return (
        cell
        if isinstance(cell, datetime.datetime)
        else datetime.datetime.fromisoformat(
            str(cell).strip().replace("/", "-")
        )
    )


def _number(cell):
    try:
        return float(cell)
    except (TypeError, ValueError):
        return np.nan

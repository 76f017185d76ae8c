"""The table of MUSIC: patients with their measures, and what became of them."""

import csv
import re
from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import content_of
from medkeras.utils.errors import DataError, one_line

FILE = "subject-info.csv"
NUM_PATIENTS = 992
FOUR_YEARS = 1460  # days
CARDIAC = (3, 6, 7)  # causes: sudden death, and two codes of pump failure
CAUSES = {0: "none", 1: "not cardiac", 3: "sudden", 6: "pump", 7: "pump"}
UNSEEN = 999  # written where there is nothing to measure
# Official header of each measure, by the name that the book gives it; blanks
# and the micro sign, which differ from copy to copy, do not count.
CLINICAL = {
    "age": "age",
    "male": "gender (male=1)",
    "bmi": "body mass index (kg/m2)",
    "nyha": "nyha class",
    "diastolic_pressure": "diastolic blood pressure (mmhg)",
    "systolic_pressure": "systolic blood pressure (mmhg)",
    "diabetes": "diabetes (yes=1)",
    "hypertension": "history of hypertension (yes=1)",
    "myocardial_infarction": "prior myocardial infarction (yes=1)",
    "ejection_fraction": "lvef (%)",
    "creatinine": "creatinine (?mol/l)",
    "hemoglobin": "hemoglobin (g/l)",
    "potassium": "potassium (meq/l)",
    "sodium": "sodium (meq/l)",
    "pro_bnp": "pro-bnp (ng/l)",
    "urea": "urea (mg/dl)",
    "amiodarone": "amiodarone (yes=1)",
    "beta_blocker": "betablockers (yes=1)",
    "digoxin": "digoxin (yes=1)",
    "loop_diuretic": "loop diuretics (yes=1)",
    "spironolactone": "spironolactone (yes=1)",
    "statin": "statins (yes=1)",
    "ace_inhibitor": "ace inhibitor (yes=1)",
}
ECG = {
    "ecg_rhythm": "ecg rhythm",
    "pr_interval": "pr interval (ms)",
    "qrs_duration": "qrs duration (ms)",
    "qt_interval": "qt interval (ms)",
    "qt_corrected": "qt corrected",
    "ecg_mean_rr": "average rr (ms)",
    "left_ventricular_hypertrophy": "left ventricular hypertrophy (yes=1)",
}
HOLTER = {
    "holter_rhythm": "holter rhythm",
    "min_rr": "minimum rr (ms)",
    "mean_rr": "average rr (ms)",
    "max_rr": "maximum rr (ms)",
    "ventricular_beats": "number of ventricular premature beats in 24h",
    "ventricular_couplets": "extrasystole couplets",
    "supraventricular_beats": (
        "number of supraventricular premature beats in 24h"
    ),
    "sdnn": "sdnn (ms)",
    "sdann": "sdann (ms)",
    "rmssd": "rmssd (ms)",
    "pnn50": "pnn50 (%)",
}
MEASURES = {**CLINICAL, **ECG, **HOLTER}
# The header that stands twice: first of the ECG, then of the Holter tape.
SECOND = {"mean_rr"}
FOLLOW_UP = "follow-up period from enrollment (days)"
NEEDED = ("patient id", FOLLOW_UP, "cause of death", *MEASURES.values())


def read_table(folder) -> Reading:
    """Patients in the table's order, and what could not be used.

    Raises:
        DataError: no table, a column that is missing or renamed, no patient
            that can be used.
    """
    path = Path(folder) / FILE
    header, rows = _rows(path)
    places = _places(path, header)
    notes, columns, seen = [], [], set()
    left_out = {}
    for number, row in enumerate(rows, 2):
        try:
            found = _patient(row, places, len(header), seen)
        except ValueError as reason:
            left_out.setdefault(str(reason), []).append(number)
            continue
        seen.add(found["patient"])
        columns.append(found)
    for reason, lines in left_out.items():
        shown = ", ".join(map(str, lines[:5])) + (", ..." if lines[5:] else "")
        notes.append(f"{len(lines)} rows left out: {reason} (line {shown})")
    if not columns:
        raise DataError(
            f"{path}: expected patients; found none that can be used"
            + (f": {notes[0]}" if notes else "")
        )
    notes.insert(0, f"{len(columns)} of {NUM_PATIENTS} patients")
    table = {
        name: np.array([one[name] for one in columns]) for name in columns[0]
    }
    for name in MEASURES:
        table[name] = table[name].astype(np.float32)
    return Reading({"train": table}, notes, len(columns) == NUM_PATIENTS)


def label_of(cause: int, days: float) -> int:
    """1: cardiac death within four years; 0: none; -1: cannot be known."""
    if cause in CARDIAC and days <= FOUR_YEARS:
        return 1
    return 0 if days >= FOUR_YEARS else -1


def number(text: str) -> float:
    """A number with a decimal comma; NaN for none.

    Where a spreadsheet took the decimals for thousands, as in
    1,458,333,333, only the first comma is one.
    """
    text = text.strip()
    if not text or text == "NA":
        return float("nan")
    whole, *decimals = text.split(",")
    return float(".".join([whole, "".join(decimals)]) if decimals else whole)


def _patient(row, places, width, seen):
    """One patient's columns; ValueError says why it cannot be used."""
    if len(row) != width:
        raise ValueError("another number of cells than the header")
    patient = row[places["patient id"]].strip()
    if not patient:
        raise ValueError("no patient's number")
    if patient in seen:
        raise ValueError("a patient who stands there before")
    try:
        days = number(row[places[FOLLOW_UP]])
        cause = int(number(row[places["cause of death"]]))
        values = {name: number(row[places[name]]) for name in MEASURES}
    except ValueError:
        raise ValueError("a cell that is no number") from None
    if not days >= 0 or cause not in CAUSES:
        raise ValueError("no days of follow-up or an unknown cause of death")
    for name in ("pr_interval", "supraventricular_beats"):
        if values[name] == UNSEEN:
            values[name] = float("nan")
    return {
        "patient": patient,
        "days": np.float32(days),
        "cause": CAUSES[cause],
        "label": np.int64(label_of(cause, days)),
        **values,
    }


def _rows(path):
    """Header and rows; semicolons between cells, any of two encodings."""
    content = content_of(path, "a CSV table")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    lines = [row for row in csv.reader(text.splitlines(), delimiter=";") if row]
    if len(lines) < 2 or len(lines[0]) < 2:
        raise DataError(
            f"{path}: expected a table with semicolons and rows; found "
            f"{one_line(text[:60])!r}"
        )
    return lines[0], lines[1:]


def _places(path, header):
    """Which cell each name is in."""
    plain = [_plain(name) for name in header]
    missing = [name for name in map(_plain, NEEDED) if name not in plain]
    if missing or plain.count(_plain("average rr (ms)")) != 2:
        raise DataError(
            f"{path}: expected the columns of MUSIC; found none named "
            f"{', '.join(missing) or 'average rr (ms) a second time'}"
        )
    first = {name: plain.index(_plain(name)) for name in NEEDED}
    places = {name: first[official] for name, official in MEASURES.items()}
    for name in SECOND:
        official = _plain(MEASURES[name])
        places[name] = plain.index(official, plain.index(official) + 1)
    return first | places


def _plain(name):
    """A header in small letters, without blanks; the micro sign as "u"."""
    name = re.sub(r"[?\u00b5\u03bc\ufffd]", "u", name.lower())
    return re.sub(r"\s+", "", name)

"""The table of UCI 189: recordings with scores, and what was left out."""

from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import number_column, table_rows
from medkeras.utils.errors import DataError

FILE = "parkinsons_updrs.data"
NUM_ROWS, NUM_PATIENTS = 5875, 42
# Official name of each number, by the name that the book gives it.
VOICE = {
    "jitter_local": "Jitter(%)",
    "jitter_absolute": "Jitter(Abs)",
    "jitter_rap": "Jitter:RAP",
    "jitter_ppq5": "Jitter:PPQ5",
    "jitter_ddp": "Jitter:DDP",
    "shimmer_local": "Shimmer",
    "shimmer_db": "Shimmer(dB)",
    "shimmer_apq3": "Shimmer:APQ3",
    "shimmer_apq5": "Shimmer:APQ5",
    "shimmer_apq11": "Shimmer:APQ11",
    "shimmer_dda": "Shimmer:DDA",
    "nhr": "NHR",
    "hnr": "HNR",
    "rpde": "RPDE",
    "dfa": "DFA",
    "ppe": "PPE",
}
NUMBERS = {
    "age": "age",
    "test_time": "test_time",
    "motor_updrs": "motor_UPDRS",
    "total_updrs": "total_UPDRS",
    **VOICE,
}
HIGHEST = {"motor_updrs": 108, "total_updrs": 176}  # of the scales


def read_table(folder) -> Reading:
    """Recordings in the table's order, patients numbered as in it.

    Raises:
        DataError: no table, a column that is missing or renamed, a row that
            is cut off, a cell that is no number, a score out of its scale.
    """
    path = Path(folder) / FILE
    rows = table_rows(path, ["subject#", "sex", *NUMBERS.values()])
    columns = {
        name: number_column(path, rows, official).astype(np.float32)
        for name, official in NUMBERS.items()
    }
    for name in ("subject#", "sex"):
        columns[name.rstrip("#")] = _whole_column(path, rows, name)
    _check(path, columns)
    patients = len(np.unique(columns["subject"]))
    notes = [
        f"{len(rows)} of {NUM_ROWS} recordings, {patients} of "
        f"{NUM_PATIENTS} patients"
    ]
    before = int((columns["test_time"] < 0).sum())
    if before:
        notes.append(f"{before} recordings from before day 0, kept")
    notes.extend(_several(columns))
    return Reading({"train": columns}, notes, len(rows) == NUM_ROWS)


def _whole_column(path, rows, name):
    values = number_column(path, rows, name)
    wrong = np.flatnonzero((values != np.round(values)) | (values < 0))
    if len(wrong):
        raise DataError(
            f"{path}, row {wrong[0] + 1}, {name}: expected a whole number of "
            f"at least 0; found {values[wrong[0]]:g}"
        )
    return values.astype(np.int64)


def _check(path, columns):
    """Scores within their scales, sex 0 or 1."""
    for name, highest in HIGHEST.items():
        wrong = ~((columns[name] >= 0) & (columns[name] <= highest))
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise DataError(
                f"{path}, row {row + 1}, {NUMBERS[name]}: expected 0 to "
                f"{highest}; found {columns[name][row]:g}"
            )
    if not np.isin(columns["sex"], (0, 1)).all():
        raise DataError(
            f"{path}, sex: expected 0 or 1; found {columns['sex'].max()}"
        )


def _several(columns):
    """A note on patients with several ages or both sexes, if there are any."""
    found = []
    for subject in np.unique(columns["subject"]):
        own = columns["subject"] == subject
        if any(np.ptp(columns[name][own]) for name in ("age", "sex")):
            found.append(str(subject))
    if not found:
        return []
    return [f"several ages or both sexes, kept: patient {', '.join(found)}"]

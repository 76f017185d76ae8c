"""The table of UCI 174: recordings, speakers, and what was left out."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import number_column, table_rows
from medkeras.utils.errors import DataError

FILE = "parkinsons.data"
NUM_ROWS, NUM_SPEAKERS = 195, 32  # UCI's text says 31 people
# Official name of each measure, by the name that the book gives it.
MEASURES = {
    "f0_mean": "MDVP:Fo(Hz)",
    "f0_max": "MDVP:Fhi(Hz)",
    "f0_min": "MDVP:Flo(Hz)",
    "jitter_local": "MDVP:Jitter(%)",
    "jitter_absolute": "MDVP:Jitter(Abs)",
    "jitter_rap": "MDVP:RAP",
    "jitter_ppq5": "MDVP:PPQ",
    "jitter_ddp": "Jitter:DDP",
    "shimmer_local": "MDVP:Shimmer",
    "shimmer_db": "MDVP:Shimmer(dB)",
    "shimmer_apq3": "Shimmer:APQ3",
    "shimmer_apq5": "Shimmer:APQ5",
    "shimmer_apq11": "MDVP:APQ",
    "shimmer_dda": "Shimmer:DDA",
    "nhr": "NHR",
    "hnr": "HNR",
    "rpde": "RPDE",
    "dfa": "DFA",
    "spread1": "spread1",
    "spread2": "spread2",
    "d2": "D2",
    "ppe": "PPE",
}


def read_table(folder) -> Reading:
    """Recordings in the table's order; a speaker is all of the name but the
    recording's number.

    Raises:
        DataError: no table, a column that is missing or renamed, a row that
            is cut off, a cell that is no number, another name or status.
    """
    path = Path(folder) / FILE
    rows = table_rows(path, ["name", *MEASURES.values(), "status"])
    columns = {
        name: number_column(path, rows, official).astype(np.float32)
        for name, official in MEASURES.items()
    }
    names = [row["name"] for row in rows]
    _check(path, names, rows)
    parts = [name.rpartition("_") for name in names]
    speakers, speaker = np.unique(
        [part[0] for part in parts], return_inverse=True
    )
    columns["label"] = np.array([int(row["status"]) for row in rows])
    columns["speaker"] = speaker.astype(np.int64)
    columns["recording"] = np.array([int(part[2]) for part in parts])
    columns["name"] = np.array(names)
    _check_one_label(path, columns, speakers)
    return Reading({"train": columns}, _notes(columns), len(rows) == NUM_ROWS)


def _check(path, names, rows):
    """Names of the form phon_R01_S01_1, each once; status 0 or 1."""
    seen = set()
    for number, (name, row) in enumerate(zip(names, rows, strict=True), 1):
        place = f"{path}, row {number}"
        speaker, mark, recording = name.rpartition("_")
        if not (speaker and mark and recording.isdecimal()):
            raise DataError(
                f"{place}, name: expected speaker_number, as in "
                f"phon_R01_S01_1; found {name[:40]!r}"
            )
        if name in seen:
            raise DataError(
                f"{place}: expected each recording once; found {name} again"
            )
        if row["status"] not in ("0", "1"):
            raise DataError(
                f"{place}, status: expected 0 or 1; found "
                f"{row['status'][:40]!r}"
            )
        seen.add(name)


def _check_one_label(path, columns: Mapping, speakers):
    """A speaker is ill or healthy in all recordings."""
    for number, name in enumerate(speakers):
        if len(set(columns["label"][columns["speaker"] == number])) > 1:
            raise DataError(
                f"{path}: expected one status a speaker; found both for {name}"
            )


def _notes(columns: Mapping) -> list[str]:
    speaker, first = np.unique(columns["speaker"], return_index=True)
    healthy = int((columns["label"][first] == 0).sum())
    return [
        f"{len(columns['label'])} of {NUM_ROWS} recordings, {len(speaker)} of "
        f"{NUM_SPEAKERS} speakers ({healthy} healthy)"
    ]

"""The table of UCI 69: junctions, the entries they come from, codes in them."""

from collections import Counter
from pathlib import Path

import numpy as np
from medkeras_datasets.uci_promoters.table import labelled_sequences, repeats

from medkeras.data.building import Reading
from medkeras.utils.errors import DataError

FILE = "splice.data"
NUM_ROWS, LENGTH = 3190, 60
LABELS = {"N": 0, "EI": 1, "IE": 2}


def read_table(folder) -> Reading:
    """Junctions in the file's order; an entry is a name up to its "-".

    Raises:
        DataError: no file, or lines that are cut off, have another label or
            name, another length, or letters that are no code of DNA.
    """
    path = Path(folder) / FILE
    columns = labelled_sequences(path, LABELS, LENGTH)
    for number, name in enumerate(columns["name"], start=1):
        if "-" not in name:
            raise DataError(
                f"{path}, sequence {number}: expected a name such as "
                f"ATRINS-DONOR-521; found {name[:40]!r}"
            )
    entries = [name.partition("-")[0] for name in columns["name"]]
    columns["entry"] = np.unique(entries, return_inverse=True)[1]
    rows, kinds = len(entries), np.bincount(columns["label"], minlength=3)
    counts = Counter("".join(columns["sequence"]).upper())
    codes = {code: n for code, n in counts.items() if code not in "ACGT"}
    shown = ", ".join(f"{code} {n}" for code, n in sorted(codes.items()))
    notes = [
        f"{rows} of {NUM_ROWS} sequences of {len(set(entries))} entries: "
        f"{kinds[1]} EI, {kinds[2]} IE, {kinds[0]} N",
        *([f"codes of several letters: {shown}"] if codes else []),
        *repeats(columns),
    ]
    return Reading({"train": columns}, notes, rows == NUM_ROWS)

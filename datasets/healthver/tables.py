"""The tables of HealthVer: one for each official split."""

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import files_of_splits, table_rows
from medkeras.utils.errors import DataError

FILES = {
    "train": "healthver_train.csv",
    "validation": "healthver_dev.csv",
    "test": "healthver_test.csv",
}
NUM_PAIRS = {"train": 10590, "validation": 1916, "test": 1823}  # unverified
LABELS = ("supports", "refutes", "neutral")
COLUMNS = ("evidence", "claim", "label", "question")


def read_folder(folder) -> Reading:
    """Pairs of each split that is there, and what could not be used.

    Raises:
        DataError: none of the tables, a column that is missing or renamed, no
            pair that can be used.
    """
    there = files_of_splits(folder, FILES)
    splits, notes = {}, []
    notes += [f"no {FILES[n]}: no {n} pairs" for n in FILES if n not in there]
    for name, path in there.items():
        splits[name] = _pairs(path, table_rows(path, COLUMNS), notes)
        notes.append(
            f"{name}: {len(splits[name]['label'])} of {NUM_PAIRS[name]} pairs"
        )
    counts = {name: len(pairs["label"]) for name, pairs in splits.items()}
    return Reading(splits, notes, counts == NUM_PAIRS)


def _pairs(path, rows, notes):
    usable, left_out = [], []
    for number, row in enumerate(rows, 1):
        is_known = row["label"].lower() in LABELS
        if is_known and row["claim"] and row["evidence"] and row["question"]:
            usable.append(row)
        else:
            left_out.append(number)
    if left_out:
        notes.append(
            f"{path.name}: {len(left_out)} rows left out: a text is missing or "
            f"another label than {', '.join(LABELS)} (first: row "
            f"{left_out[0]})"
        )
    if not usable:
        raise DataError(f"{path}: expected pairs with a label; found none")
    return {
        "claim": np.array([row["claim"] for row in usable]),
        "evidence": np.array([row["evidence"] for row in usable]),
        "label": np.array([LABELS.index(r["label"].lower()) for r in usable]),
        "topic": np.array([row["question"] for row in usable]),
    }

"""The tables of the shared task: one for each official split."""

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import files_of_splits, table_rows
from medkeras.utils.errors import DataError

FILES = {
    "train": "Constraint_Train.csv",
    "validation": "Constraint_Val.csv",
    "test": "english_test_with_labels.csv",
}
NUM_POSTS = {"train": 6420, "validation": 2140, "test": 2140}
LABELS = ("real", "fake")


def read_folder(folder) -> Reading:
    """Posts of each split that is there, and what could not be used.

    Raises:
        DataError: none of the tables, a column that is missing or renamed, no
            post that can be used.
    """
    there = files_of_splits(folder, FILES)
    splits, notes = {}, []
    notes += [f"no {FILES[n]}: no {n} posts" for n in FILES if n not in there]
    for name, path in there.items():
        rows = table_rows(path, ("id", "tweet", "label"))
        splits[name] = _posts(name, path, rows, notes)
        notes.append(
            f"{name}: {len(splits[name]['label'])} of {NUM_POSTS[name]} posts"
        )
    counts = {name: len(posts["label"]) for name, posts in splits.items()}
    return Reading(splits, notes, counts == NUM_POSTS)


def _posts(name, path, rows, notes):
    usable, left_out = [], []
    for number, row in enumerate(rows, 1):
        is_good = row["label"].lower() in LABELS and row["tweet"]
        if is_good and row["id"].isdigit():
            usable.append(row)
        else:
            left_out.append(number)
    if left_out:
        notes.append(
            f"{path.name}: {len(left_out)} rows left out: no text, no number "
            f"or another label than {' or '.join(LABELS)} (first: row "
            f"{left_out[0]})"
        )
    if not usable:
        raise DataError(f"{path}: expected posts with a label; found none")
    return {
        "number": np.array([f"{name} {row['id']}" for row in usable]),
        "post": np.array([row["tweet"] for row in usable]),
        "label": np.array([LABELS.index(r["label"].lower()) for r in usable]),
    }

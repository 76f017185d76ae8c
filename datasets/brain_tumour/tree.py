"""The official tree of folders, or any part of it."""

import csv
import hashlib
import re
from collections import Counter
from pathlib import Path

import numpy as np
from medkeras_datasets.brain_tumour import stacks

from medkeras.data.building import Reading
from medkeras.data.sources import listing, text_of
from medkeras.utils.errors import DataError

SIZE = stacks.SIZE
TABLE = "data.csv"
FOLDER = re.compile(r"(TCGA_([A-Z0-9]{2})_[A-Z0-9]+)_\d{8}")
NUM_PATIENTS, NUM_SLICES = 110, 3929
GRADE, AGE = "neoplasm_histologic_grade", "age_at_initial_pathologic"
ORDER = ("train", "validation", "test")


def split_of(patient: str) -> str:
    """Split of a patient, by the name alone.

    Whoever else is in the folder does not matter: six tenths of all names
    are trained on, two tenths each are for validation and test.
    """
    digest = hashlib.sha256(patient.encode()).hexdigest()
    tenth = int(digest[:8], 16) % 10
    return "train" if tenth < 6 else "validation" if tenth < 8 else "test"


def read_tree(root: Path) -> Reading:
    """Read every folder of a patient, wherever below the root it lies.

    Raises:
        DataError: no such folder, or none with a slice and its mask.
    """
    root = Path(root)
    folders, notes = _folders(root)
    facts, said = _table(root)
    notes += said
    numbers, splits = {}, {}
    for folder in folders:
        patient, site = FOLDER.fullmatch(folder.name).groups()
        stack = stacks.read_stack(folder)
        notes += stack.notes
        if not stack.rows:
            notes.append(f"{folder.name}: no slice with its mask")
            continue
        number = numbers.setdefault(patient, len(numbers))
        known = facts.get(patient, {})
        for row in stack.rows:
            row |= {"site": site, "name": patient, "patient": number}
            row |= {
                "grade": _number(known, GRADE),
                "age": _number(known, AGE),
            }
        splits.setdefault(split_of(patient), []).extend(stack.rows)
    if not splits:
        found = f"{len(folders)} such folders, none with both"
        raise DataError(
            f"{root}: expected folders such as kaggle_3m/TCGA_CS_4941_19960909 "
            "with slices (..._10.tif) and masks (..._10_mask.tif); found "
            f"{found if folders else listing(root)}"
        )
    notes += _unmatched(facts, numbers)
    slices = sum(len(rows) for rows in splits.values())
    whole = len(numbers) == NUM_PATIENTS and slices == NUM_SLICES
    line = f"{len(numbers)} of {NUM_PATIENTS} patients, {slices} slices"
    splits = {split: splits[split] for split in ORDER if split in splits}
    return Reading(splits, [line, *notes], whole)


def _folders(root):
    """Folders of patients, each name once: the archive holds all twice."""
    found, again = {}, 0
    for path in sorted(root.rglob("TCGA_*")):
        if path.is_dir() and FOLDER.fullmatch(path.name):
            again += path.name in found
            found.setdefault(path.name, path)
    notes = [f"{again} folders stand there twice: read once"] if again else []
    return [found[name] for name in sorted(found)], notes


def _table(root):
    """Rows of `data.csv` by patient; one copy has semicolons."""
    paths = sorted(root.rglob(TABLE))
    if not paths:
        return {}, [f"no {TABLE}: grade and age are unknown"]
    try:
        lines = text_of(paths[0], "a CSV table").split("\n")
        between = ";" if ";" in lines[0] else ","
        table = list(csv.DictReader(lines, delimiter=between))
        missing = {"Patient", GRADE, AGE} - set(table[0] if table else ())
        if missing:
            names = ", ".join(sorted(missing))
            raise DataError(f"{paths[0]}: expected columns; found no {names}")
    except DataError as error:
        return {}, [f"grade and age are unknown: {error}"]
    rows = [row for row in table if (row["Patient"] or "").strip()]
    counts = Counter(row["Patient"].strip() for row in rows)
    twice = sorted(name for name, count in counts.items() if count > 1)
    notes = [f"{TABLE}: {name} stands there twice: unused" for name in twice]
    facts = {row["Patient"].strip(): row for row in rows}
    return {n: row for n, row in facts.items() if n not in twice}, notes


def _unmatched(facts, numbers):
    """How many rows have no pictures, how many pictures no row."""
    if not facts:
        return []
    without = len(set(facts) - set(numbers))
    unknown = len(set(numbers) - set(facts))
    notes = []
    if without:
        notes.append(f"{without} rows of {TABLE} without pictures")
    if unknown:
        notes.append(f"{unknown} patients without a row of {TABLE}")
    return notes


def _number(row, column):
    """A cell as a number; NaN where it is empty or no number."""
    try:
        return np.float32(row[column])
    except (KeyError, TypeError, ValueError):
        return np.float32(np.nan)

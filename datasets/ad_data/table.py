"""The published table, or part of its rows."""

import re
from pathlib import Path

import numpy as np
from medkeras_datasets.ad_data.proteins import PROTEINS

from medkeras.data.building import Reading
from medkeras.data.sources import listing, table_rows
from medkeras.utils.errors import DataError

NUM_PEOPLE = 333
MARKERS = ("tau", "p_tau", "Ab_42")
LABELS = {"Control": 0, "Impaired": 1}
GENOTYPE = re.compile(r"E([234])E([234])")
COLUMNS = (*PROTEINS, *MARKERS, "age", "male", "Genotype", "Class")


def read_folder(root: Path) -> Reading:
    """Read the table in a folder.

    Raises:
        DataError: no such table, a column that is missing, a row that is cut
            off, or no row that can be used.
    """
    paths = sorted(Path(root).rglob("ad_data*.csv"))
    if not paths:
        raise DataError(f"{root}: expected ad_data.csv; found {listing(root)}")
    try:
        rows = table_rows(paths[0], COLUMNS)
    except DataError as error:
        raise DataError(_shorter(str(error))) from error
    examples, lost = [], {}
    for row in rows:
        fault = _fault(row)
        if fault is None:
            examples.append(_example(row, len(examples)))
        else:
            lost[fault] = lost.get(fault, 0) + 1
    if not examples:
        raise DataError(f"{paths[0]}: expected people; found none to use")
    notes = [f"{count} rows left out: {why}" for why, count in lost.items()]
    count = len(examples)
    line = f"{count} of {NUM_PEOPLE} people"
    return Reading({"train": examples}, [line, *notes], count == NUM_PEOPLE)


def _shorter(message):
    """Without the list of all 131 columns."""
    head, found, tail = message.partition("; found none named ")
    return (
        f"{head.split(': expected')[0]}: expected the columns of the "
        f"release{found}{tail}"
        if found
        else message
    )


def _fault(row):
    """Why a row cannot be used, or None."""
    if row["Class"] not in LABELS:
        return "a class other than Control or Impaired"
    if not GENOTYPE.fullmatch(row["Genotype"]):
        return "a genotype that is no pair of E2, E3, E4"
    if row["male"] not in ("0", "1"):
        return "a sex other than 0 or 1"
    try:
        values = [float(row[name]) for name in (*PROTEINS, *MARKERS, "age")]
    except ValueError:
        return "a cell that is no number"
    return None if np.isfinite(values).all() else "a cell that is no number"


def _example(row, number):
    alleles = GENOTYPE.fullmatch(row["Genotype"]).groups()
    numbers = {
        "proteins": [float(row[name]) for name in PROTEINS],
        "markers": [float(row[name]) for name in MARKERS],
    }
    return {
        **{name: np.array(v, np.float32) for name, v in numbers.items()},
        "age": np.float32(row["age"]),
        "male": int(row["male"]),
        "e2": alleles.count("2"),
        "e4": alleles.count("4"),
        "label": LABELS[row["Class"]],
        "patient": number,
    }

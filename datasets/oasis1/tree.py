"""The demographic table of OASIS-1 and the volumes beside it."""

import re
from pathlib import Path

import numpy as np
from medkeras_datasets.oasis1 import phantom
from medkeras_datasets.oasis1.boxes import read_volume, small_box

from medkeras.data.building import Reading
from medkeras.data.sources import listing, table_rows
from medkeras.utils.errors import DataError

NAME = re.compile(r"OAS1_(\d{4})_MR(\d)")
NUM_PEOPLE = 235  # with a clinical rating
NEEDED = ("ID", "MMSE", "CDR", *phantom.COLUMNS)
ENDINGS = (".nii", ".nii.gz", ".hdr")
# The official tree has several volumes a person: the masked one in the atlas.
WANTED = "t88_masked"


def read_folder(root: Path) -> Reading:
    """Read the rated people of the table, each with a volume if it is there.

    Raises:
        DataError: no table, a column that is missing, or nobody rated.
    """
    root = Path(root)
    paths = sorted(root.rglob("oasis_cross*.csv"))
    if not paths:
        raise DataError(
            f"{root}: expected oasis_cross-sectional.csv; found {listing(root)}"
        )
    lost, people = {}, {}
    for row in table_rows(paths[0], NEEDED):
        found = NAME.fullmatch(row["ID"])
        fault = _fault(row, found)
        if fault is None and int(found[1]) in people:
            fault = "a second visit of a person"
        if fault:
            _count(lost, fault)
        else:
            people[int(found[1])] = _example(row, int(found[1]))
    if not people:
        raise DataError(f"{paths[0]}: expected people with a CDR; found none")
    for path in _volumes(root):
        person = people.get(int(NAME.match(path.name)[1]))
        if person is None or person["has_volume"]:
            continue
        try:
            person["volume"] = small_box(read_volume(path))
            person["has_volume"] = 1
        except DataError:
            _count(lost, "a volume that cannot be read")
    held = sum(row["has_volume"] for row in people.values())
    line = f"{len(people)} of {NUM_PEOPLE} rated people, {held} with a volume"
    notes = [f"{count} left out: {why}" for why, count in lost.items()]
    complete = len(people) == held == NUM_PEOPLE
    examples = [people[patient] for patient in sorted(people)]
    return Reading({"train": examples}, [line, *notes], complete)


def _fault(row, found):
    if found is None:
        return "an ID that is none of OASIS-1"
    if not row["CDR"]:
        return "no clinical rating (CDR), mostly the young"
    if row["M/F"] not in ("M", "F") or np.isnan(_number(row["CDR"])):
        return "a sex or rating that cannot be read"
    return None


def _example(row, patient):
    table = [
        float(row[name] == "M") if name == "M/F" else _number(row[name])
        for name in phantom.COLUMNS
    ]
    cdr = _number(row["CDR"])
    return {
        "table": np.array(table, np.float32),
        "mmse": np.float32(_number(row["MMSE"])),
        "cdr": np.float32(cdr),
        "volume": np.zeros((phantom.SIZE,) * 3, np.uint8),
        "has_volume": 0,
        "label": int(cdr > 0),
        "patient": patient,
    }


def _number(text):
    try:
        return float(text)
    except ValueError:
        return np.nan


def _volumes(root):
    """Volumes named after a first visit, the masked ones before others."""
    paths = [
        path
        for path in root.rglob("*OAS1_*_MR1*")
        if path.name.endswith(ENDINGS) and NAME.match(path.name)
    ]
    return sorted(paths, key=lambda path: (WANTED not in path.name, path))


def _count(lost, why):
    lost[why] = lost.get(why, 0) + 1

"""The official tables and volumes, whatever part of them is there."""

from pathlib import Path

import numpy as np
from medkeras_datasets.adni import phantom
from scipy import ndimage

from medkeras.data.building import Reading
from medkeras.data.sources import listing, table_rows
from medkeras.imaging.nifti import read_nifti
from medkeras.utils.errors import DataError

# Columns of ADNIMERGE that stand in the place of the phantom's.
CLINICAL = (
    "RAVLT_immediate", "RAVLT_learning", "ADAS13", "FAQ", "AGE", "PTEDUCAT",
    "PTGENDER", "APOE4", "TAU", "ABETA", "PTAU", "FDG",
)  # fmt: skip
CRITERION = "CDRSB"
LABELS = {"CN": 0, "AD": 1, "Dementia": 1}
NEEDED = ("RID", "VISCODE", "SITE", "DX_bl", CRITERION, "RAVLT_immediate")
BASELINE = "bl"


def read_folder(root: Path) -> Reading:
    """Read people at their first visit, with what is there of each.

    Raises:
        DataError: no table of visits, one that lacks a column, or nobody
            with a usable diagnosis.
    """
    root, notes = Path(root), []
    rows = _baseline(root, notes)
    snps, volumes = _snps(root, notes), _volumes(root, notes)
    people = []
    for row in rows:
        number = row["RID"]
        clinical, known = _clinical(row)
        there = {
            "clinical": known,
            "snps": number in snps,
            "volume": number in volumes,
        }
        if not any(there.values()):
            notes.append(f"{number}: no modality at all: left out")
            continue
        people.append(
            {
                "clinical": clinical,
                "snps": snps.get(number, _nothing(phantom.NUM_SNPS)),
                "volume": volumes.get(number, _dark()),
                **{f"has_{name}": int(one) for name, one in there.items()},
                "criterion": _number(row[CRITERION]),
                "site": int(_number(row["SITE"])),
                "label": LABELS[row["DX_bl"]],
                "patient": int(number),
            }
        )
    if not people:
        raise DataError(f"{root}: expected people; found none to use")
    line = f"{len(people)} people at their first visit"
    return Reading({"train": people}, [line, *notes], False)


def _baseline(root, notes):
    """First visits of people with one of the two diagnoses, once each."""
    paths = sorted(root.rglob("ADNIMERGE*.csv"))
    if not paths:
        raise DataError(
            f"{root}: expected ADNIMERGE.csv; found {listing(root)}"
        )
    rows = table_rows(paths[0], NEEDED)
    first = [row for row in rows if row["VISCODE"] == BASELINE]
    usable, others, seen = [], 0, set()
    for row in first:
        if row["DX_bl"] not in LABELS or np.isnan(_number(row["SITE"])):
            others += 1
        elif row["RID"] not in seen and row["RID"].isdigit():
            usable.append(row)
            seen.add(row["RID"])
    if others:
        notes.append(f"{others} people with another diagnosis, or no site")
    return usable


def _clinical(row):
    """Twelve numbers, NaN as 0, and whether any is known."""
    values = [_number(row.get(name, "")) for name in CLINICAL]
    gender = row.get("PTGENDER", "")
    values[CLINICAL.index("PTGENDER")] = float(gender == "Female")
    known = np.isfinite(values)
    known[CLINICAL.index("PTGENDER")] = False
    numbers = np.nan_to_num(np.array(values, np.float32))
    return numbers, bool(known.any())


def _snps(root, notes):
    """Copies of alleles by person, from snps.csv: RID and a column each."""
    paths = sorted(root.rglob("snps*.csv"))
    if not paths:
        notes.append("no snps.csv: nobody has genes")
        return {}
    found = {}
    for row in table_rows(paths[0], ("RID",)):
        names = [name for name in row if name != "RID"][: phantom.NUM_SNPS]
        values = [_number(row[name]) for name in names]
        if not np.isin(values, [0, 1, 2]).all():
            notes.append(f"{paths[0].name}, {row['RID']}: no copies 0, 1, 2")
            continue
        dosage = _nothing(phantom.NUM_SNPS)
        dosage[: len(values)] = values
        found[row["RID"]] = dosage
    return found


def _volumes(root, notes):
    """Small boxes by person, from volumes/<RID>.nii or .nii.gz."""
    found = {}
    for path in sorted(root.rglob("volumes/*.nii*")):
        try:
            values = read_nifti(path).values
        except DataError as error:
            notes.append(f"volume left out: {path.name}: {_end(error)}")
            continue
        scale = [phantom.SIDE / size for size in values.shape]
        small = ndimage.zoom(values, scale, order=1)
        low, high = np.percentile(small, [1, 99])
        grey = np.clip((small - low) / max(high - low, 1e-9), 0, 1)
        found[path.name.split(".")[0]] = np.round(255 * grey).astype(np.uint8)
    if not found:
        notes.append("no volumes/<RID>.nii.gz: nobody has an image")
    return found


def _end(error):
    return str(error).split(": ", 1)[-1]


def _number(text):
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _nothing(count):
    return np.zeros(count, np.float32)


def _dark():
    return np.zeros((phantom.SIDE,) * 3, np.uint8)

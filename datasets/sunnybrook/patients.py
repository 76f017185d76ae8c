"""The 45 patients: two names each, a diagnosis, a list of the challenge."""

import re
from pathlib import Path
from typing import NamedTuple

from medkeras.data.sources import table_rows
from medkeras.utils.errors import DataError

TABLE = "scd_patientdata.csv"
PATHOLOGIES = {
    "I": "heart failure with infarct",
    "NI": "heart failure without infarct",
    "HYP": "hypertrophy",
    "N": "normal",
}
# Lists of the MICCAI 2009 challenge: training and validation; the others
# were its online part.
TRAINING = """HF-I-1 HF-I-2 HF-I-4 HF-I-40 HF-NI-3 HF-NI-4 HF-NI-34 HF-NI-36
    HYP-1 HYP-3 HYP-38 HYP-40 N-2 N-3 N-40"""
VALIDATION = """HF-I-5 HF-I-6 HF-I-7 HF-I-8 HF-NI-7 HF-NI-11 HF-NI-31 HF-NI-33
    HYP-6 HYP-7 HYP-8 HYP-37 N-5 N-6 N-7"""
SPLITS = {
    f"SC-{name}": split
    for split, names in (("train", TRAINING), ("validation", VALIDATION))
    for name in names.split()
}
NAME = re.compile(r"SC-(?:HF-)?(I|NI|HYP|N)-0*(\d+)", re.IGNORECASE)


class Patient(NamedTuple):
    """A patient as this set knows one."""

    name: str  # SC-HF-I-1, without leading zeros
    folder: str  # SCD0000101, of the images
    pathology: str


def short_name(text: str) -> str | None:
    """SC-HF-I-1 of SC-HF-I-01 and the like; None for other texts."""
    found = NAME.search(text)
    if not found:
        return None
    kind, number = found[1].upper(), int(found[2])
    heart_failure = "HF-" if kind in ("I", "NI") else ""
    return f"SC-{heart_failure}{kind}-{number}"


def split_of(name: str) -> str:
    """Where the challenge had a patient: train, validation or test."""
    return SPLITS.get(name, "test")


def read_patients(path: Path) -> dict[str, Patient]:
    """Patients of the official table by their short name.

    Raises:
        DataError: no such table, columns that are missing, or a patient who
            stands in it twice.
    """
    rows = table_rows(path, ["OriginalID", "Pathology", "PatientID"])
    patients = {}
    for row in rows:
        name = short_name(row["OriginalID"])
        if name is None or name in patients:
            raise DataError(
                f"{path}: expected each patient once, such as SC-HF-I-1; "
                f"found {row['OriginalID']}"
            )
        folder = row["PatientID"]
        pathology = PATHOLOGIES[NAME.search(name)[1]]
        patients[name] = Patient(name, folder, pathology)
    return patients

"""The official table, as the archive holds it or unpacked, or part of it."""

import hashlib
import io
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pandas as pd

from medkeras.data.building import Reading
from medkeras.data.sources import content_of, listing
from medkeras.utils.errors import DataError, one_line

FILE = "diabetic_data.csv"
NUM_ENCOUNTERS = 101_766
DRUGS = (
    "metformin", "repaglinide", "nateglinide", "chlorpropamide",
    "glimepiride", "acetohexamide", "glipizide", "glyburide", "tolbutamide",
    "pioglitazone", "rosiglitazone", "acarbose", "miglitol", "troglitazone",
    "tolazamide", "examide", "citoglipton", "insulin", "glyburide-metformin",
    "glipizide-metformin", "glimepiride-pioglitazone",
    "metformin-rosiglitazone", "metformin-pioglitazone",
)  # fmt: skip
STATES = ("No", "Steady", "Up", "Down")
MOST_DRUGS = 8  # in one encounter; the published table has at most 6
DIAGNOSES = ("diag_1", "diag_2", "diag_3")
COUNTS = (
    "num_lab_procedures", "num_procedures", "num_medications",
    "number_outpatient", "number_emergency", "number_inpatient",
    "number_diagnoses",
)  # fmt: skip
CODES = (
    "admission_type_id", "discharge_disposition_id", "admission_source_id",
)  # fmt: skip
TEXTS = ("race", "gender", "medical_specialty", "max_glu_serum", "A1Cresult")
READMITTED = {"NO": 0, ">30": 0, "<30": 1}
METHOD = {1: 1, 2: 1, 7: 1, 3: 2}  # admission type: unplanned or planned
ORDER = ("train", "validation", "test")
COLUMNS = (
    "encounter_id", "patient_nbr", "age", "time_in_hospital", "readmitted",
    *CODES, *COUNTS, *DIAGNOSES, *TEXTS, *DRUGS,
)  # fmt: skip


def splits_of(patients) -> np.ndarray:
    """Split of each patient, by the number alone.

    Whoever else is in the table does not matter: six tenths of all patients
    are trained on, two tenths each are for validation and test.
    """
    different, which = np.unique(patients, return_inverse=True)
    tenths = [
        int(hashlib.sha256(f"patient {one}".encode()).hexdigest()[:8], 16) % 10
        for one in different.tolist()
    ]
    names = np.array(["train"] * 6 + ["validation"] * 2 + ["test"] * 2)
    return names[np.array(tenths, np.int64)[which]]


def read_folder(root: Path) -> Reading:
    """Read the table in a folder, packed or not, wherever below it lies.

    Raises:
        DataError: no such table, one that is damaged or lacks a column, or
            no row that can be used.
    """
    path, data = _bytes(Path(root))
    table, notes = _usable(_frame(path, data), path)
    columns = _columns(table, notes)
    which = splits_of(columns["patient"])
    splits = {
        split: {name: v[which == split] for name, v in columns.items()}
        for split in ORDER
        if (which == split).any()
    }
    people = len(np.unique(columns["patient"]))
    line = f"{len(table):,} encounters of {people:,} patients"
    return Reading(splits, [line, *notes], len(table) == NUM_ENCOUNTERS)


def _bytes(root):
    """Where the table is and what is in it."""
    for path in sorted(root.rglob(FILE)):
        return path, content_of(path, "a CSV table")
    for path in sorted(root.rglob("*.zip")):
        try:
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if name.rsplit("/")[-1] == FILE:
                        return f"{path}/{FILE}", archive.read(name)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
            raise DataError(
                f"{path}: expected an archive with {FILE}; found a damaged "
                f"one (cut off?): {one_line(error)}"
            ) from error
    raise DataError(
        f"{root}: expected {FILE}, or the archive with it; found "
        f"{listing(root)}"
    )


def _frame(path, data):
    try:
        table = pd.read_csv(
            io.BytesIO(data), dtype=str, keep_default_na=False,
            skipinitialspace=True, encoding="utf-8-sig", on_bad_lines="error",
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as bad:
        raise DataError(
            f"{path}: expected a CSV table; found: {one_line(bad)}"
        ) from bad
    official = {name.lower(): name for name in COLUMNS}
    names = [str(name).strip() for name in table.columns]
    table.columns = [official.get(name.lower(), name) for name in names]
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise DataError(
            f"{path}: expected the columns of the release; found none named "
            f"{', '.join(missing[:5])}"
        )
    return table


def _usable(table, path):
    """Rows with two numbers and a known outcome, each encounter once."""
    ids = ["encounter_id", "patient_nbr"]
    numbers = table[ids].apply(pd.to_numeric, errors="coerce").astype(float)
    # Whole ones only; beyond 2**53 two of them could look the same.
    numbers = numbers.where((numbers % 1 == 0) & (numbers.abs() < 2**53))
    lost = {
        "without the numbers of encounter and patient": (
            numbers.isna().any(axis=1)
        ),
        "with another outcome than NO, >30, <30": (
            ~table["readmitted"].isin(list(READMITTED))
        ),
        "of an encounter that stands there before": (
            numbers["encounter_id"].duplicated()
        ),
    }
    notes, kept = [], np.ones(len(table), bool)
    for why, which in lost.items():
        which = which.to_numpy() & kept
        if which.any():
            notes.append(f"{which.sum():,} rows left out: {why}")
        kept &= ~which
    if not kept.any():
        why = f": {'; '.join(notes)}" if notes else ""
        raise DataError(
            f"{path}: expected an encounter; found none to use{why}"
        )
    kept_numbers = numbers[kept].astype(np.int64)
    return table[kept].assign(**kept_numbers).reset_index(drop=True), notes


def _columns(table, notes):
    """The features, in the order of encounters within a patient."""
    encounter = table["encounter_id"].to_numpy()
    patient = table["patient_nbr"].to_numpy()
    order = np.lexsort((encounter, patient))
    table = table.iloc[order]
    codes = {name: _numbers(table, name, notes) for name in CODES}
    type_id = np.nan_to_num(codes["admission_type_id"]).astype(int)
    return {
        "encounter": encounter[order],
        "patient": patient[order],
        "start": np.full(len(table), np.nan, np.float32),
        "stay": _numbers(table, "time_in_hospital", notes),
        "method": np.array([METHOD.get(one, 0) for one in type_id], np.int64),
        "diagnosis": _diagnoses(table, notes),
        "drug": _drugs(table, notes),
        "age": _ages(table["age"], notes),
        **{name: table[name].to_numpy(object) for name in TEXTS},
        **{
            name: np.nan_to_num(v).astype(np.int64) for name, v in codes.items()
        },
        **{name: _numbers(table, name, notes) for name in COUNTS},
        "label": table["readmitted"].map(READMITTED).to_numpy(np.int64),
        "readmitted": table["readmitted"].to_numpy(object),
    }


def _numbers(table, name, notes):
    """Counts, days and numbers of classes: whole and 0 or more."""
    values = pd.to_numeric(table[name], errors="coerce").to_numpy(np.float32)
    with np.errstate(invalid="ignore"):  # infinity is no whole number
        values[~((values >= 0) & (values % 1 == 0))] = np.nan
    lost = int(np.isnan(values).sum())
    if lost:
        notes.append(f"{lost:,} cells of {name} are no whole numbers: NaN")
    return values


def _ages(texts, notes):
    """The middle of a decade such as [70-80)."""
    low = pd.to_numeric(texts.str.extract(r"^\[(\d+)-\d+\)$")[0])
    lost = int(low.isna().sum())
    if lost:
        notes.append(f"{lost:,} cells of age are no decade: NaN")
    return (low + 5).to_numpy(np.float32)


def _diagnoses(table, notes):
    """Three texts, empty ones last; "?" is none."""
    texts = table[list(DIAGNOSES)].to_numpy(object)
    texts = np.where(np.isin(texts, ["?", ""]), "", texts)
    empty = texts == ""
    without = int(empty.all(axis=1).sum())
    if without:
        notes.append(f"{without:,} encounters without a diagnosis: kept")
    return np.take_along_axis(texts, np.argsort(empty, 1, kind="stable"), 1)


def _drugs(table, notes):
    """Names of the drugs given, with the change of their dose."""
    states = table[list(DRUGS)].to_numpy(object)
    odd = ~np.isin(states, STATES)
    if odd.any():
        notes.append(f"{int(odd.sum()):,} states of a drug are none: not given")
    given = np.isin(states, STATES[1:])
    rows, which = np.nonzero(given)
    place = np.arange(len(rows)) - np.repeat(
        np.cumsum(given.sum(axis=1)) - given.sum(axis=1), given.sum(axis=1)
    )
    kept = place < MOST_DRUGS
    if not kept.all():
        lost = int((~kept).sum())
        notes.append(f"{lost:,} drugs beyond {MOST_DRUGS} of a stay: left out")
    names = np.full((len(table), MOST_DRUGS), "", object)
    words = np.array(DRUGS, object)[which] + " " + states[rows, which]
    names[rows[kept], place[kept]] = words[kept]
    return names

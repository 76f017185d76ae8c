"""The tables of the release, or part of them, put together by admission."""

from pathlib import Path

import numpy as np
import pandas as pd

from medkeras.data.building import Reading
from medkeras.data.sources import listing, table_rows
from medkeras.utils.errors import DataError

NUM_PATIENTS, NUM_ADMISSIONS = 100, 129
METHOD = {"EMERGENCY": 1, "URGENT": 1, "ELECTIVE": 2}
ADMISSIONS = (
    "subject_id", "hadm_id", "admittime", "dischtime", "admission_type",
    "admission_location", "hospital_expire_flag",
)  # fmt: skip
CODES = {  # of each kind its table, the column of the code, how many are kept
    "diagnosis": ("DIAGNOSES_ICD", "icd9_code", 40),
    "procedure": ("PROCEDURES_ICD", "icd9_code", 40),
    "drug": ("PRESCRIPTIONS", "drug", 160),
}
DAY = pd.Timedelta(days=1)


def read_folder(root: Path) -> Reading:
    """Read the admissions in a folder with the codes of each.

    Raises:
        DataError: no table of admissions or of diagnoses, one that lacks a
            column, or no admission that can be used.
    """
    root, notes = Path(root), []
    admissions = _admissions(root, notes)
    columns = {
        "encounter": admissions["hadm_id"].to_numpy(),
        "patient": admissions["subject_id"].to_numpy(),
        "start": (_since_first(admissions) / DAY).to_numpy(np.float32),
        "stay": (admissions["stay"] / DAY).to_numpy(np.float32),
        "method": admissions["method"].to_numpy(np.int64),
        "transferred": admissions["transferred"].to_numpy(np.int64),
        "died": admissions["died"].to_numpy(np.int64),
        "age": _ages(root, admissions, notes),
    }
    for kind in CODES:
        columns[kind] = _codes(root, kind, columns["encounter"], notes)
    people = len(np.unique(columns["patient"]))
    count = len(admissions)
    line = f"{count} admissions of {people} patients"
    complete = (people, count) == (NUM_PATIENTS, NUM_ADMISSIONS)
    return Reading({"train": columns}, [line, *notes], complete)


def _path(root, name):
    """Of a table, in small or capital letters, or None."""
    found = [
        path
        for path in sorted(root.rglob("*.csv"))
        if path.stem.lower() == name.lower()
    ]
    return found[0] if found else None


def _table(root, name, columns):
    """Rows of a table by the names of its columns in small letters."""
    path = _path(root, name)
    if path is None:
        raise DataError(f"{root}: expected {name}.csv; found {listing(root)}")
    rows = [
        {key.lower(): cell for key, cell in row.items()}
        for row in table_rows(path, [])
    ]
    missing = [column for column in columns if column not in rows[0]]
    if missing:
        raise DataError(
            f"{path}: expected the columns {', '.join(columns)}; found none "
            f"named {', '.join(missing)}"
        )
    return pd.DataFrame(rows)[list(columns)]


def _admissions(root, notes):
    """Usable ones by patient and time."""
    table = _table(root, "ADMISSIONS", ADMISSIONS)
    for name in ("subject_id", "hadm_id"):
        table[name] = _whole(table[name])
    for name in ("admittime", "dischtime"):
        table[name] = _times(table[name])
    lost = {
        "without its numbers or times": (
            table[["subject_id", "hadm_id", "admittime", "dischtime"]]
            .isna()
            .any(axis=1)
        ),
        "that end before they begin": table["dischtime"] < table["admittime"],
        "that stand there before": table["hadm_id"].duplicated(),
    }
    kept = pd.Series(True, index=table.index)
    for why, which in lost.items():
        which = which & kept
        if which.any():
            notes.append(f"{int(which.sum())} admissions left out: {why}")
        kept &= ~which
    if not kept.any():
        raise DataError(
            f"{root}: expected an admission; found none to use: "
            f"{'; '.join(notes)}"
        )
    table = table[kept].astype({"subject_id": np.int64, "hadm_id": np.int64})
    kind = table["admission_type"].str.upper()
    table["method"] = kind.map(METHOD).fillna(0)
    unknown = int((table["method"] == 0).sum())
    if unknown:
        notes.append(f"{unknown} admissions neither planned nor unplanned")
    place = table["admission_location"].str.upper()
    table["transferred"] = place.str.contains("TRANSFER")
    table["died"] = table["hospital_expire_flag"] == "1"
    odd = int((~table["hospital_expire_flag"].isin(["0", "1"])).sum())
    if odd:
        notes.append(f"{odd} cells of hospital_expire_flag are not 0 or 1: 0")
    table["stay"] = table["dischtime"] - table["admittime"]
    order = ["subject_id", "admittime", "hadm_id"]
    return table.sort_values(order, ignore_index=True)


def _whole(cells):
    """Numbers; NaN for others than whole ones that double precision holds."""
    numbers = pd.to_numeric(cells, errors="coerce").astype(float)
    return numbers.where((numbers % 1 == 0) & (numbers.abs() < 2**53))


def _times(cells):
    """Year, month, day and perhaps the time; else none, whatever it is."""
    times = pd.to_datetime(cells, errors="coerce", format="ISO8601", utc=True)
    return times.dt.tz_localize(None)


def _since_first(admissions):
    first = admissions.groupby("subject_id")["admittime"].transform("min")
    return admissions["admittime"] - first


def _ages(root, admissions, notes):
    """Years at admission; those above 89 were moved to 300 and become 90."""
    try:
        people = _table(root, "PATIENTS", ("subject_id", "dob"))
    except DataError as error:
        notes.append(f"age is unknown: {error}")
        return np.full(len(admissions), np.nan, np.float32)
    people["subject_id"] = _whole(people["subject_id"])
    people = people.drop_duplicates("subject_id").set_index("subject_id")
    born = _times(admissions["subject_id"].map(people["dob"]))
    years = admissions["admittime"].dt.year - born.dt.year
    early = admissions["admittime"].dt.day_of_year < born.dt.day_of_year
    years = (years - early).astype(float)
    years = years.where(years >= 0)
    unknown = int(years.isna().sum())
    if unknown:
        notes.append(f"{unknown} admissions without an age: NaN")
    return np.where(years > 89, 90, years).astype(np.float32)


def _codes(root, kind, encounters, notes):
    """(admissions, most) texts of a kind, empty ones last."""
    name, column, most = CODES[kind]
    texts = np.full((len(encounters), most), "", object)
    try:
        table = _table(root, name, ("hadm_id", column))
    except DataError as error:
        if kind == "diagnosis":
            raise
        notes.append(f"no {kind}: {error}")
        return texts
    place = {number: row for row, number in enumerate(encounters.tolist())}
    row = _whole(table["hadm_id"]).map(place)
    usable = row.notna() & (table[column] != "")
    if not usable.all():
        lost = int((~usable).sum())
        notes.append(f"{lost} rows of {name} without a code or admission here")
    pairs = pd.DataFrame(
        {"row": row[usable].astype(int), "code": table[column][usable]}
    ).drop_duplicates()
    pairs["place"] = pairs.groupby("row").cumcount()
    cut = int((pairs["place"] >= most).sum())
    if cut:
        notes.append(f"{cut} codes of {name} beyond {most} an admission")
    pairs = pairs[pairs["place"] < most]
    texts[pairs["row"], pairs["place"]] = pairs["code"]
    empty = int((texts[:, 0] == "").sum())
    if empty:
        notes.append(f"admissions without a {kind}, kept: {empty}")
    return texts

"""The files of the 2012 challenge: a stay each, as the zip has them or bare."""

import io
import zipfile
from pathlib import Path

import numpy as np

from medkeras.data.building import FileExamples, Reading
from medkeras.data.sources import content_of, listing, number_column, table_rows
from medkeras.utils.errors import DataError

SETS = {"train": "a", "test": "b"}  # split, and the letter of its set
NUM_STAYS = 4000  # of each set
HOURS = 48
DESCRIPTORS = ("Age", "Gender", "Height", "ICUType", "Weight")
PARAMETERS = (
    "Albumin", "ALP", "ALT", "AST", "Bilirubin", "BUN", "Cholesterol",
    "Creatinine", "DiasABP", "FiO2", "GCS", "Glucose", "HCO3", "HCT", "HR",
    "K", "Lactate", "MAP", "MechVent", "Mg", "Na", "NIDiasABP", "NIMAP",
    "NISysABP", "PaCO2", "PaO2", "pH", "Platelets", "RespRate", "SaO2",
    "SysABP", "Temp", "TroponinI", "TroponinT", "Urine", "WBC", "Weight",
)  # fmt: skip
PLACE = {name: place for place, name in enumerate(PARAMETERS)}
BROKEN = "broken lines"  # why a file is left out
OUTCOMES = ("RecordID", "SAPS-I", "SOFA", "In-hospital_death")


def read_folder(folder) -> Reading:
    """All stays that are there, of set a (train) and set b (test).

    A stay's file is opened when it is asked for.

    Raises:
        DataError: no set with outcomes that can be read, or a table of
            outcomes without its columns.
    """
    folder, splits = Path(folder), {}
    for split, letter in SETS.items():
        outcomes = folder / f"Outcomes-{letter}.txt"
        if outcomes.is_file():
            splits[split] = _stays(folder, letter, _outcomes(outcomes))
    if not splits:
        raise DataError(
            f"{folder}: expected Outcomes-a.txt and set-a.zip, or those of set "
            f"b; found {listing(folder)}"
        )

    def summarize(counts, said):
        notes = []
        for split, count in counts.items():
            notes += _notes(folder, SETS[split], count, said[split])
        whole = all(count == NUM_STAYS for count in counts.values())
        return notes, whole and len(splits) == len(SETS)

    return Reading(splits, [], False, summarize)


def stay_of(text: str) -> dict:
    """Descriptors and hourly means of one stay's file; ValueError if none.

    -1 stands for a descriptor that is not known. Values within one hour are
    averaged; urine, an amount, is added up.
    """
    lines = text.split()
    if not lines or lines[0] != "Time,Parameter,Value":
        raise ValueError("without the header Time,Parameter,Value")
    found = dict.fromkeys(("RecordID", *DESCRIPTORS), np.nan)
    sums = np.zeros((HOURS, len(PARAMETERS)))
    counts = np.zeros_like(sums)
    for line in lines[1:]:
        time, name, value = line.split(",")
        value = float(value)
        hour, minute = time.split(":")
        hour = int(hour)
        if hour == 0 and int(minute) == 0 and name in found:
            found[name] = value if value >= 0 else np.nan
            if name != "Weight" or value < 0:
                continue
        place = PLACE.get(name)
        if place is not None and 0 <= hour < HOURS:
            sums[hour, place] += value
            counts[hour, place] += 1
    if np.isnan(found["RecordID"]):
        raise ValueError("without a RecordID")
    counts[:, PLACE["Urine"]] = np.minimum(counts[:, PLACE["Urine"]], 1)
    with np.errstate(invalid="ignore"):
        hourly = (sums / counts).astype(np.float32)
    return {
        "stay": np.int64(found["RecordID"]),
        "age": np.float32(found["Age"]),
        "male": np.float32(found["Gender"]),
        "height": np.float32(found["Height"]),
        "weight": np.float32(found["Weight"]),
        "unit": np.int64(np.nan_to_num(found["ICUType"])),
        "hourly": hourly,
    }


def _stays(folder, letter, truth):
    """Examples of one set; those that cannot be used say why."""
    names, text_of = _files(folder, letter)
    if not names:
        _notes(folder, letter, 0, [])

    def read(name):
        try:
            row = stay_of(text_of(name))
        except ValueError as error:
            known = "without" in str(error)
            return None, [f"{Path(name).name}: {error if known else BROKEN}"]
        if int(row["stay"]) not in truth:
            return None, [f"{Path(name).name}: without an outcome"]
        saps, sofa, death = truth[int(row["stay"])]
        return row | {
            "saps": saps, "sofa": sofa, "label": np.int64(death)
        }, []  # fmt: skip

    return FileExamples(names, read)


def _notes(folder, letter, count, said):
    """How many stays there are, and how many files could not be used."""
    notes, left_out = [f"set {letter}: {count} of {NUM_STAYS} stays"], {}
    for line in said:
        name, reason = line.split(": ", 1)
        left_out.setdefault(reason, []).append(name)
    for reason, names in left_out.items():
        notes.append(
            f"set {letter}: {len(names)} files {reason} left out ({names[0]}"
            + (", ...)" if names[1:] else ")")
        )
    if not count:
        raise DataError(
            f"{folder}: expected stays of set {letter} that can be read; found "
            f"none" + (f": {notes[-1]}" if left_out else "")
        )
    return notes


def _outcomes(path):
    """Two severity scores and death by the number of the stay."""
    rows = table_rows(path, OUTCOMES)
    columns = [number_column(path, rows, name) for name in OUTCOMES]
    scores = [
        np.where(column >= 0, column, np.nan).astype(np.float32)
        for column in columns[1:3]
    ]
    death = columns[3]
    if not np.isin(death, (0, 1)).all():
        raise DataError(
            f"{path}, In-hospital_death: expected 0 or 1; found {death.max():g}"
        )
    stays = columns[0].astype(np.int64).tolist()
    return dict(zip(stays, zip(*scores, death, strict=True), strict=True))


def _files(folder, letter):
    """Names of the stays' files, sorted, and what gives the text of one."""
    archive, inside = folder / f"set-{letter}.zip", folder / f"set-{letter}"
    if not archive.is_file():
        paths = sorted(inside.glob("*.txt"))
        return paths, lambda path: path.read_text(encoding="latin-1")
    content = content_of(archive, "a zip archive")

    def refused(error):
        return DataError(f"{archive}: expected a zip archive; found {error}")

    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise refused(error) from error

    def text_of(name):
        try:
            return packed.read(name).decode("latin-1")
        except zipfile.BadZipFile as error:
            raise refused(error) from error

    return sorted(n for n in packed.namelist() if n.endswith(".txt")), text_of

"""A few rows in the official layout, written by a program.

Run it with the folder datasets/diabetes130/dummy_data.
"""

import csv
import io
import sys
import zipfile
from pathlib import Path

from medkeras_datasets.diabetes130 import table

BESIDE = ("weight", "payer_code", "change", "diabetesMed")  # of the release
HEADER = (*table.COLUMNS, *BESIDE)


def row(encounter, patient, **cells):
    """A row of the release: a stay of three days with two diagnoses."""
    made = dict.fromkeys(HEADER, "?") | dict.fromkeys(table.DRUGS, "No")
    made |= dict.fromkeys(table.COUNTS, "2") | dict.fromkeys(table.CODES, "1")
    made |= {
        "encounter_id": str(encounter),
        "patient_nbr": str(patient),
        "age": "[60-70)",
        "time_in_hospital": "3",
        "readmitted": "NO",
        "diag_1": "250.83",
        "diag_3": "428",
        "insulin": "Up",
    }
    return made | cells


def rows():
    """Five stays of three patients, in no order."""
    return [
        row(50, 7, readmitted="<30", admission_type_id="3"),
        row(20, 135, readmitted=">30"),
        row(10, 7, age="[50-60)"),
        row(30, 9, metformin="Steady", admission_type_id="6"),
        row(40, 135, diag_1="?", diag_3="?"),
    ]


def text_of(rows, header=HEADER):
    out = io.StringIO()
    writer = csv.DictWriter(out, header, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_archive(root, rows, header=HEADER):
    """The archive as the source has it."""
    path = Path(root) / "dataset_diabetes.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            f"dataset_diabetes/{table.FILE}", text_of(rows, header)
        )
        archive.writestr("dataset_diabetes/IDs_mapping.csv", "a,b\n")
    return path


if __name__ == "__main__":
    write_archive(sys.argv[1], rows())

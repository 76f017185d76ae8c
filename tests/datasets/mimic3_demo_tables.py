"""A few rows in the official layout, written by a program.

Run it with the folder datasets/mimic3_demo/dummy_data.
"""

import csv
import io
import sys
from pathlib import Path

TABLES = {
    "ADMISSIONS": [
        {
            "row_id": row, "subject_id": person, "hadm_id": number,
            "admittime": begin, "dischtime": end, "admission_type": kind,
            "admission_location": place, "hospital_expire_flag": died,
        }
        for row, person, number, begin, end, kind, place, died in [
            (1, 9, 300, "2100-05-01 12:00:00", "2100-05-03 12:00:00",
             "EMERGENCY", "EMERGENCY ROOM ADMIT", 0),
            (2, 7, 200, "2101-03-01 00:00:00", "2101-03-02 00:00:00",
             "ELECTIVE", "PHYS REFERRAL/NORMAL DELI", 0),
            (3, 7, 100, "2101-01-01 00:00:00", "2101-01-11 00:00:00",
             "URGENT", "TRANSFER FROM HOSP/EXTRAM", 1),
        ]
    ],
    "PATIENTS": [
        {"row_id": 1, "subject_id": 7, "dob": "2050-02-01 00:00:00"},
        {"row_id": 2, "subject_id": 9, "dob": "1800-02-01 00:00:00"},
    ],
    "DIAGNOSES_ICD": [
        {"row_id": row, "subject_id": 0, "hadm_id": number, "seq_num": 1,
         "icd9_code": code}
        for row, (number, code) in enumerate(
            [(100, "4280"), (100, "0389"), (200, "4280"), (300, "V4581"),
             (100, "4280")]
        )
    ],
    "PROCEDURES_ICD": [
        {"row_id": 1, "subject_id": 7, "hadm_id": 100, "seq_num": 1,
         "icd9_code": "3605"}
    ],
    "PRESCRIPTIONS": [
        {"row_id": 1, "subject_id": 7, "hadm_id": 200, "drug": "Insulin"}
    ],
}  # fmt: skip


def write(root, name, rows, end="\n", upper=False):
    """One table, its header in small or capital letters."""
    path = Path(root) / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    header = list(rows[0])
    writer = csv.writer(out, lineterminator=end)
    writer.writerow([key.upper() if upper else key for key in header])
    writer.writerows([[row[key] for key in header] for row in rows])
    path.write_bytes(out.getvalue().encode())
    return path


def write_tables(root, **options):
    for name, rows in TABLES.items():
        write(root, name, rows, **options)
    return Path(root)


if __name__ == "__main__":
    write_tables(sys.argv[1])

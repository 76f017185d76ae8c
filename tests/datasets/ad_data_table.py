"""A few made-up rows in the layout of the table, written by a program.

Run it with the folder datasets/ad_data/dummy_data.
"""

import csv
import io
import sys
from pathlib import Path

from medkeras_datasets.ad_data import table

HEADER = ("rownames", *table.COLUMNS)


def rows():
    """Four people: protein k of person n is n + k / 100."""
    made = []
    for number, (gene, kind) in enumerate(
        [("E3E3", "Control"), ("E3E4", "Impaired"), ("E2E4", "Control"),
         ("E4E4", "Impaired")]
    ):  # fmt: skip
        row = {
            name: f"{number + place / 100:.2f}"
            for place, name in enumerate(table.COLUMNS)
        }
        row |= {"rownames": str(number + 1), "male": str(number % 2)}
        made.append(row | {"Genotype": gene, "Class": kind, "age": "0.986"})
    return made


def write_table(root, rows, header=HEADER):
    path = Path(root) / "ad_data.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    writer = csv.DictWriter(
        out, header, extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode())
    return path


if __name__ == "__main__":
    write_table(sys.argv[1], rows())

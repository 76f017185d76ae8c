"""A few made-up people in the layout of OASIS-1, written by a program.

Run it with the folder datasets/oasis1/dummy_data.
"""

import csv
import sys
from pathlib import Path

import nibabel
import numpy as np

HEADER = (
    "ID", "M/F", "Hand", "Age", "Educ", "SES", "MMSE", "CDR", "eTIV", "nWBV",
    "ASF", "Delay",
)  # fmt: skip


def rows():
    """Three rated people, one young one, and a second visit."""
    cells = (
        ("OAS1_0001_MR1", "F", "0"), ("OAS1_0002_MR1", "M", "0.5"),
        ("OAS1_0003_MR1", "F", ""), ("OAS1_0004_MR1", "M", "1"),
        ("OAS1_0001_MR2", "F", "0"),
    )  # fmt: skip
    made = []
    for number, (name, sex, cdr) in enumerate(cells):
        row = dict.fromkeys(HEADER, "2") | {"Age": f"{70 + number}"}
        row |= {"ID": name, "M/F": sex, "CDR": cdr, "SES": "", "nWBV": "0.74"}
        made.append(row)
    return made


def write_table(root, written, header=HEADER):
    path = Path(root) / "oasis_cross-sectional.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(
            file, header, extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(written)
    return path


def write_volume(root, name, bright=0):
    """ANALYZE where the name ends in .hdr, else NIfTI."""
    values = np.arange(20 * 18 * 16).reshape(20, 18, 16) % 89
    values[:2, :2] += bright
    path = Path(root) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".hdr":
        image = nibabel.Spm2AnalyzeImage(values.astype(np.int16), np.eye(4))
    else:
        image = nibabel.Nifti1Image(values.astype(np.int16), np.eye(4))
    nibabel.save(image, path)
    return path


if __name__ == "__main__":
    write_table(sys.argv[1], rows())
    write_volume(
        sys.argv[1], "OAS1_0002_MR1_mpr_n4_anon_111_t88_masked_gfc.nii.gz"
    )

"""A few made-up people in the layout of ADNI, written by a program.

Run it with the folder datasets/adni/dummy_data.
"""

import sys
from pathlib import Path

import nibabel
import numpy as np

HEADER = "RID,VISCODE,SITE,DX_bl,CDRSB,RAVLT_immediate,AGE,PTGENDER\n"
VISITS = (
    "2,bl,11,CN,0,44,74.3,Male\n"
    "2,m12,11,CN,0.5,40,75.3,Male\n"
    "3,bl,11,AD,4.5,20,81.3,Female\n"
    "5,bl,12,LMCI,1,30,67.5,Male\n"
    "7,bl,12,AD,3,,,Male\n"
)
SNPS = "RID,rs1,rs2,rs3\n2,0,1,2\n3,2,2,0\n"


def write_volume(root, number, shape=(20, 24, 18)):
    path = Path(root) / "volumes" / f"{number}.nii.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    values = np.indices(shape).sum(axis=0).astype(np.int16)
    nibabel.save(nibabel.Nifti1Image(values, np.eye(4)), path)
    return path


def write_files(root):
    root = Path(root)
    root.mkdir(parents=True, exist_ok=True)
    (root / "ADNIMERGE.csv").write_text(HEADER + VISITS)
    (root / "snps.csv").write_text(SNPS)
    write_volume(root, 3)
    return root


if __name__ == "__main__":
    write_files(sys.argv[1])

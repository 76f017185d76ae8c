"""Two subjects in the layout that the reader asks for, by a program.

python tests/datasets/ppmi_folder.py datasets/ppmi/dummy_data
"""

import sys
from pathlib import Path

import nibabel
import numpy as np
from medkeras_datasets.ppmi import phantom

TABLE = "subjects.csv"
ROWS = "subject,group,site,age\n3001,HC,a,61\n3002,PD,b,\n3003,PD,b,70\n"
BELOW = 4  # dark slices below and above the five


def volume(number):
    """(right, forward, up), int16: the phantom's five slices among dark."""
    drawn = phantom.subjects(4, seed=3)[5 * number : 5 * number + 5]
    images = np.stack([row["image"] for row in drawn])
    values = images[:, ::-1].transpose(2, 1, 0)
    return np.pad(values, ((0, 0), (0, 0), (BELOW, BELOW))).astype(np.int16)


def write_folder(root):
    root = Path(root)
    root.mkdir(parents=True, exist_ok=True)
    (root / TABLE).write_text(ROWS)
    for number, name in enumerate(("3001", "3002")):
        affine = np.diag([3.3, 3.3, 3.3, 1])
        image = nibabel.Nifti1Image(volume(number), affine)
        nibabel.save(image, root / f"{name}.nii.gz")
    return root


if __name__ == "__main__":
    write_folder(sys.argv[1])

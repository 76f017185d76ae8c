"""A few small volumes in the official layout, written by a program.

Run it with the folder datasets/hippocampus_msd/dummy_data.
"""

import sys
from pathlib import Path

import nibabel
import numpy as np

SHAPE = (8, 12, 10)
# Head 1 (test), and both sides of 2 (train) and 3 (validation).
NUMBERS = (1, 3, 4, 5, 6)


def save(path, values, affine=None):
    """Write an array as NIfTI."""
    path.parent.mkdir(parents=True, exist_ok=True)
    affine = np.eye(4) if affine is None else affine
    nibabel.save(nibabel.Nifti1Image(values, affine), path)


def paths(root, number):
    """Of an image and of its labels."""
    folder = Path(root) / "Task04_Hippocampus"
    name = f"hippocampus_{number:03d}.nii.gz"
    return folder / "imagesTr" / name, folder / "labelsTr" / name


def labels():
    """A block of 1 in front of a block of 2."""
    made = np.zeros(SHAPE, np.uint8)
    made[2:6, 6:10, 3:7] = 1
    made[2:6, 2:6, 3:7] = 2
    return made


def write_tree(root):
    """Volumes whose brightness rises by the file's number."""
    for number in NUMBERS:
        image, label = paths(root, number)
        values = number * np.arange(np.prod(SHAPE), dtype=np.float32)
        save(image, values.reshape(SHAPE))
        save(label, labels())
    return Path(root)


if __name__ == "__main__":
    write_tree(sys.argv[1])

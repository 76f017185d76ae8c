"""A small tree in the official layout, written by a program.

python tests/datasets/brain_tumour_tree.py datasets/brain_tumour/dummy_data
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

SIZE = 128
HEADER = "Patient,neoplasm_histologic_grade,age_at_initial_pathologic\n"
TRAIN, TEST = "TCGA_XX_0001_20000101", "TCGA_XX_0002_20000101"


def save(path, values):
    """Write an array as TIFF."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path, compression="tiff_deflate")


def picture_path(root, name, number, end=""):
    return root / "kaggle_3m" / name / f"{name}_{number}{end}.tif"


def write_slice(root, name, number, inside=0, size=SIZE, grey=None):
    """A picture whose channels hold its number, and a square of tumour."""
    grey = (number, number + 100, number + 50) if grey is None else grey
    picture = np.full((size, size, 3), grey, np.uint8)
    mask = np.zeros((size, size), np.uint8)
    mask[:inside, :inside] = 255
    save(picture_path(root, name, number), picture)
    save(picture_path(root, name, number, "_mask"), mask)


def write_tree(root):
    """Two patients with three slices each: 2, 10, 18, in no text order."""
    root = Path(root)
    for name in (TRAIN, TEST):
        for number, inside in ((2, 0), (10, 40), (18, 0)):
            write_slice(root, name, number, inside)
    rows = f"{TRAIN[:12]},1,67\n{TEST[:12]},2,\n"
    (root / "kaggle_3m" / "data.csv").write_text(HEADER + rows)
    return root


if __name__ == "__main__":
    write_tree(sys.argv[1])

"""A small release in the official layout, drawn by a program.

python tests/datasets/ham10000_release.py datasets/ham10000/dummy_data
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

HEADER = "lesion_id,image_id,dx,dx_type,age,sex,localization"
ROWS = (
    "HAM_0000001,ISIC_0024306,nv,follow_up,45.0,male,back",
    "HAM_0000001,ISIC_0024307,nv,follow_up,45.0,male,back",
    "HAM_0000002,ISIC_0029400,mel,histo,70.0,female,face",
    "HAM_0000003,ISIC_0029401,bkl,consensus,,unknown,unknown",
    "HAM_0000005,ISIC_0024308,bcc,histo,80.0,female,neck",
)
MASKS = "HAM10000_segmentations_lesion_tschandl"


def picture_path(root, name):
    part = 1 if name <= "ISIC_0029305" else 2
    return Path(root) / f"HAM10000_images_part_{part}" / f"{name}.jpg"


def mask_path(root, name):
    return Path(root) / MASKS / f"{name}_segmentation.png"


def write_picture(path, brightness=120, width=200, height=150, mode="RGB"):
    """Skin of one brightness; the left and right edges are black."""
    values = np.full((height, width, 3), brightness, np.uint8)
    border = (width - height) // 2
    values[:, :border] = values[:, width - border :] = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).convert(mode).save(path, quality=95)


def write_mask(path, width=200, height=150):
    """The middle ninth of the square is the lesion."""
    values = np.zeros((height, width), np.uint8)
    third = height // 3
    left = width // 2 - third // 2
    values[third : 2 * third, left : left + third] = 255
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path)


def write_table(root, rows=ROWS, header=HEADER):
    text = "\n".join([header, *rows]) + "\n"
    (Path(root) / "HAM10000_metadata.csv").write_text(text)


def write_release(root):
    """Five pictures of four lesions, one in the larger size, four masks."""
    write_table(root)
    for number, row in enumerate(ROWS):
        name = row.split(",")[1]
        size = (600, 450) if number == 2 else (200, 150)
        write_picture(picture_path(root, name), 100 + 10 * number, *size)
        if number != 3:
            write_mask(mask_path(root, name), *size)
    return Path(root)


if __name__ == "__main__":
    write_release(sys.argv[1])

"""A small tree in the official layout, written by a program.

python tests/datasets/covid_xray_tree.py datasets/covid_xray/dummy_data
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

SHAPE = (72, 96)  # height, width
COLUMNS = ["patientid", "sex", "age", "finding", "view", "modality"]
COLUMNS += ["filename", "url", "license", "clinical_notes", ""]
SITE = "https://www.radiopaedia.org/cases/1"
ROWS = [
    ("1", "F", "50", "COVID-19", "PA", "X-ray", "a.png", SITE),
    ("1", "F", "50", "COVID-19, ARDS", "AP", "X-ray", "b.jpg", SITE),
    ("4", "M", "", "Streptococcus", "?", "X-ray", "c.png", "eurorad.org/2"),
    ("350a", "", "61", "No Finding", "", "X-ray", "d.png", ""),
    ("350b", "", "61", "COVID-19", "AP", "X-ray", "e.png", SITE),
    ("5", "", "", "todo", "PA", "X-ray", "f.png", SITE),
    ("6", "", "", "COVID-19", "Axial", "CT", "g.png", SITE),
]
NIH_COLUMNS = ["Image Index", "Finding Labels", "Patient ID"]
NIH_COLUMNS += ["Patient Age", "Patient Gender", "View Position"]
NIH_ROWS = [
    ("00000001_000.png", "No Finding", "1", "058Y", "M", "PA"),
    ("00000001_001.png", "Infiltration|Pneumonia", "1", "58", "M", "AP"),
    ("00000002_000.png", "Effusion", "2", "40", "F", "PA"),
]


def picture(seed, shape=SHAPE):
    """Grey noise over a slope, like no other seed's."""
    rng = np.random.default_rng(seed)
    slope = np.linspace(40, 160, shape[1])[None, :]
    coarse = rng.uniform(0, 90, (6, 6))
    rows = np.arange(shape[0]) * 6 // shape[0]
    columns = np.arange(shape[1]) * 6 // shape[1]
    return (slope + coarse[rows][:, columns]).astype(np.uint8)


def write_picture(path, values):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path)


def write_table(path, columns, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def write_metadata(root, rows=ROWS, columns=COLUMNS):
    """Cohen's table; notes hold commas and line ends, the last is empty."""
    ends = ("CC BY-NC-SA", "fever,\ncough", "")
    write_table(root / "metadata.csv", columns, [(*row, *ends) for row in rows])


def write_boxes(root, names, shape=SHAPE):
    """Two lungs a picture, the right one of the patient second."""
    height, width = shape
    images, annotations = [], []
    for number, name in enumerate(names):
        size = {"height": height, "width": width}
        images.append({"id": number, "file_name": name, **size})
        for left in (width / 2, 0):
            box = [left, height / 4, width / 4, height / 2]
            annotations.append({"image_id": number, "bbox": box})
    path = root / "annotations" / "annotations.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {"images": images, "annotations": annotations}
    path.write_text(json.dumps(found))


def write_tree(root):
    """Five films with a finding, one without, a CT, two films of the NIH."""
    root = Path(root)
    write_metadata(root)
    names = [row[6] for row in ROWS]
    for seed, name in enumerate(names):
        write_picture(root / "images" / name, picture(seed))
    write_boxes(root, names)
    mask = np.zeros(SHAPE, np.uint8)
    mask[20:50, 10:80] = 255
    write_picture(root / "masks" / "a_mask.png", mask)
    nih = root / "nih"
    write_table(nih / "Data_Entry_2017.csv", NIH_COLUMNS, NIH_ROWS)
    for seed, row in enumerate(NIH_ROWS):
        write_picture(nih / "images" / row[0], picture(50 + seed, (80, 80)))
    return root


if __name__ == "__main__":
    write_tree(sys.argv[1])

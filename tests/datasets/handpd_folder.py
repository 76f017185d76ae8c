"""Two small tables in the official layout, drawn by a program.

python tests/datasets/handpd_folder.py datasets/handpd/dummy_data
"""

import sys
from pathlib import Path

import numpy as np

FILES = {"Spiral_HandPD.csv": "ET", "Meander_HandPD.csv": "ST"}
# Class (1: control), number within the class, sex, hand, age.
PEOPLE = ((1, 1, "F", "L", 28), (2, 1, "M", "R", 60), (2, 2, "F", "R", 71))
USUAL = (2000, 4500, 31000, 0.01, 24, 180, 0.02, 1600, 0.19)


def header(letters):
    return (
        "_ID_EXAM,IMAGE_NAME,ID_PATIENT,CLASS_TYPE,GENDER,RIGH/LEFT-HANDED,AGE,"
        f"RMS,MAX_BETWEEN_{letters}_HT,MIN_BETWEEN_{letters}_HT,"
        f"STD_DEVIATION_{letters}_HT,MRT,MAX_HT,MIN_HT,STD_HT,"
        f"CHANGES_FROM_NEGATIVE_TO_POSITIVE_BETWEEN_{letters}_HT"
    )


def rows(seed, people=PEOPLE, drawings=2):
    rng = np.random.default_rng(seed)
    lines = []
    for exam, (kind, number, sex, hand, age) in enumerate(people, start=60):
        for drawing in range(1, drawings + 1):
            values = np.array(USUAL) * rng.uniform(0.9, 1.1, len(USUAL))
            numbers = ",".join(f"{value:.6g}" for value in values)
            lines.append(
                f"{exam},{exam:04d}-{drawing}.jpg,{number},{kind},{sex},"
                f"{hand},{age},{numbers}"
            )
    return lines


def write_folder(root):
    for seed, (name, letters) in enumerate(FILES.items()):
        text = "\n".join([header(letters), *rows(seed)]) + "\n"
        (Path(root) / name).write_text(text)
    return Path(root)


if __name__ == "__main__":
    write_folder(sys.argv[1])

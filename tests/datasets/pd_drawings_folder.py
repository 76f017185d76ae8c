"""A few small sheets in the official layout, drawn by a program.

python tests/datasets/pd_drawings_folder.py datasets/pd_drawings/dummy_data
"""

import sys
from pathlib import Path

import numpy as np
from medkeras_datasets.pd_drawings import phantom
from PIL import Image

GROUPS = ("healthy", "parkinson")


def write_folder(root, num_people=4):
    """Two drawings of each kind a person; the second is for testing."""
    groups = [], []
    for row in phantom.drawings(num_people, seed=5):
        if row["drawing"] > 2:
            continue
        part = ("training", "testing")[row["drawing"] - 1]
        kind = ("spiral", "wave")[row["kind"]]
        folder = Path(root) / kind / part / GROUPS[row["label"]]
        folder.mkdir(parents=True, exist_ok=True)
        letters = "HP"[row["label"]] + "EO"[row["kind"]]
        # The number starts anew in each group, as in the set.
        own = groups[row["label"]]
        if row["person"] not in own:
            own.append(row["person"])
        number = own.index(row["person"]) + 1
        name = f"V{number:02d}{letters}{row['drawing']:02d}.png"
        Image.fromarray(np.asarray(row["picture"])).convert("RGB").save(
            folder / name, optimize=True
        )
    return Path(root)


if __name__ == "__main__":
    write_folder(sys.argv[1])

"""A small folder in the official layout, drawn by a program.

python tests/datasets/pd_tablet_folder.py datasets/pd_tablet/dummy_data
"""

import sys
from pathlib import Path

import numpy as np

FOLDERS = {
    "C": "hw_dataset/control", "P": "hw_dataset/parkinson",
    "H": "new_dataset/parkinson",
}  # fmt: skip
PEOPLE = ("C_0009", "C_0010", "P_02100002", "H_p000-0010")


def path_of(root, name):
    return Path(root) / FOLDERS[name[0]] / f"{name}.txt"


def block(seed, test, interval=7, samples=50):
    """Lines of one test: X;Y;Z;Pressure;GripAngle;Timestamp;TestID."""
    rng = np.random.default_rng(seed)
    step = np.arange(samples)
    x, y = 200 + step, 200 + rng.integers(-9, 9, samples)
    time = 1732647300 + interval * step
    return [
        f"{a};{b};0;{0 if test == 2 else 400};900;{t};{test}"
        for a, b, t in zip(x, y, time, strict=True)
    ]


def write_person(root, name, *blocks):
    path = path_of(root, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [line for lines in blocks for line in lines]
    path.write_text("\n".join(lines) + "\n")


def write_folder(root):
    """Four people; both controls have one and the same test 2."""
    for number, name in enumerate(PEOPLE):
        interval = 9 if name[0] == "P" else 7
        blocks = [block(10 * number + t, t, interval) for t in (0, 1)]
        if name[0] == "C":
            blocks.append(block(99, 2))
        write_person(root, name, *blocks)
    return Path(root)


if __name__ == "__main__":
    write_folder(sys.argv[1])

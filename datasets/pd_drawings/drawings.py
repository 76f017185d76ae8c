"""Reader of the drawn spirals and waves, each brought to one small square.

A folder holds <kind>/<training or testing>/<healthy or parkinson>/<name>.png;
the first letters of the name are the person (V03H), then E for a spiral or O
for a wave, then the number of the drawing.
"""

import hashlib
import re
from pathlib import Path

import numpy as np
from PIL import Image

from medkeras.data.building import Reading
from medkeras.data.sources import listing
from medkeras.imaging.image_files import read_image
from medkeras.utils.errors import DataError

SIZE = 64
KINDS = ("spiral", "wave")
PARTS = ("training", "testing")
GROUPS = ("healthy", "parkinson")
OFFICIAL = 102  # drawings of each kind
NAME = re.compile(r"V(\d+)([HP])([EO])0*(\d+)", re.IGNORECASE)
INK = 0.35  # share of the darkest ink from which a pixel counts as drawn
EDGE = 0.2  # percent of the ink that a crop may lose on each side
SHOWN = 3  # file names in a note


def read_folder(root) -> Reading:
    """Drawings of any part of the published folders.

    Args:
        root: folder that holds `spiral`, `wave` or both, at any depth.

    Returns:
        One split, `train`, in the order kind, person, number.

    Raises:
        DataError: no drawing that can be read.
    """
    rows, seen, odd, twice = [], set(), [], 0
    for path in sorted(Path(root).rglob("*.png")):
        try:
            row = _row(path)
        except DataError:
            odd.append(path.name)
            continue
        # The published archive holds the whole tree twice.
        key = (hashlib.sha256(path.read_bytes()).digest(), row["kind"])
        twice += key in seen
        if key not in seen:
            seen.add(key)
            rows.append(row)
    if not rows:
        raise DataError(
            f"{root}: expected drawings such as spiral/training/healthy/"
            f"V01HE01.png; found {_found(root, odd)}"
        )
    rows.sort(key=lambda row: (row["kind"], row["hand"], row["drawing"]))
    hands = sorted({row["hand"] for row in rows})
    for row in rows:
        row["person"] = hands.index(row.pop("hand"))
    return Reading({"train": rows}, _notes(rows, odd, twice), _whole(rows))


def reduced(picture: np.ndarray) -> np.ndarray:
    """Ink on white, cropped to what is drawn and stretched to one square.

    Paper becomes 255 and the darkest ink 0, whatever the scan's light; the
    crop and the square take away how wide and how high the scan was.

    Args:
        picture: grey values, (height, width), uint8.

    Returns:
        (64, 64), uint8.

    Raises:
        DataError: nothing is drawn.
    """
    paper, ink = np.median(picture), picture.min()
    if picture.ndim != 2 or paper - ink < 20:
        raise DataError("expected a drawing; found an empty sheet")
    depth = ((paper - picture) / (paper - ink)).clip(0, 1)
    rows, columns = np.nonzero(depth > INK)
    low = np.percentile(np.stack([rows, columns]), EDGE, axis=1)
    high = np.percentile(np.stack([rows, columns]), 100 - EDGE, axis=1)
    (top, left), (bottom, right) = low.astype(int), high.astype(int) + 1
    if min(bottom - top, right - left) < 8:
        raise DataError("expected a drawing; found a dot or a straight line")
    crop = Image.fromarray(np.uint8(255 * (1 - depth[top:bottom, left:right])))
    return np.asarray(crop.resize((SIZE, SIZE), Image.Resampling.BOX))


def _row(path):
    kind, part, group = (
        [name for name in names if name in path.parts[-4:-1]]
        for names in (KINDS, PARTS, GROUPS)
    )
    name = NAME.match(path.stem)
    if not (kind and part and group and name):
        raise DataError(f"{path}: expected a folder and a name of the set")
    number, letter, shape, drawing = name.groups()
    label, drawn = letter.upper() == "P", shape.upper() == "O"
    if label != GROUPS.index(group[-1]) or drawn != KINDS.index(kind[-1]):
        raise DataError(f"{path}: expected a name that fits its folder")
    picture = read_image(path, "L")
    return {
        "image": reduced(picture),
        "label": int(label),
        "hand": (int(number), int(label)),
        "kind": int(drawn),
        "drawing": int(drawing),
        "published_test": PARTS.index(part[-1]),
        "height": picture.shape[0],
        "width": picture.shape[1],
    }


def _found(root, odd):
    return f"only others: {', '.join(odd[:SHOWN])}" if odd else listing(root)


def _whole(rows):
    kinds = [row["kind"] for row in rows]
    return all(kinds.count(kind) >= OFFICIAL for kind in range(len(KINDS)))


def _notes(rows, odd, twice):
    kinds = [row["kind"] for row in rows]
    ill = len({row["person"] for row in rows if row["label"]})
    people = len({row["person"] for row in rows})
    notes = [
        f"{kinds.count(0)} of {OFFICIAL} spirals, {kinds.count(1)} of "
        f"{OFFICIAL} waves, {people} people ({people - ill} healthy)"
    ]
    if twice:
        notes.append(f"{twice} drawings that lie there twice: read once")
    if odd:
        more = ", ..." if odd[SHOWN:] else ""
        notes.append(
            f"{len(odd)} files left out, of another kind or broken: "
            f"{', '.join(odd[:SHOWN])}{more}"
        )
    return notes

"""The official folder, or any part of it: table, pictures, masks."""

import hashlib
from pathlib import Path

import numpy as np
from medkeras_datasets.ham10000 import table
from medkeras_datasets.ham10000.diseases import CLASSES, MALIGNANT
from PIL import Image

from medkeras.data.building import FileExamples, Reading
from medkeras.imaging.image_files import read_image
from medkeras.utils.errors import DataError

SIZE = 75  # 450 / 6 and 150 / 2: both sizes of the frames average exactly
FRAME = 4 / 3  # width to height
NUM_IMAGES = 10_015
PARTS = 100
TRAINING = 70  # of 100 lesions, by the hash of their names
SHOWN = 3  # names in a note


def split_of(lesion: str) -> str:
    """Split of a lesion: by its name alone, whatever else is there."""
    digest = hashlib.sha256(lesion.encode()).digest()
    place = int.from_bytes(digest[:8]) % PARTS
    return "train" if place < TRAINING else "test"


def read_release(root: Path) -> Reading:
    """Every picture that has a row, opened when it is asked for.

    What cannot be used is counted then.

    Raises:
        DataError: no table, one without a needed column, or no picture that
            can be read.
    """
    root = Path(root)
    rows, notes = table.read_table(root)
    pictures, masks = _files(root)
    lost = [row.image for row in rows if row.image not in pictures]
    notes += _counted(lost, "row", "without a picture")
    known = {row.image for row in rows}
    extra = sorted(set(pictures) - known)
    notes += _counted(extra, "picture", "without a usable row")
    numbers = {
        name: n for n, name in enumerate(sorted({r.lesion for r in rows}))
    }
    items = {"train": [], "test": []}
    for row in rows:
        if row.image in pictures:
            paths = pictures[row.image], masks.get(row.image)
            items[split_of(row.lesion)].append(
                (row, numbers[row.lesion], *paths)
            )

    def summarize(counts, said):
        count = sum(counts.values())
        if not count:
            raise DataError(
                f"{root}: expected pictures ISIC_0024306.jpg and so on, named "
                f"as in {table.TABLE}; found {len(pictures)}, of which none "
                "can be used"
            )
        bad = [line for lines in said.values() for line in lines]
        line = f"{count:,} of {NUM_IMAGES:,} pictures"
        return [line, *notes, *bad], count == NUM_IMAGES

    splits = {
        split: FileExamples(found, _read)
        for split, found in items.items()
        if found
    }
    if not splits:
        summarize({}, {})
    return Reading(splits, notes, False, summarize)


def _read(item):
    """An example, or None, and what could not be used."""
    row, number, picture, mask_path = item
    try:
        frame = _frame(picture)
    except DataError as error:
        return None, [f"left out: {error}"]
    mask, said = _mask(mask_path, frame.shape[:2])
    return _example(row, number, frame, mask), said


def _files(root):
    """Pictures and masks by the picture's name.

    Some copies hold every picture twice, in two folders: one is enough.
    """
    pictures, masks = {}, {}
    for path in sorted(root.rglob("*")):
        name, kind = path.stem, path.suffix.lower()
        if kind == ".png" and name.endswith("_segmentation"):
            masks.setdefault(name.removesuffix("_segmentation"), path)
        elif kind in (".jpg", ".jpeg", ".png") and name.startswith("ISIC_"):
            pictures.setdefault(name, path)
    return pictures, masks


def _frame(path):
    """A picture as it was taken: whole, and four to three."""
    frame = read_image(path)
    height, width = frame.shape[:2]
    usual = abs(width / height - FRAME) < 0.02 and height >= SIZE
    if not usual:
        raise DataError(
            f"{path}: expected a frame of 600 x 450 pixels, or reduced, at "
            f"least 100 x 75 (width x height); found {width} x {height}"
        )
    return frame


def _mask(path, shape):
    """A mask of the picture's size, or none; and a note on one of another."""
    if path is None:
        return None, []
    try:
        return read_image(path, "L", size=shape), []
    except DataError as error:
        return None, [f"mask left out: {error}"]


def _central(values):
    """Central square, averaged to SIZE x SIZE."""
    height, width = values.shape[:2]
    start = (width - height) // 2
    square = Image.fromarray(values[:, start : start + height])
    return np.asarray(square.resize((SIZE, SIZE), Image.Resampling.BOX))


def _example(row, number, frame, mask):
    drawn = np.zeros((SIZE, SIZE), np.uint8)
    if mask is not None:
        drawn = (_central(mask) > 127).astype(np.uint8)
    unknown = np.float32(np.nan)
    return {
        "image": _central(frame),
        "mask": drawn,
        "has_mask": int(mask is not None),
        "label": CLASSES.index(row.label),
        "malignant": int(row.label in MALIGNANT),
        "disease": -1,
        "lesion": number,
        "name": row.image,
        "age": np.float32(row.age),
        "sex": row.sex,
        "site": row.site,
        "dx_type": row.dx_type,
        "tone": unknown,
        "asymmetry": unknown,
        "border": unknown,
        "diameter": unknown,
    }


def _counted(names, thing, what):
    """A note on how many, with the first names; none where there are none."""
    if not names:
        return []
    more = ", ..." if names[SHOWN:] else ""
    some = f"{len(names)} {thing}{'s' if len(names) > 1 else ''} {what}"
    return [f"{some}: {', '.join(names[:SHOWN])}{more}"]

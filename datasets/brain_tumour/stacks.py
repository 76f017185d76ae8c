"""A patient's stack of slices: pictures, masks, places in the stack."""

import re
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from medkeras.imaging.image_files import read_image
from medkeras.utils.errors import DataError

SIZE = 64  # pixels
SLICE = re.compile(r"(?P<patient>TCGA_\w+?)_(?P<number>\d+)(?P<mask>_mask)?")
PRE, FLAIR, POST = range(3)  # channels, in the order of the release


class Stack(NamedTuple):
    """The slices of one folder that could be read, and notes on the rest."""

    rows: list[dict]
    notes: list[str]


def read_stack(folder: Path) -> Stack:
    """Read a folder of pictures `..._<slice>.tif` with `..._mask.tif`.

    What cannot be used is left out and said: a picture without a mask, a mask
    without a picture, files that are damaged or of another mode or size.
    """
    pictures, masks = _numbered(folder)
    rows, notes = [], []
    for number in sorted(pictures):
        try:
            if number not in masks:
                raise DataError(f"{pictures[number].name}: no mask beside it")
            rows.append(_row(pictures[number], masks[number], number))
        except DataError as error:
            text = str(error).replace(f"{folder}/", "")
            notes.append(f"{folder.name}: slice left out: {text}")
    for number in sorted(set(masks) - set(pictures)):
        notes.append(f"{folder.name}: {masks[number].name}: no picture to it")
    _add_positions(rows, sorted(pictures))
    _add_sequences(rows)
    return Stack(rows, notes)


def reduced(values: np.ndarray) -> np.ndarray:
    """Means of square blocks: (SIZE, SIZE, ...), float."""
    height, width = values.shape[:2]
    down, across = height // SIZE, width // SIZE
    blocks = values.reshape(SIZE, down, SIZE, across, *values.shape[2:])
    return blocks.mean(axis=(1, 3))


def _numbered(folder):
    """Paths of pictures and of masks by number; not padded with zeros."""
    pictures, masks = {}, {}
    for path in sorted(folder.iterdir()):
        found = SLICE.fullmatch(path.stem)
        if found and path.suffix.lower() in (".tif", ".tiff"):
            kind = masks if found["mask"] else pictures
            kind[int(found["number"])] = path
    return pictures, masks


def _row(picture, mask_path, number):
    _check_mode(picture)
    image = read_image(picture)
    if image.shape[0] != image.shape[1] or image.shape[0] % SIZE:
        raise DataError(
            f"{picture}: expected a square of {SIZE}, {2 * SIZE} or "
            f"{4 * SIZE} pixels; found {image.shape[0]} x {image.shape[1]}"
        )
    mask = read_image(mask_path, "L", image.shape[:2])
    inside = mask > mask.max() / 2  # 0 and 1, or 0 and 255
    return {
        "image": np.round(reduced(image)).astype(np.uint8),
        # The majority of a block; the label is that of the whole mask.
        "mask": (reduced(inside) >= 0.5).astype(np.uint8),
        "label": int(inside.any()),
        "slice": number,
    }


def _check_mode(path):
    """Grey pictures would pass for three equal sequences."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a damaged header
            with Image.open(path) as picture:
                mode = picture.mode
    except (OSError, SyntaxError, ValueError):
        return  # `read_image` says what is wrong
    if mode != "RGB":
        raise DataError(f"{path}: expected three channels; found mode {mode}")


def _add_positions(rows, numbers):
    """From 0 at the first slice of the folder to 1 at the last."""
    for row in rows:
        span = numbers[-1] - numbers[0]
        place = (row["slice"] - numbers[0]) / span if span else 0.5
        row["position"] = np.float32(place)


def _add_sequences(rows):
    """A sequence that was not made is a copy of FLAIR in every slice."""
    for name, channel in (("has_pre", PRE), ("has_post", POST)):
        copied = all(
            np.array_equal(row["image"][..., channel], row["image"][..., FLAIR])
            for row in rows
        )
        for row in rows:
            row[name] = int(not copied)

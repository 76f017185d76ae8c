"""Where the lungs are: two boxes a film, and masks of some."""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np

from medkeras.data.sources import text_of
from medkeras.imaging.image_files import read_image
from medkeras.utils.errors import DataError

ANNOTATIONS = "annotations.json"


def read_boxes(path: Path) -> dict[str, tuple]:
    """Size and boxes of each picture, from a file in COCO's format.

    Raises:
        DataError: no such file, no JSON, or other things than pictures and
            boxes in it.
    """
    try:
        found = json.loads(text_of(path, "boxes in COCO's format (JSON)"))
        sizes = {
            picture["id"]: (
                picture["file_name"],
                int(picture["height"]),
                int(picture["width"]),
            )
            for picture in found["images"]
        }
        boxes = defaultdict(list)
        for one in found["annotations"]:
            left, top, width, height = map(float, one["bbox"])
            edges = (top, left, top + height, left + width)
            boxes[one["image_id"]].append(edges)
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path}: expected images with file_name, height and width, and "
            f"annotations with image_id and bbox; found: {error!r:.80}"
        ) from error
    return {
        name: ((height, width), boxes[number])
        for number, (name, height, width) in sizes.items()
    }


def scaled_boxes(name: str, known: dict, shape: tuple, size: int) -> np.ndarray:
    """Two boxes in pixels of the small film, left of the picture first.

    Raises:
        DataError: boxes on a picture of another size, not two of them, or
            one that does not lie on the picture.
    """
    drawn_on, boxes = known[name]
    if drawn_on != shape:
        raise DataError(
            f"{name}: expected boxes on a picture of {shape[0]} x {shape[1]} "
            f"pixels; found {drawn_on[0]} x {drawn_on[1]}"
        )
    if len(boxes) != 2:
        raise DataError(f"{name}: expected two lungs; found {len(boxes)} boxes")
    edges = np.array(sorted(boxes, key=lambda box: box[1] + box[3]))
    limits = np.array([*shape, *shape], float)
    inside = (edges >= -1).all() and (edges <= limits + 1).all()
    if not inside or (edges[:, 2:] <= edges[:, :2]).any():
        raise DataError(f"{name}: expected boxes on the picture; found others")
    return (np.clip(edges, 0, limits) / limits * size).astype(np.float32)


def read_mask(path: Path, shape: tuple) -> np.ndarray:
    """Lungs of one film as it is, 0 or 1.

    Raises:
        DataError: a picture of another size, one that cannot be decoded, or
            one with other values than two.
    """
    mask = read_image(path, "L", shape)
    values = np.unique(mask)
    if len(values) > 2 or values[0] != 0 or mask.min() == mask.max():
        raise DataError(
            f"{path}: expected a mask of two values, 0 outside the lungs; "
            f"found {len(values)} values, the lowest {values[0]}"
        )
    return mask > 0

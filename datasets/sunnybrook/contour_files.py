"""Contours as the experts' files hold them: x and y of a corner in a line."""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from medkeras.data.sources import text_of
from medkeras.utils.errors import DataError

NAME = re.compile(r"IM-(\d+)-(\d+)-([io])contour-manual\.txt$", re.IGNORECASE)
KINDS = {"i": "inner", "o": "outer"}  # of the muscle: endo- and epicardium


class ContourFile(NamedTuple):
    """One file of one contour."""

    path: Path
    number: int  # of the image it was drawn on
    kind: str  # "inner" or "outer"


def find_contours(folder: Path) -> list[ContourFile]:
    """Contour files below a folder, in the order of their images."""
    found = []
    for path in sorted(folder.rglob("*.txt")):
        match = NAME.search(path.name)
        if match:
            kind = KINDS[match[3].lower()]
            found.append(ContourFile(path, int(match[2]), kind))
    return sorted(found, key=lambda one: (one.number, one.kind))


def read_contour(path: Path, shape: tuple[int, int]) -> np.ndarray:
    """Corners of a contour, (points, 2), rows and columns in pixels.

    Raises:
        DataError: other things than two numbers a line, fewer than three
            points, or a point outside of an image of this shape.
    """
    lines = text_of(path, "a contour: x and y in each line").splitlines()
    try:
        points = np.array([[float(v) for v in line.split()] for line in lines])
    except ValueError as error:
        raise DataError(
            f"{path}: expected two numbers in each line; found {error}"
        ) from error
    if points.ndim != 2 or points.shape[1] != 2 or len(points) < 3:
        raise DataError(
            f"{path}: expected three points or more, two numbers each; found "
            f"an array {points.shape}"
        )
    height, width = shape
    x, y = points.T
    inside = (x >= 0) & (x <= width) & (y >= 0) & (y <= height)
    if not inside.all():
        raise DataError(
            f"{path}: expected points on the image, {height} x {width}; found "
            f"{int((~inside).sum())} beside it"
        )
    return points[:, ::-1]

"""Shapes drawn with a pen by a program: a source task for transfer."""

import numpy as np
from PIL import Image, ImageDraw

from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_seed, check_whole

SHAPES = ("circle", "square", "triangle", "star", "zigzag", "line")
POINTS = 240  # along one shape
LARGER = 3


def drawn_shapes(
    num_pictures: int, size: int = 64, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Draw circles, squares, triangles, stars, zigzags and lines.

    Each has a place, a size, a turn, a pen and a waver of its own, so that a
    network must learn lines and corners to tell them apart. Nothing in them
    knows of a disease.

    Args:
        num_pictures: how many; the shapes take turns.
        size: pixels of each side, 16 or more.
        seed: of all draws; the same seed gives the same pictures.

    Returns:
        Pictures (num_pictures, size, size), float32, 0 paper to 1 ink, and
        labels (num_pictures,), 0 to 5.

    Raises:
        UsageError: numbers that are not whole, or too small.

    Example:
        >>> from medkeras.demos.drawn_shapes import drawn_shapes
        >>> pictures, labels = drawn_shapes(6, size=32)
        >>> pictures.shape, labels.tolist()
        ((6, 32, 32), [0, 1, 2, 3, 4, 5])

    Chapter: 3.1.3
    """
    check_whole("num_pictures", num_pictures)
    check_whole("size", size)
    check_seed(seed)
    if size < 16:
        raise UsageError(f"`size` must be 16 or more. Received: {size}")
    rng = np.random.default_rng(seed)
    labels = np.arange(num_pictures) % len(SHAPES)
    pictures = np.empty((num_pictures, size, size), np.float32)
    for row, label in enumerate(labels):
        corners = _corners(SHAPES[label], rng)
        pictures[row] = _draw(_varied(corners, rng), size, rng)
    return pictures, labels


def _corners(shape, rng):
    """Corners of a path, (corners, 2), within -1 to 1."""
    if shape == "line":
        return np.array([[-1.0, 0.0], [1.0, 0.0]])
    if shape == "zigzag":
        count = rng.integers(5, 10)
        heights = 0.7 * (-1.0) ** np.arange(count)
        return np.stack([np.linspace(-1, 1, count), heights], axis=1)
    count = {"circle": 60, "square": 4, "triangle": 3, "star": 10}[shape]
    turn = 2 * np.pi * np.arange(count + 1) / count
    radius = np.ones(count + 1)
    if shape == "star":
        radius[1::2] = 0.45
    return radius[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)


def _varied(corners, rng):
    """Points along the path, turned, stretched and unsteady."""
    places = np.linspace(0, len(corners) - 1, POINTS)
    known = np.arange(len(corners))
    path = [np.interp(places, known, column) for column in corners.T]
    turn = rng.uniform(0, 2 * np.pi)
    rotation = np.array(
        [[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]
    )
    path = np.stack(path, axis=1) * rng.uniform(0.7, 1.0, 2) @ rotation
    along = np.linspace(0, 1, POINTS)
    for axis in (0, 1):
        cycles = rng.uniform(2, 40)
        size = rng.uniform(0, 0.05)
        path[:, axis] += size * np.sin(2 * np.pi * cycles * along)
    return path


def _draw(path, size, rng):
    """Ink between 0 and 1, drawn larger and reduced for soft edges."""
    scale = size * rng.uniform(0.28, 0.42)
    middle = size / 2 + size * rng.uniform(-0.06, 0.06, 2)
    points = LARGER * (middle + scale * path)
    pen = round(LARGER * rng.uniform(0.8, 2.2))
    sheet = Image.new("L", (LARGER * size, LARGER * size), 0)
    ImageDraw.Draw(sheet).line([tuple(p) for p in points.tolist()], 255, pen)
    small = sheet.resize((size, size), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / 255

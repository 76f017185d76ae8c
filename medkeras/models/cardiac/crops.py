"""Examples for the networks: squares of images, moved and turned at random."""

import hashlib
from typing import NamedTuple

import numpy as np

from medkeras.imaging.contours import shares_inside
from medkeras.imaging.dicom import window
from medkeras.imaging.square_crops import SquareCrop
from medkeras.models.cardiac.input_validation import (
    checked_centres,
    checked_contours,
    checked_stack,
)
from medkeras.utils.sizes import check_whole

WHOLE = 340.0  # mm, the chest
SQUARE = 130.0  # mm, around the ventricle: 100 pixels in the paper
SUBPIXELS = 4  # places along a pixel that are asked for the cavity
COARSE = 32  # pixels of the chest in which the ventricle is looked for
MOST = 400  # slices whose examples are kept; some 100 MB

_kept = {}


class Draws(NamedTuple):
    """How far a square is moved, turned and stretched at random.

    Attributes:
        away: standard deviation of its place, mm.
        turn: largest turn to either side, radians.
        stretch: largest change of its side, as a logarithm.
        grey: largest change of the brightness, as an exponent's logarithm.

    Example:
        >>> from medkeras.models.cardiac.crops import Draws
        >>> Draws(away=4.0).turn
        3.141592653589793

    Chapter: 3.1.1
    """

    away: float = 8.0
    turn: float = float(np.pi)  # scanners tilt the heart as they like
    stretch: float = 0.2
    grey: float = 0.4


def chest_crops(images, contours, spacings, copies, size, draws, rng):
    """Whole chests, moved and turned, and where the cavity lies in them.

    Args:
        images: (slices, height, width), any unit of brightness.
        contours: one (points, 2) a slice, pixels.
        spacings: (slices, 2), mm.
        copies: examples of each slice.
        size: pixels along each side.
        draws: what is done to them, `Draws`.
        rng: random generator.

    Returns:
        Images (slices x copies, size, size, 1), share of each pixel in the
        cavity (slices x copies, size, size).

    Raises:
        UsageError: no slices, NaN, arrays that do not go together, no copies.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cardiac import chest_crops
        >>> from medkeras.models.cardiac.crops import Draws
        >>> images = np.zeros((1, 50, 50))
        >>> contour = [[20, 20], [20, 30], [30, 25]]
        >>> given = images, [contour], [[7, 7]]
        >>> x, y = chest_crops(*given, 3, 16, Draws(), np.random.default_rng(0))
        >>> x.shape, y.shape
        ((3, 16, 16, 1), (3, 16, 16))

    Chapter: 3.1.1
    """
    given = images, contours, spacings, copies, size, draws, rng
    return _crops(_middles, *given, WHOLE, beyond=0)


def square_crops(
    images, contours, spacings, copies, size, draws, rng, side=SQUARE
):
    """Squares around the ventricle at random, and the cavity in each.

    Args:
        images: (slices, height, width), any unit of brightness.
        contours: one (points, 2) a slice, pixels.
        spacings: (slices, 2), mm.
        copies: examples of each slice.
        size: pixels along each side.
        draws: what is done to them, `Draws`.
        rng: random generator.
        side: of the squares, mm.

    Returns:
        Images (slices x copies, size, size, 1), share of each pixel in the
        cavity (slices x copies, size, size).

    Raises:
        UsageError: no slices, NaN, arrays that do not go together, no copies.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cardiac import square_crops
        >>> from medkeras.models.cardiac.crops import Draws
        >>> images = np.zeros((1, 50, 50))
        >>> contour = [[20, 20], [20, 30], [30, 25]]
        >>> given = images, [contour], [[3, 3]]
        >>> rng = np.random.default_rng(0)
        >>> x, y = square_crops(*given, 3, 16, Draws(), rng)
        >>> x.shape, y.shape
        ((3, 16, 16, 1), (3, 16, 16))

    Chapter: 3.1.1
    """
    given = images, contours, spacings, copies, size, draws, rng
    return _crops(_centroids, *given, side)


def chests(images, spacings, size):
    """The chest in each image, reduced, and the squares that it is.

    Args:
        images: (slices, height, width), any unit of brightness.
        spacings: (slices, 2), mm.
        size: pixels along each side.

    Returns:
        Brightness from 0 to 1, (slices, size, size, 1); and the squares that
        were cut, one `SquareCrop` a slice.

    Raises:
        UsageError: no slices, NaN, arrays that do not go together.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cardiac.crops import chests
        >>> images = np.random.default_rng(0).random((2, 50, 50))
        >>> cut, crops = chests(images, [[7, 7], [7, 7]], 16)
        >>> cut.shape, len(crops)
        ((2, 16, 16, 1), 2)

    Chapter: 3.1.1
    """
    images, spacings = checked_stack(images, spacings)
    return _cut(images, _middles(images), spacings, size, WHOLE, beyond=0)


def squares(images, centres, spacings, size, side=SQUARE):
    """The square around each centre.

    Args:
        images: (slices, height, width), any unit of brightness.
        centres: (slices, 2), pixels.
        spacings: (slices, 2), mm.
        size: pixels along each side.
        side: of the square, mm.

    Returns:
        Brightness from 0 to 1, (slices, size, size, 1); and the squares that
        were cut, one `SquareCrop` a slice.

    Raises:
        UsageError: no slices, NaN, arrays that do not go together.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cardiac.crops import squares
        >>> images = np.random.default_rng(0).random((2, 50, 50))
        >>> cut, crops = squares(images, [[20, 30]] * 2, [[2, 2]] * 2, 16)
        >>> cut.shape, len(crops)
        ((2, 16, 16, 1), 2)

    Chapter: 3.1.1
    """
    images, spacings = checked_stack(images, spacings)
    centres = checked_centres(centres, images)
    return _cut(images, centres, spacings, size, side)


def standardized(cut):
    """Each square with mean 0 and standard deviation 1."""
    mean = cut.mean(axis=(1, 2, 3), keepdims=True)
    return (cut - mean) / (cut.std(axis=(1, 2, 3), keepdims=True) + 1e-6)


def _cut(images, centres, spacings, size, side, beyond=None):
    """A square of each image in its own brightness, and the squares."""
    crops = [
        SquareCrop(tuple(centre), pair, side, size)
        for centre, pair in zip(centres, spacings, strict=True)
    ]
    cut = [
        crop.cut(window(image), beyond)
        for crop, image in zip(crops, images, strict=True)
    ]
    return np.stack(cut)[..., None], crops


def _middles(images, contours=None):
    """The middle of each image."""
    middle = (np.array(images.shape[1:]) - 1) / 2
    return np.tile(middle, (len(images), 1))


def _centroids(images, contours):
    """The mean corner of each contour."""
    return [contour.mean(axis=0) for contour in contours]


def _crops(
    places, images, contours, spacings, copies, size, draws, rng, side,
    beyond=None,
):  # fmt: skip
    """Random squares around `places(images, contours)`, and the cavities."""
    check_whole("copies", copies)
    images, spacings = checked_stack(images, spacings)
    contours = checked_contours(contours, images)
    around = places(images, contours)
    how = copies, size, draws, int(rng.integers(2**32)), side, beyond
    examples = [
        _examples(*of_slice, how)
        for of_slice in zip(images, contours, spacings, around, strict=True)
    ]
    x, y = (np.stack(parts, axis=1) for parts in zip(*examples, strict=True))
    return x.reshape(-1, size, size, 1), y.reshape(-1, size, size)


def _examples(image, contour, spacing, place, how):
    """Squares of one slice, (copies, size, size), and the cavity in each.

    They depend on nothing else, and a cross-validation asks for a slice in
    nearly every fold: those of the last slices are kept.
    """
    digest = hashlib.blake2b(repr(how).encode())
    for part in (image, contour, spacing, place):
        digest.update(repr((np.shape(part), part.dtype)).encode())
        digest.update(np.ascontiguousarray(part))
    key = digest.digest()
    if key not in _kept:
        if len(_kept) >= MOST:
            _kept.clear()
        rng = np.random.default_rng(np.frombuffer(key, np.uint32))
        _kept[key] = _new_examples(image, contour, spacing, place, how, rng)
    return _kept[key]


def _new_examples(image, contour, spacing, place, how, rng):
    copies, size, draws, _, side, beyond = how
    shown, x, y = window(image), [], []
    for _ in range(copies):
        crop = _drawn(rng, place, spacing, side, size, draws)
        flip = 1 if rng.random() < 0.5 else -1
        exponent = np.exp(rng.uniform(-draws.grey, draws.grey))
        cavity = shares_inside(crop.to_crop(contour), size, size, SUBPIXELS)
        x.append((crop.cut(shown, beyond) ** exponent)[::flip])
        y.append(cavity[::flip])
    return np.stack(x), np.stack(y)


def _drawn(rng, middle, spacing, side, size, draws):
    """A square around a place, but for a draw."""
    moved = middle + rng.normal(0, draws.away, 2) / spacing
    angle = rng.uniform(-draws.turn, draws.turn)
    side = side * np.exp(rng.uniform(-draws.stretch, draws.stretch))
    return SquareCrop(moved, spacing, side, size, angle)

"""Pictures turned by any angle, without the corners that nobody has seen.

A mole has no upright: turned by any angle, or mirrored, it is as likely a
picture. Turning a square leaves empty corners; the largest upright square
inside it has none.
"""

import numpy as np

from medkeras.utils.arrays import finite_numbers, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive, check_whole


def inscribed_square(side: float, degrees: float) -> float:
    """Side of the largest upright square inside a turned square.

    Turned by t, the square has the width |cos t| + |sin t| times its side
    between opposite corners, and the upright square is smaller by the same
    factor: half of the area at 45 degrees.

    Args:
        side: of the turned square.
        degrees: angle of the turn, a number or an array.

    Returns:
        The side, of the shape of `degrees`.

    Raises:
        UsageError: a side that is not positive, or an infinite angle.

    Example:
        >>> from medkeras.imaging.rotation import inscribed_square
        >>> round(inscribed_square(10.0, 45.0) ** 2, 6)
        50.0

    Chapter: 3.1.4
    """
    check_positive("side", side)
    turn = np.radians(real_array("degrees", degrees, empty=True))
    found = side / (np.abs(np.cos(turn)) + np.abs(np.sin(turn)))
    return float(found) if found.ndim == 0 else found


def rotated_squares(
    images: np.ndarray, degrees: np.ndarray, size: int
) -> np.ndarray:
    """Turn pictures and keep the largest upright square of each.

    Args:
        images: (images, side, side, channels).
        degrees: (images,), each picture's turn, counter-clockwise.
        size: side of the result in pixels; between pixels, values are
            weighted by nearness (bilinear).

    Returns:
        (images, size, size, channels), float32.

    Raises:
        UsageError: pictures that are not square, or another number of angles.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.rotation import rotated_squares
        >>> image = np.arange(9.0).reshape(1, 3, 3, 1)
        >>> rotated_squares(image, [90], 3)[0, :, :, 0].round(3)
        array([[2., 5., 8.],
               [1., 4., 7.],
               [0., 3., 6.]], dtype=float32)

    Reference: Esteva et al. 2017, doi:10.1038/nature21056, who turn by any
        angle and crop so (unverified).
    Chapter: 3.1.4
    """
    images = squares("images", images)
    degrees = finite_numbers("degrees", degrees, ndim=1)
    check_whole("size", size)
    if len(degrees) != len(images):
        raise UsageError(
            f"`degrees` must hold an angle for each of {len(images)} pictures. "
            f"Received: {len(degrees)}"
        )
    side = images.shape[1]
    y, x = _grid(degrees, side, size)
    return _between(images, y, x)


def random_views(
    images: np.ndarray, rng: np.random.Generator, size: int
) -> np.ndarray:
    """Each picture turned by a random angle, half of them mirrored.

    Args:
        images: (images, side, side, channels).
        rng: random generator.
        size: side of the result in pixels.

    Returns:
        (images, size, size, channels), float32.

    Raises:
        UsageError: pictures that are not square.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.rotation import random_views
        >>> rng = np.random.default_rng(0)
        >>> random_views(np.ones((2, 9, 9, 3)), rng, size=6).shape
        (2, 6, 6, 3)

    Reference: as `rotated_squares`.
    Chapter: 3.1.4
    """
    images = squares("images", images)
    views = rotated_squares(images, rng.uniform(0, 360, len(images)), size)
    mirrored = rng.random(len(images)) < 0.5
    views[mirrored] = views[mirrored, ::-1]
    return views


def squares(name: str, images) -> np.ndarray:
    """The pictures, if they are (images, side, side, channels)."""
    images = real_array(name, images)
    if images.ndim != 4 or images.shape[1] != images.shape[2]:
        raise UsageError(
            f"`{name}` must be (images, side, side, channels). Received: shape "
            f"{images.shape}"
        )
    return images


def _grid(degrees, side, size):
    """Places in the pictures of every pixel of the squares."""
    half = inscribed_square(side, degrees) / 2
    steps = (np.arange(size) + 0.5) / size * 2 - 1
    down = half[:, None, None] * steps[:, None]
    across = half[:, None, None] * steps
    turn = np.radians(degrees)[:, None, None]
    middle = (side - 1) / 2
    y = middle + across * np.sin(turn) + down * np.cos(turn)
    x = middle + across * np.cos(turn) - down * np.sin(turn)
    return y, x


def _between(images, y, x):
    """Bilinear values at places (images, size, size)."""
    count, side = images.shape[:2]
    flat = images.reshape(count * side * side, -1).astype(np.float32)
    y, x = np.clip(y, 0, side - 1), np.clip(x, 0, side - 1)
    top = np.minimum(y.astype(int), max(side - 2, 0))
    left = np.minimum(x.astype(int), max(side - 2, 0))
    below = (y - top).astype(np.float32)[..., None]
    right = (x - left).astype(np.float32)[..., None]
    first = (np.arange(count) * side * side)[:, None, None]
    corner = first + top * side + left
    last = min(1, side - 1)  # a picture of one pixel has no neighbour
    above = flat[corner] * (1 - right) + flat[corner + last] * right
    corner = corner + last * side
    under = flat[corner] * (1 - right) + flat[corner + last] * right
    return above * (1 - below) + under * below

"""Steps between the networks: from masks to places, shapes and contours."""

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull

from medkeras.imaging.contours import area, mask_to_polygon
from medkeras.imaging.level_set import signed_distance
from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

FARTHEST = 15.0  # mm from the median of a stack


def centres_of_mass(masks: np.ndarray) -> np.ndarray:
    """Row and column of each mask's centre, pixels of the mask.

    Values below half of the largest do not count: the faint rest of a large
    mask would pull the centre to the middle of the image.
    """
    half = masks.max(axis=(1, 2), keepdims=True) / 2
    strong = np.where(masks >= half, masks, 0) + 1e-9
    rows = (strong.sum(axis=2) * np.arange(masks.shape[1])).sum(axis=1)
    columns = (strong.sum(axis=1) * np.arange(masks.shape[2])).sum(axis=1)
    total = strong.sum(axis=(1, 2))
    return np.stack([rows / total, columns / total], axis=1)


def without_outliers(centres: np.ndarray, spacings: np.ndarray) -> np.ndarray:
    """Centres of a stack; one far from their median becomes the median."""
    median = np.median(centres, axis=0)
    away = np.linalg.norm((centres - median) * spacings, axis=1)
    return np.where((away > FARTHEST)[:, None], median, centres)


def as_mask(probability: np.ndarray) -> np.ndarray:
    """The piece above a half in the middle of the square.

    Of several pieces the one that weighs most, pixels near the middle more
    than others: the right ventricle may be the larger one. If nothing is
    above a half, above half of the maximum. The edge of the square is never
    a part of it, so that each has a contour.
    """
    inner = np.zeros_like(probability)
    inner[1:-1, 1:-1] = probability[1:-1, 1:-1]
    pieces, count = ndimage.label(inner > min(0.5, inner.max() / 2))
    if count == 0:  # not a trace of a ventricle: its middle must do
        pieces[tuple(np.array(inner.shape) // 2)] = 1
    weights = np.bincount(pieces.ravel(), _middle(inner.shape).ravel())
    weights[0] = 0
    return pieces == weights.argmax()


def _middle(shape):
    """A bell around the middle, a sixth of the square wide."""
    rows, columns = (
        np.exp(-(((np.arange(n) - (n - 1) / 2) / (n / 6)) ** 2) / 2)
        for n in shape
    )
    return rows[:, None] * columns


def enlarged(probability: np.ndarray, size: int) -> np.ndarray:
    """The same square on more pixels, interpolated."""
    return ndimage.zoom(
        probability, size / probability.shape[0], order=1, grid_mode=True,
        mode="nearest",
    )  # fmt: skip


def as_level_set(probability: np.ndarray, size: int) -> np.ndarray:
    """Signed distances from the edge of what is probable.

    The piece above a half that lies nearest to the middle is the inside; if
    nothing is above a half, what is above half of the maximum.

    Args:
        probability: share of each pixel in the cavity, (pixels, pixels).
        size: pixels along each side of the answer, which shows the same
            square.

    Returns:
        (size, size), float32, pixels; negative inside.

    Raises:
        UsageError: NaN, or no square.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cardiac.stages import as_level_set
        >>> drawn = np.zeros((8, 8))
        >>> drawn[2:6, 2:6] = 1
        >>> phi = as_level_set(drawn, 16)
        >>> phi.shape, int((phi < 0).sum())
        ((16, 16), 64)

    Chapter: 3.1.1
    """
    check_whole("size", size, 3)
    probability = finite_numbers("probability", probability, ndim=2)
    if probability.shape[0] != probability.shape[1]:
        raise UsageError(
            "`probability` must be a square. Received: shape "
            f"{probability.shape}"
        )
    return signed_distance(as_mask(enlarged(probability, size)))


def border(probability: np.ndarray, crop) -> np.ndarray:
    """The convex border of what is probable, in pixels of the image.

    Experts draw around the papillary muscles, which keeps a contour convex.
    """
    inside = as_mask(probability)
    level = min(0.5, probability[inside].max() / 2)
    near = np.where(ndimage.binary_dilation(inside), probability, 0)
    points = mask_to_polygon(_closed(near, 0), level)
    return _a_pixel_at_least(crop.to_image(points[ConvexHull(points).vertices]))


def outline(phi: np.ndarray, crop) -> np.ndarray:
    """The contour of a level set in pixels of the image it was cut from."""
    inside = as_mask(np.clip(0.5 - phi, 0, 1))
    # Other pieces are lifted out of the way, so that one contour is left.
    near = ndimage.binary_dilation(inside)
    alone = np.where(near, phi, np.abs(phi) + 1)
    if (alone[inside] < 0).sum() < 2:  # it has vanished: a pixel is left
        alone[inside] = -1.0
    return _a_pixel_at_least(
        crop.to_image(mask_to_polygon(_closed(alone, 1), 0.0))
    )


def _a_pixel_at_least(contour):
    """What is smaller than a pixel of the image may enclose none of it."""
    if area(contour) >= 1:
        return contour
    corners = np.array([[-0.5, -0.5], [-0.5, 0.5], [0.5, 0.5], [0.5, -0.5]])
    return contour.mean(axis=0) + corners


def _closed(image, outside):
    """The same image with an edge that no contour can cross."""
    framed = np.full(image.shape, outside, float)
    framed[1:-1, 1:-1] = image[1:-1, 1:-1]
    return framed

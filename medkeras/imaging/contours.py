"""Closed polygons drawn on images, and the masks that they enclose.

Points are (row, column) in pixels; the centre of the first pixel is (0, 0),
so the image reaches from -0.5 to its size less 0.5.
"""

import numpy as np
from skimage import measure

from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole, checked_sizes


def polygon_to_mask(
    points: np.ndarray, shape: tuple[int, int], subpixels: int = 8
) -> np.ndarray:
    """Share of each pixel that lies inside of a closed polygon.

    Args:
        points: corners in order, (points, 2), rows and columns in pixels;
            the last is joined to the first.
        shape: height and width of the mask.
        subpixels: places along each side of a pixel that are asked.

    Returns:
        (height, width), float32 from 0 to 1; the mask is where it is 0.5
        or more.

    Raises:
        UsageError: fewer than three points, NaN, a polygon of which nothing
            lies on the image.

    Example:
        >>> from medkeras.imaging.contours import polygon_to_mask
        >>> square = [[0.5, 0.5], [0.5, 2.5], [2.0, 2.5], [2.0, 0.5]]
        >>> polygon_to_mask(square, (4, 4))
        array([[0. , 0. , 0. , 0. ],
               [0. , 1. , 1. , 0. ],
               [0. , 0.5, 0.5, 0. ],
               [0. , 0. , 0. , 0. ]], dtype=float32)

    Chapter: 3.1.1
    """
    corners = _polygon(points)
    height, width = checked_sizes("shape", shape, 2)
    check_whole("subpixels", subpixels)
    shares = shares_inside(corners, height, width, subpixels)
    if not shares.any():
        raise UsageError(
            f"`points` must enclose a part of the image {height} x {width}. "
            f"Received: rows {_range(corners[:, 0])}, columns "
            f"{_range(corners[:, 1])}"
        )
    return shares


def shares_inside(corners, height, width, subpixels):
    """Share of each pixel inside of a polygon; zeros where it lies beyond."""
    # Only the pixels around the polygon are asked.
    low = np.clip(np.floor(corners.min(axis=0)), 0, (height, width)).astype(int)
    high = np.clip(np.ceil(corners.max(axis=0)) + 1, low, (height, width))
    size = (high - low).astype(int)
    shares = np.zeros((height, width), np.float32)
    if size.all():
        # The centre of subpixel k of pixel i is at i - 1/2 + (k + 1/2) / s.
        fine = (corners - low + 0.5) * subpixels - 0.5
        inside = _filled(fine, *(size * subpixels))
        blocks = inside.reshape(size[0], subpixels, size[1], subpixels)
        here = tuple(map(slice, low, low + size))
        shares[here] = blocks.mean(axis=(1, 3), dtype=np.float32)
    return shares


def _filled(corners, height, width):
    """Places inside by the even-odd rule, row by row, (height, width).

    Equal to scikit-image's `polygon2mask`, which asks each place about each
    edge and takes more than ten times as long.
    """
    ends = np.roll(corners, -1, axis=0)
    rows = np.arange(height)[:, None]
    row, edge = np.nonzero((corners[:, 0] > rows) != (ends[:, 0] > rows))
    start, way = corners[edge], ends[edge] - corners[edge]
    column = start[:, 1] + (row - start[:, 0]) * way[:, 1] / way[:, 0]
    # From the first place behind a crossing on, the side has changed.
    behind = np.clip(np.ceil(column), 0, width).astype(int)
    places = height * (width + 1)
    changes = np.bincount(row * (width + 1) + behind, minlength=places)
    crossed = changes.reshape(height, width + 1).cumsum(axis=1)
    return crossed[:, :width] % 2 == 1


def mask_to_polygon(mask: np.ndarray, level: float = 0.5) -> np.ndarray:
    """The longest contour along which an image has a value.

    Args:
        mask: (height, width); of 0 and 1, or any image, such as a level set
            with the level 0.
        level: the value on the contour.

    Returns:
        Corners in order, (points, 2), rows and columns in pixels. What the
        edge of the image cuts off has no closed contour.

    Raises:
        UsageError: NaN, or no closed contour of that value.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.contours import area, mask_to_polygon
        >>> mask = np.zeros((20, 20))
        >>> mask[5:15, 5:15] = 1
        >>> area(mask_to_polygon(mask))
        99.5

    Reference: Lorensen and Cline 1987, doi:10.1145/37402.37422.
    Chapter: 3.1.1
    """
    image = finite_numbers("mask", mask, ndim=2)
    check_number("level", level)
    if min(image.shape) < 2:
        raise UsageError(
            "`mask` must have two rows and two columns at least. Received: "
            f"shape {image.shape}"
        )
    low, high = image.min(), image.max()
    if not low < level < high:
        raise UsageError(
            f"`mask` must have values on both sides of {level:g}. Received: "
            f"from {low:.3g} to {high:.3g}"
        )
    found = measure.find_contours(image, level)
    closed = [line for line in found if (line[0] == line[-1]).all()]
    if not closed:
        raise UsageError(
            "`mask` must have a closed contour. Received: only contours that "
            "end at the edge of the image"
        )
    return max(closed, key=area)[:-1]


def resample(points: np.ndarray, count: int) -> np.ndarray:
    """Points at even distances along a closed polygon.

    Args:
        points: corners in order, (points, 2).
        count: points to return, three or more.

    Returns:
        (count, 2); the first is the first corner.

    Raises:
        UsageError: fewer than three points, NaN, all points in one place.

    Example:
        >>> from medkeras.imaging.contours import resample
        >>> resample([[0, 0], [0, 2], [2, 2], [2, 0]], 4).tolist()
        [[0.0, 0.0], [0.0, 2.0], [2.0, 2.0], [2.0, 0.0]]

    Chapter: 3.1.1
    """
    corners = _polygon(points)
    check_whole("count", count, 3)
    closed = np.concatenate([corners, corners[:1]])
    edges = np.hypot(*np.diff(closed, axis=0).T)
    if not edges.sum() > 0:
        raise UsageError(
            "`points` must be in more than one place. Received: "
            f"{len(corners)} times {corners[0].tolist()}"
        )
    along = np.concatenate([[0], np.cumsum(edges)])
    wanted = np.linspace(0, along[-1], count, endpoint=False)
    columns = [np.interp(wanted, along, values) for values in closed.T]
    return np.stack(columns, axis=1)


def area(points: np.ndarray) -> float:
    """Area of a closed polygon, whichever way round it is drawn.

        A = |Σ r_i c_{i+1} - r_{i+1} c_i| / 2

    Args:
        points: corners in order, (points, 2).

    Returns:
        In the square of the points' unit.

    Raises:
        UsageError: fewer than three points, or NaN.

    Example:
        >>> from medkeras.imaging.contours import area
        >>> area([[0, 0], [0, 2], [3, 2], [3, 0]])
        6.0

    Chapter: 3.1.1
    """
    row, column = _polygon(points).T
    crossed = row * np.roll(column, -1) - np.roll(row, -1) * column
    return float(abs(crossed.sum()) / 2)


def _polygon(points):
    corners = finite_numbers("points", points, ndim=2)
    if corners.shape[1] != 2 or len(corners) < 3:
        raise UsageError(
            "`points` must be three or more, (points, 2), rows and columns. "
            f"Received: shape {corners.shape}"
        )
    return corners.astype(float)


def _range(values):
    return f"{values.min():.1f} to {values.max():.1f}"

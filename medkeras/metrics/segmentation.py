"""How well a segmentation fits: overlap of masks, distances of contours.

A mask says of each pixel whether it belongs; a contour is a closed polygon,
here always in millimetres: `(points, 2)`, rows and columns times the pixel
spacing. Overlaps have no unit. Distances in pixels of one scanner cannot be
compared with those of another.
"""

import numpy as np

from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UndefinedMetricError, UsageError
from medkeras.utils.sizes import check_number

GOOD_MM = 5.0  # the challenge's limit for a good contour


def dice(mask: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Overlap of masks, 2 |A ∩ B| / (|A| + |B|): 1 where they are equal.

    Args:
        mask: the segmentation, (height, width) or (slices, height, width),
            of 0 and 1 or booleans.
        reference: the expert's, of the same shape.

    Returns:
        One number a slice, (slices,), or a scalar for one slice; NaN where
        both masks are empty, where the overlap is not defined.

    Raises:
        UsageError: other shapes, or values other than 0 and 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.segmentation import dice
        >>> left, right = np.zeros((2, 4, 6), bool)
        >>> left[:, :4], right[:, 2:] = True, True
        >>> float(dice(left, right))
        0.5

    Reference: Dice 1945, doi:10.2307/1932409.
    Chapter: 3.1.1
    """
    both, a, b = _areas(mask, reference)
    return _ratio(2.0 * both, a + b)


def jaccard(mask: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Overlap of masks, |A ∩ B| / |A ∪ B| = D / (2 - D) with D the Dice.

    Args:
        mask: as for `dice`.
        reference: as for `dice`.

    Returns:
        One number a slice; NaN where both masks are empty.

    Raises:
        UsageError: other shapes, or values other than 0 and 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.segmentation import jaccard
        >>> left, right = np.zeros((2, 4, 6), bool)
        >>> left[:, :4], right[:, 2:] = True, True
        >>> round(float(jaccard(left, right)), 3)
        0.333

    Reference: Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x.
    Chapter: 3.1.1
    """
    both, a, b = _areas(mask, reference)
    return _ratio(both, a + b - both)


def conformity(dice) -> np.ndarray:
    """Misplaced pixels against rightly placed ones: (3 D - 2) / D.

    With |A ∩ B| pixels right and the others of both masks wrong it is
    1 - wrong / right: 1 at best, 0 at a Dice of 2/3, and without a lower
    end as the overlap vanishes. Small differences near 1 show more.

    Args:
        dice: Dice coefficients, (slices,), or one number.

    Returns:
        The same shape.

    Raises:
        UsageError: NaN, or a Dice outside of [0, 1].
        UndefinedMetricError: a Dice of 0: nothing is rightly placed.

    Example:
        >>> from medkeras.metrics.segmentation import conformity
        >>> float(conformity(0.8))
        0.5

    Reference: Chang et al. 2009, doi:10.1016/j.neuroimage.2009.03.068.
    Chapter: 3.1.1
    """
    overlap = finite_numbers("dice", np.atleast_1d(dice))
    if (overlap < 0).any() or (overlap > 1).any():
        raise UsageError(
            "`dice` must lie in [0, 1]. Received: from "
            f"{overlap.min():.3g} to {overlap.max():.3g}"
        )
    if (overlap == 0).any():
        raise UndefinedMetricError(
            "`dice` must be above 0: without overlap there is no conformity. "
            "Received: 0"
        )
    return (3.0 - 2.0 / overlap).reshape(np.shape(dice))


def average_perpendicular_distance(
    contour: np.ndarray, reference: np.ndarray
) -> float:
    """Mean distance of a contour's points from the expert's contour, in mm.

    For each point the shortest way to the closed polygon of the other, to
    its edges and not only to its corners. The measure of the MICCAI 2009
    challenge; it is not symmetric. Points that crowd in one place count
    more: sample the contour evenly.

    Args:
        contour: the segmentation's polygon, (points, 2), mm.
        reference: the expert's, (points, 2), mm.

    Returns:
        Millimetres.

    Raises:
        UsageError: fewer than three points, NaN, or another width.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.segmentation import (
        ...     average_perpendicular_distance,
        ... )
        >>> turn = np.linspace(0, 2 * np.pi, 1000, endpoint=False)
        >>> circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        >>> round(average_perpendicular_distance(20 * circle, 18 * circle), 3)
        2.0

    Reference: Radau et al. 2009, doi:10.54294/g80ruo.
    Chapter: 3.1.1
    """
    points, polygon = _contours(contour, reference)
    return float(_distances(points, polygon).mean())


def hausdorff(contour: np.ndarray, reference: np.ndarray) -> float:
    """Largest distance between two contours, either way, in mm.

    The point of one contour that is farthest from the other contour decides
    alone: one stray corner is enough.

    Args:
        contour: a polygon, (points, 2), mm.
        reference: the other, (points, 2), mm.

    Returns:
        Millimetres.

    Raises:
        UsageError: fewer than three points, NaN, or another width.

    Example:
        >>> from medkeras.metrics.segmentation import hausdorff
        >>> square = [[0, 0], [0, 2], [2, 2], [2, 0]]
        >>> stray = [[0, 0], [0, 2], [5, 2], [2, 0]]
        >>> hausdorff(square, stray)
        3.0

    Reference: Huttenlocher et al. 1993, doi:10.1109/34.232073.
    Chapter: 3.1.1
    """
    one, other = _contours(contour, reference)
    there, back = _distances(one, other), _distances(other, one)
    return float(max(there.max(), back.max()))


def percent_good_contours(distances, limit: float = GOOD_MM) -> float:
    """Share of contours nearer than `limit` to the expert's, in percent.

    The challenge counted a contour as good below 5 mm of average
    perpendicular distance, and averaged its other figures over good
    contours only: the bad ones cost nothing there but this share.

    Args:
        distances: average perpendicular distances, mm, (contours,); for a
            contour that was not found any number above the limit.
        limit: millimetres.

    Returns:
        Percent.

    Raises:
        UsageError: no contours, NaN, negative distances or limit.

    Example:
        >>> from medkeras.metrics.segmentation import percent_good_contours
        >>> percent_good_contours([1.2, 2.0, 7.5, 99.0])
        50.0

    Reference: Radau et al. 2009, doi:10.54294/g80ruo.
    Chapter: 3.1.1
    """
    check_number("limit", limit, 0)
    found = finite_numbers("distances", distances, ndim=1)
    if (found < 0).any():
        raise UsageError(
            "`distances` must be millimetres, none negative. Received: "
            f"{found.min():.3g}"
        )
    return float(100 * (found < limit).mean())


def _areas(mask, reference):
    """Pixels in both, in the first and in the second, of each slice."""
    masks = _mask("mask", mask), _mask("reference", reference)
    if masks[0].shape != masks[1].shape:
        raise UsageError(
            "`mask` and `reference` must have one shape. Received: "
            f"{masks[0].shape} and {masks[1].shape}"
        )
    parts = masks[0] & masks[1], *masks
    return [part.sum(axis=(-2, -1)).astype(float) for part in parts]


def _mask(name, values):
    array = finite_numbers(name, values)
    if array.ndim not in (2, 3) or not np.isin(array, (0, 1)).all():
        raise UsageError(
            f"`{name}` must be of 0 and 1, (height, width) or (slices, "
            f"height, width). Received: shape {array.shape}"
        )
    return array.astype(bool)


def _ratio(above, below):
    with np.errstate(invalid="ignore"):
        return np.divide(above, below)


def _contours(*contours):
    """As arrays (points, 2) of three points or more."""
    for name, contour in zip(("contour", "reference"), contours, strict=True):
        points = finite_numbers(name, contour, ndim=2)
        if points.shape[1] != 2 or len(points) < 3:
            raise UsageError(
                f"`{name}` must be three points or more, (points, 2), in mm. "
                f"Received: shape {points.shape}"
            )
        yield points.astype(float)


def _distances(points, polygon):
    """Of each point from the nearest edge of a closed polygon."""
    starts, ends = polygon, np.roll(polygon, -1, axis=0)
    edges = ends - starts
    lengths = (edges**2).sum(axis=1)
    ways = points[:, None] - starts  # (points, edges, 2)
    along = (ways * edges).sum(axis=2) / np.where(lengths > 0, lengths, 1)
    nearest = np.clip(along, 0, 1)[..., None] * edges
    return np.sqrt(((ways - nearest) ** 2).sum(axis=2)).min(axis=1)

"""Which modes of a known mixture a generator has found."""

from typing import NamedTuple

import numpy as np
from scipy.spatial.distance import cdist

from medkeras.utils.arrays import as_array, finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_positive


class Coverage(NamedTuple):
    """How points lie on the modes of a mixture.

    Attributes:
        num_modes: how many modes have a share of points worth counting
            within three standard deviations.
        num_visited: how many are the nearest mode of such a share, near or
            not.
        near_share: share of points within three standard deviations of a
            mode.
        kl_divergence: Kullback-Leibler divergence, in nats, of the shares of
            the nearest modes from equal shares; 0 is even, log of the
            number of modes is one mode alone.

    Example:
        >>> from medkeras.metrics.mode_coverage import Coverage
        >>> Coverage(8, 8, 0.99, 0.01).num_modes
        8

    Chapter: 2.2.4
    """

    num_modes: int
    num_visited: int
    near_share: float
    kl_divergence: float


def mode_coverage(
    points: np.ndarray,
    centers: np.ndarray,
    scale: float,
    min_share: float = 0.02,
) -> Coverage:
    """Count the modes of a mixture that a generator has found.

    Args:
        points: (rows, features), generated.
        centers: (modes, features), of equal Gaussians.
        scale: their standard deviation along each axis.
        min_share: share of all points from which a mode counts.

    Returns:
        A `Coverage`.

    Raises:
        UsageError: widths that differ, NaN, no points, a scale that is not
            positive, or a share outside 0 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.mode_coverage import mode_coverage
        >>> centers = np.array([[0.0, 0.0], [5.0, 0.0]])
        >>> mode_coverage(np.zeros((10, 2)), centers, scale=0.1).num_modes
        1

    Reference: Srivastava et al. 2017, "VEEGAN",
        doi:10.48550/arXiv.1705.07761.
    Chapter: 2.2.4
    """
    check_positive("scale", scale)
    check_number("min_share", min_share, 0, 1)
    points, centers = _checked(points, centers)
    distances = cdist(points, centers)
    nearest, num_modes = distances.argmin(axis=1), len(centers)
    near = distances.min(axis=1) <= 3 * scale
    good = np.bincount(nearest[near], minlength=num_modes) / len(points)
    shares = np.bincount(nearest, minlength=num_modes) / len(points)
    there = shares[shares > 0]
    kl_divergence = float(np.sum(there * np.log(there * num_modes)))
    return Coverage(
        int((good >= min_share).sum()),
        int((shares >= min_share).sum()),
        float(near.mean()),
        kl_divergence,
    )


def _checked(points, centers):
    points, centers = as_array("points", points), as_array("centers", centers)
    flat = points.ndim == centers.ndim == 2
    there = points.size and centers.size
    if not flat or points.shape[1] != centers.shape[1] or not there:
        raise UsageError(
            "`points` and `centers` must be (rows, features) of one width. "
            f"Received: {points.shape} and {centers.shape}"
        )
    return (
        finite_numbers("points", points).astype(float),
        finite_numbers("centers", centers).astype(float),
    )

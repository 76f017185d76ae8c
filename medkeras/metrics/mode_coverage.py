"""Which modes of a known mixture a generator has found."""

from typing import NamedTuple

import numpy as np
from scipy.spatial.distance import cdist

from medkeras.utils.errors import UsageError


class Coverage(NamedTuple):
    """How points lie on the modes of a mixture.

    Attributes:
        modes: how many modes have a share of points worth counting within
            three standard deviations.
        visited: how many are the nearest mode of such a share, near or not.
        near: share of points within three standard deviations of a mode.
        divergence: Kullback-Leibler divergence, in nats, of the shares of
            the nearest modes from equal shares; 0 is even, log of the
            number of modes is one mode alone.

    Example:
        >>> from medkeras.metrics.mode_coverage import Coverage
        >>> Coverage(8, 8, 0.99, 0.01).modes
        8

    Chapter: 2.2.4
    """

    modes: int
    visited: int
    near: float
    divergence: float


def mode_coverage(
    points: np.ndarray,
    centres: np.ndarray,
    scale: float,
    least: float = 0.02,
) -> Coverage:
    """Count the modes of a mixture that a generator has found.

    Args:
        points: (rows, features), made.
        centres: (modes, features), of equal Gaussians.
        scale: their standard deviation along each axis.
        least: share of all points from which a mode counts.

    Returns:
        A `Coverage`.

    Raises:
        UsageError: widths that differ, NaN, no points, or a scale that is
            not positive.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.mode_coverage import mode_coverage
        >>> centres = np.array([[0.0, 0.0], [5.0, 0.0]])
        >>> mode_coverage(np.zeros((10, 2)), centres, scale=0.1).modes
        1

    Reference: Srivastava et al. 2017, "VEEGAN",
        doi:10.48550/arXiv.1705.07761.
    Chapter: 2.2.4
    """
    points, centres = _checked(points, centres, scale)
    distances = cdist(points, centres)
    nearest, num_modes = distances.argmin(axis=1), len(centres)
    near = distances.min(axis=1) <= 3 * scale
    good = np.bincount(nearest[near], minlength=num_modes) / len(points)
    shares = np.bincount(nearest, minlength=num_modes) / len(points)
    there = shares[shares > 0]
    divergence = float(np.sum(there * np.log(there * num_modes)))
    return Coverage(
        int((good >= least).sum()),
        int((shares >= least).sum()),
        float(near.mean()),
        divergence,
    )


def _checked(points, centres, scale):
    points, centres = np.asarray(points, float), np.asarray(centres, float)
    flat = points.ndim == centres.ndim == 2
    there = points.size and centres.size
    if not flat or points.shape[1] != centres.shape[1] or not there:
        raise UsageError(
            "`points` and `centres` must be (rows, features) of one width. "
            f"Received: {points.shape} and {centres.shape}"
        )
    if not (np.isfinite(points).all() and np.isfinite(centres).all()):
        raise UsageError(
            "`points` and `centres` must be finite. Received: NaN or infinity"
        )
    if not scale > 0:
        raise UsageError(f"`scale` must be positive. Received: {scale!r}")
    return points, centres

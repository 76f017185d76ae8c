"""Slices of a heart that breath has moved: centres laid on a smooth curve."""

import numpy as np

from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError


def quadratic_centres(
    centres: np.ndarray, places: np.ndarray | None = None
) -> np.ndarray:
    """Centres on the quadratic curve that fits a stack's centres best.

    Each slice is taken in a breath hold of its own, so that the centres of
    the ventricle jump from slice to slice, while its axis bends gently.
    Moving each contour by fitted minus found centre takes the jumps out.

    Args:
        centres: row and column in each slice, (slices, 2).
        places: of the slices along the axis, (slices,); None: 0, 1, ...

    Returns:
        The fitted centres, (slices, 2), by least squares. Of three slices or
        fewer the curve passes through all, nothing moves.

    Raises:
        UsageError: other shapes, NaN.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.stack_alignment import quadratic_centres
        >>> axis = np.arange(5.0)
        >>> centres = np.stack([100 + axis**2, 90 - axis], axis=1)
        >>> moved = centres + [[0, 0], [1, 0], [-2, 0], [1, 0], [0, 0]]
        >>> np.abs(quadratic_centres(centres) - centres).max() < 1e-9
        np.True_
        >>> jumps = np.abs(quadratic_centres(moved) - centres).max()
        >>> print(f"{jumps:.2f}")
        0.29

    Reference: Avendi et al. 2016, doi:10.1016/j.media.2016.01.005.
    Chapter: 3.1.1
    """
    centres = finite_numbers("centres", centres, ndim=2)
    if centres.shape[1] != 2:
        raise UsageError(
            "`centres` must be (slices, 2), a row and a column each. "
            f"Received: shape {centres.shape}"
        )
    if places is None:
        places = np.arange(len(centres))
    places = finite_numbers("places", places, ndim=1)
    if len(places) != len(centres):
        raise UsageError(
            "`places` must be one number a slice. Received: "
            f"{len(places)} for {len(centres)} slices"
        )
    if len(np.unique(places)) <= 3:
        return centres.astype(float)
    spread = (places - places.mean()) / places.std()
    powers = np.stack([np.ones_like(spread), spread, spread**2], axis=1)
    weights, *_ = np.linalg.lstsq(powers, centres, rcond=None)
    return powers @ weights

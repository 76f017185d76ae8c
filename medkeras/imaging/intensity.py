"""Brightness without a unit: what is head, and one scale for each patient.

The numbers of magnetic resonance depend on the scanner, the sequence and the
day. Before patients are compared, each one's stack of slices is brought to
one scale, by what is inside the head: the air around it says nothing.
"""

import numpy as np
from scipy import ndimage

from medkeras.utils.arrays import check_one_length, finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.patients import patient_codes
from medkeras.utils.sizes import check_number

AIR = 0.1  # of the bright end of a stack: what is darker is air


def head_mask(
    images: np.ndarray, patients: np.ndarray, threshold: float = AIR
) -> np.ndarray:
    """Pixels of the head: brighter than air, or enclosed by such.

    The threshold is a share of the stack's 99th percentile. What is dark
    inside, such as bone and water, is filled slice by slice, and single
    bright pixels outside are dropped.

    Args:
        images: grey slices, (slices, height, width), 0 for black.
        patients: (slices,), whose stack a slice belongs to.
        threshold: share of the bright end that is still air, 0 to 1.

    Returns:
        Booleans, (slices, height, width).

    Raises:
        UsageError: another shape, NaN, lengths that differ, a threshold
            that is no share.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.intensity import head_mask
        >>> ring = np.zeros((1, 7, 7))
        >>> ring[0, 1:6, 1:6] = 200
        >>> ring[0, 3, 3] = 0
        >>> int(head_mask(ring, [0]).sum())
        25

    Chapter: 3.1.5
    """
    check_number("threshold", threshold, 0, 1)
    images, codes = _checked(images, patients, ndim=3)
    mask = np.zeros(images.shape, bool)
    for code in np.unique(codes):
        here = np.flatnonzero(codes == code)
        bright = np.percentile(images[here], 99)
        for row in here:
            above = images[row] > threshold * bright
            # Filled first: at a few pixels the rim of a head is thin.
            filled = ndimage.binary_fill_holes(above)
            mask[row] = ndimage.binary_opening(filled, np.ones((3, 3)))
    return mask


def standardize_stacks(
    images: np.ndarray, patients: np.ndarray, mask: np.ndarray
) -> np.ndarray:
    """Bring each patient's stack, channel by channel, to one scale.

    From every pixel the median of the head is taken away, and the rest is
    divided by the head's standard deviation. Labels are not used, so a new
    patient is treated as those of training were.

    Args:
        images: (slices, height, width, channels), any scale.
        patients: (slices,), whose stack a slice belongs to.
        mask: the head, (slices, height, width), as from `head_mask`.

    Returns:
        The same shape, float32; a stack without head or of one value
        becomes 0.

    Raises:
        UsageError: shapes that do not fit, NaN, lengths that differ.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.intensity import standardize_stacks
        >>> one = np.arange(4.0).reshape(1, 2, 2, 1)
        >>> two = np.concatenate([one, 100 + 50 * one])
        >>> out = standardize_stacks(two, [0, 1], np.ones((2, 2, 2)))
        >>> bool(np.allclose(out[0], out[1]))
        True

    Chapter: 3.1.5
    """
    images, codes = _checked(images, patients, ndim=4)
    mask = finite_numbers("mask", mask).astype(bool)
    if mask.shape != images.shape[:3]:
        raise UsageError(
            f"`mask` must be shaped {images.shape[:3]}. Received: {mask.shape}"
        )
    scaled = np.zeros(images.shape, np.float32)
    for code in np.unique(codes):
        here = codes == code
        inside = images[here][mask[here]]  # (pixels, channels)
        if len(inside):
            spread = inside.std(axis=0)
            moved = images[here] - np.median(inside, axis=0)
            flat = spread < 1e-9
            scaled[here] = np.where(flat, 0, moved / np.where(flat, 1, spread))
    return scaled


def _checked(images, patients, ndim):
    images = finite_numbers("images", images, ndim=ndim).astype(float)
    codes, _ = patient_codes("patients", patients)
    check_one_length(images=images, patients=codes)
    return images, codes

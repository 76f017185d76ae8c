"""Pictures altered on purpose: what does a model lean on?

A shortcut is drawn in, or a part is painted over, and the model is asked
again. Only the part that was altered can have moved its answer.
"""

import numpy as np

from medkeras.imaging.rotation import squares
from medkeras.utils.arrays import as_array, check_one_length
from medkeras.utils.errors import UsageError

INK = 0.05  # nearly black
SMALLEST = 25  # pixels of a side; on less, a ruler has no ticks
PARTS = ("lesion", "skin")


def with_ruler(images: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Draw a black ruler with ticks below the middle of some pictures.

    Args:
        images: (images, side, side, channels), values from 0 to 1.
        which: (images,), true where a ruler is drawn.

    Returns:
        A copy, (images, side, side, channels).

    Raises:
        UsageError: pictures that are not square or below 25 pixels, or
            lengths that differ.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.altered_pictures import with_ruler
        >>> ruled = with_ruler(np.ones((2, 75, 75, 3)), [True, False])
        >>> (ruled < 1).any(axis=(1, 2, 3)).tolist()
        [True, False]

    Reference: rulers as a shortcut: Narla et al. 2018,
        doi:10.1016/j.jid.2018.06.175.
    Chapter: 3.1.4
    """
    images = squares("images", images)
    which = as_array("which", which).astype(bool)
    check_one_length(images=images, which=which)
    side = images.shape[1]
    if side < SMALLEST:
        raise UsageError(
            f"`images` must have {SMALLEST} pixels a side or more. "
            f"Received: {side}"
        )
    unit = side / 75
    top, bar, end = (round(unit * row) for row in (58, 60, 64))
    left, right = round(unit * 14), round(unit * 62)
    ruled = images.copy()
    ruled[which, top:bar, left:right] = INK
    for tick in range(8):
        start = round(unit * (14 + 6 * tick))
        ruled[which, bar:end, start : start + max(1, round(2 * unit))] = INK
    return ruled


def paint_over(images: np.ndarray, masks: np.ndarray, part: str) -> np.ndarray:
    """Paint the lesion, or all skin around it, in the skin's mean color.

    The lesion goes with the upright rectangle around it, or its form would
    remain. Pictures whose mask is empty or full are left as they are.

    Args:
        images: (images, side, side, channels).
        masks: (images, side, side), true in the lesion.
        part: what is painted over, "lesion" or "skin".

    Returns:
        A copy, (images, side, side, channels).

    Raises:
        UsageError: another part, or masks of another size.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.altered_pictures import paint_over
        >>> image = np.ones((1, 4, 4, 1))
        >>> mask = np.zeros((1, 4, 4), bool)
        >>> image[0, 1, 1], mask[0, 1, 1] = 0, True
        >>> float(paint_over(image, mask, "lesion").min())
        1.0

    Reference: Bissoto et al. 2019, doi:10.48550/arXiv.1904.08818.
    Chapter: 3.1.4
    """
    images = squares("images", images)
    masks = as_array("masks", masks).astype(bool)
    if masks.shape != images.shape[:3]:
        raise UsageError(
            f"`masks` must have the shape {images.shape[:3]}. "
            f"Received: {masks.shape}"
        )
    if part not in PARTS:
        raise UsageError(
            f"`part` must be one of {', '.join(PARTS)}. Received: {part!r}"
        )
    painted = images.copy()
    for one, mask in zip(painted, masks, strict=True):
        if mask.any() and not mask.all():
            skin = one[~mask].mean(axis=0)
            one[_frame_of(mask) if part == "lesion" else ~mask] = skin
    return painted


def _frame_of(mask):
    """The smallest upright rectangle around a mask."""
    return _reach(mask.any(axis=1))[:, None] & _reach(mask.any(axis=0))


def _reach(line):
    """True from the first true place to the last."""
    from_left = np.logical_or.accumulate(line)
    return from_left & np.logical_or.accumulate(line[::-1])[::-1]

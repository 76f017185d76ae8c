"""Where the lesion is: pixels whose color is unlike the skin around it."""

import numpy as np
from scipy import ndimage
from skimage.color import rgb2lab
from skimage.filters import threshold_otsu

from medkeras.imaging.color_constancy import colors

SMOOTHING = 1 / 75  # of the side: hair and noise are thinner than a lesion
FRAME = 0.95  # of half the side: what lies further out is taken for skin
FEWEST = 20  # pixels of a lesion; with fewer, the middle disc is taken


def lesion_masks(images: np.ndarray) -> np.ndarray:
    """Outline the lesion of each picture by its color.

    The skin's color is the median of the frame. Otsu's threshold divides
    the distances from it; of the parts found, the one with most pixels near
    the middle is the lesion, and holes in it are filled.

    Args:
        images: (images, side, side, 3), values from 0 to 1.

    Returns:
        Booleans, (images, side, side).

    Raises:
        UsageError: other than three channels, or values outside 0 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.lesion_mask import lesion_masks
        >>> image = np.full((1, 20, 20, 3), 0.8)
        >>> image[0, 5:15, 5:15] = [0.4, 0.2, 0.1]
        >>> int(lesion_masks(image).sum())
        100

    Reference: Otsu 1979, doi:10.1109/TSMC.1979.4310076.
    Chapter: 3.1.4
    """
    return masks_of(rgb2lab(colors("images", images)))


def masks_of(lab: np.ndarray) -> np.ndarray:
    """The same from CIELAB values, where distances are distances to the eye."""
    side = lab.shape[1]
    away = middle_distance(side)
    skin = np.median(lab[:, away > FRAME], axis=1)
    unlike = np.linalg.norm(lab - skin[:, None, None], axis=-1)
    wide = (0, side * SMOOTHING, side * SMOOTHING)
    unlike = ndimage.gaussian_filter(unlike, wide)
    near = np.exp(-3 * away**2)
    masks = [_central(one, near) for one in unlike]
    small = [mask.sum() < FEWEST for mask in masks]
    masks = np.array(masks).reshape(lab.shape[:3])
    masks[np.array(small, dtype=bool)] = away < 0.5
    return masks


def middle_distance(side: int) -> np.ndarray:
    """Distance of each pixel from the middle, in halves of the side."""
    axis = (np.arange(side) - (side - 1) / 2) / (side / 2)
    return np.hypot(axis[:, None], axis)


def _central(unlike, near):
    """The part above Otsu's threshold that weighs most near the middle."""
    if np.ptp(unlike) == 0:
        return np.zeros(unlike.shape, bool)
    parts, count = ndimage.label(unlike > threshold_otsu(unlike))
    weights = ndimage.sum(near, parts, np.arange(1, count + 1))
    return ndimage.binary_fill_holes(parts == 1 + np.argmax(weights))

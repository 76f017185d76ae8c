"""What colors are in a picture, and how much of each; where is left out."""

import numpy as np

from medkeras.imaging.color_constancy import colors
from medkeras.utils.sizes import check_whole


def color_histogram(images: np.ndarray, bins: int = 6) -> np.ndarray:
    """Share of the pixels in each box of color.

    Args:
        images: (images, side, side, 3), values from 0 to 1.
        bins: parts of each channel; bins^3 boxes.

    Returns:
        (images, bins^3), rows that sum to 1.

    Raises:
        UsageError: other than three channels, or values outside 0 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.color_histogram import color_histogram
        >>> color_histogram(np.zeros((1, 4, 4, 3)), bins=2)
        array([[1., 0., 0., 0., 0., 0., 0., 0.]])

    Reference: Swain and Ballard 1991, doi:10.1007/BF00130487.
    Chapter: 3.1.4
    """
    check_whole("bins", bins)
    images = colors("images", images)
    level = np.minimum((images * bins).astype(int), bins - 1)
    box = (level[..., 0] * bins + level[..., 1]) * bins + level[..., 2]
    rows = [np.bincount(one.ravel(), minlength=bins**3) for one in box]
    return np.array(rows).reshape(-1, bins**3) / box[0].size

"""Color constancy: the light of a picture is estimated and taken out."""

import numpy as np

from medkeras.imaging.rotation import squares
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive

LEAST = 1e-6  # a channel that is black everywhere is left as it is


def shades_of_gray(images: np.ndarray, power: float = 6.0) -> np.ndarray:
    """Take the color of the light out of pictures.

    The light is estimated by the mean of x^p of each channel, to the power
    1/p: p = 1 takes the mean to be grey, a large p the brightest pixels to
    be white. Each channel is divided by its part of the light.

    Args:
        images: (images, side, side, 3), values from 0 to 1.
        power: p.

    Returns:
        Pictures of the same shape, cut to 0..1.

    Raises:
        UsageError: other than three channels, or values outside 0 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.color_constancy import shades_of_gray
        >>> yellow = np.full((1, 4, 4, 3), 0.5) * [1.0, 1.0, 0.5]
        >>> np.ptp(shades_of_gray(yellow)[0, 0, 0]).round(6)
        np.float64(0.0)

    Reference: Finlayson and Trezzi 2004, "Shades of gray and colour
        constancy"; for lesions Barata et al. 2015,
        doi:10.1109/JBHI.2014.2336473.
    Chapter: 3.1.4
    """
    check_positive("power", power)
    images = colors("images", images)
    light = (images**power).mean(axis=(1, 2), keepdims=True) ** (1 / power)
    strength = np.sqrt((light**2).mean(axis=-1, keepdims=True))
    part = light / np.maximum(strength, LEAST)
    return np.clip(images / np.where(part > LEAST, part, 1), 0, 1)


def colors(name: str, images) -> np.ndarray:
    """Square color pictures from 0 to 1, or one clear line."""
    images = squares(name, images).astype(float)
    if images.shape[-1] != 3:
        raise UsageError(
            f"`{name}` must have three channels: red, green, blue. Received: "
            f"{images.shape[-1]}"
        )
    if len(images) and not (0 <= images.min() and images.max() <= 1):
        raise UsageError(
            f"`{name}` must lie in [0, 1]. Received: from {images.min():.3g} "
            f"to {images.max():.3g}"
        )
    return images

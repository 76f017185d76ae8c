"""Drawn instruments: a bright shaft in noise, whose tip is known."""

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.sizes import check_number, check_whole

STEEPEST = 0.6  # radians to either side


def draw_instruments(
    rng: np.random.Generator,
    tips: np.ndarray,
    side: int = 24,
    noise: float = 0.25,
) -> np.ndarray:
    """Draw a picture for each tip: a shaft that comes from the left.

    Args:
        rng: of directions and noise.
        tips: (pictures, 2), column and row of each tip in pixels.
        side: of the pictures.
        noise: standard deviation; the shaft's brightness is 1.

    Returns:
        (pictures, side, side, 1), single precision.

    Raises:
        UsageError: tips outside of the picture, sizes out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.demos.instrument_tip import draw_instruments
        >>> rng = np.random.default_rng(0)
        >>> draw_instruments(rng, [[12.0, 8.0]]).shape
        (1, 24, 24, 1)

    Chapter: 3.4.5
    """
    check_whole("side", side, 4)
    check_number("noise", noise, 0)
    tips = real_array("tips", tips, ("pictures", 2), 0, side - 1)
    row, column = np.mgrid[:side, :side]
    angle = rng.uniform(-STEEPEST, STEEPEST, len(tips))[:, None, None]
    right = column - tips[:, 0, None, None]
    down = row - tips[:, 1, None, None]
    along = right * np.cos(angle) + down * np.sin(angle)
    across = down * np.cos(angle) - right * np.sin(angle)
    shaft = (along <= 0) * np.exp(-(across**2) / 2)
    pictures = shaft + noise * rng.normal(size=shaft.shape)
    return pictures[..., None].astype(np.float32)

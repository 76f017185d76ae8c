"""What a film costs as JPEG, and what comes back."""

import io

import numpy as np

from medkeras.imaging.augmentation import check_films
from medkeras.utils.sizes import check_whole

BLOCK = 8  # JPEG codes squares of 8 x 8 pixels


def jpeg_round_trip(
    x: np.ndarray, quality: int, across: int = 16
) -> tuple[float, np.ndarray]:
    """Pack all films into one JPEG file, and read them again.

    The films lie side by side on one sheet, so that they share one header;
    each is filled up to whole blocks of 8 x 8 pixels by its last row and
    column.

    Args:
        x: grey values from 0 to 1, (films, height, width, 1).
        quality: of the file, 1 to 95.
        across: films in a row of the sheet.

    Returns:
        The bits of the file for each place on the sheet, and the films as
        they come back, shaped like x.

    Raises:
        UsageError: another shape, or a quality out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.compression import jpeg_round_trip
        >>> bits, back = jpeg_round_trip(np.ones((3, 28, 28, 1)), quality=90)
        >>> back.shape, bool(abs(back - 1).max() < 0.01)
        ((3, 28, 28, 1), True)

    Reference: Wallace 1992, "The JPEG still picture compression standard",
        doi:10.1109/30.125072.
    Chapter: 2.2.1
    """
    from PIL import Image

    check_films(x)
    check_whole("quality", quality, least=1, most=95)
    check_whole("across", across, least=1)
    count, height, width = x.shape[:3]
    sheet, down = _sheet(x, across)
    file = io.BytesIO()
    grey = (255 * sheet).round().clip(0, 255).astype(np.uint8)
    Image.fromarray(grey).save(file, "JPEG", quality=quality, optimize=True)
    back = np.asarray(Image.open(file)) / 255
    tiles = back.reshape(down, sheet.shape[0] // down, across, -1)
    films = tiles.swapaxes(1, 2).reshape(down * across, *tiles.shape[1::2])
    bits = 8 * len(file.getvalue()) / (down * across)
    return bits, films[:count, :height, :width, None]


def _sheet(x, across):
    """All films on one picture, the last one repeated to fill its row."""
    count, height, width = x.shape[:3]
    spare = (0, -count % across)
    fill = (spare, (0, -height % BLOCK), (0, -width % BLOCK))
    padded = np.pad(x[..., 0], fill, "edge")
    down = len(padded) // across
    tiles = padded.reshape(down, across, *padded.shape[1:]).swapaxes(1, 2)
    return tiles.reshape(down * padded.shape[1], -1), down

"""Pictures of PNG, JPEG and TIFF files as arrays, or one line on why not."""

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from medkeras.utils.errors import DataError, UsageError, one_line

CHANNELS = {"L": "grey", "RGB": "colour"}
# What can be turned into grey or colour values without a guess.
READABLE = ("1", "L", "LA", "P", "PA", "RGB", "RGBA")


def read_image(
    path: str | Path, mode: str = "RGB", size: tuple[int, int] | None = None
) -> np.ndarray:
    """Read one picture of 8 bits a channel; transparency is left out.

    Args:
        path: of a PNG, JPEG or TIFF file.
        mode: "RGB" for colour, "L" for grey.
        size: (height, width) that it must have; None takes any.

    Returns:
        Values from 0 to 255, uint8: (height, width, 3) or (height, width).

    Raises:
        UsageError: another mode than these two.
        DataError: no such file, one that cannot be decoded or is cut off,
            one with other values than 8 bits, or of another size.

    Example:
        >>> from medkeras.imaging.image_files import read_image
        >>> read_image("lost/ISIC_0024306.jpg")
        Traceback (most recent call last):
        ...
        medkeras.utils.errors.DataError: lost/ISIC_0024306.jpg: expected a
        picture; found no such file

    Chapter: 3.1.4
    """
    if mode not in CHANNELS:
        raise UsageError(
            f"`mode` must be 'RGB' or 'L'. Received: {one_line(repr(mode))}"
        )
    expected = f"{path}: expected a picture"
    try:
        # Pillow warns of files so large that they may be meant to do harm.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a damaged header
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                values = _values(picture, mode, path)
    except FileNotFoundError as error:
        raise DataError(f"{expected}; found no such file") from error
    except UnidentifiedImageError as error:
        raise DataError(f"{expected}; found another kind of file") from error
    except (
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise DataError(f"{expected} of a usual size; found more") from error
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(
            f"{expected}; found one that cannot be decoded: {one_line(error)}"
        ) from error
    if size is not None and values.shape[:2] != tuple(size):
        raise DataError(
            f"{path}: expected {size[0]} x {size[1]} pixels (height x width); "
            f"found {values.shape[0]} x {values.shape[1]}"
        )
    return values


def _values(picture, mode, path):
    if picture.mode not in READABLE:
        raise DataError(
            f"{path}: expected 8 bits a channel, {CHANNELS[mode]}; found "
            f"mode {picture.mode}"
        )
    return np.asarray(picture.convert(mode))

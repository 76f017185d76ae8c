"""Any volume as a small one, and the two formats it may come in."""

from pathlib import Path

import numpy as np
from medkeras_datasets.oasis1.phantom import SIZE

from medkeras.imaging.nifti import read_nifti
from medkeras.utils.errors import DataError


def read_volume(path: Path) -> np.ndarray:
    """Values of a NIfTI file, or of an ANALYZE pair (.hdr, .img).

    Raises:
        DataError: neither of them, cut off, or no three axes.
    """
    if path.suffix != ".hdr":
        return read_nifti(path).values
    import nibabel  # slow to import, and most readers have no volume

    faults = (nibabel.filebasedimages.ImageFileError, OSError, ValueError)
    try:
        image = nibabel.squeeze_image(nibabel.load(path))
        values = np.asarray(image.dataobj, np.float32)
    except faults as error:
        raise DataError(f"{path}: expected an ANALYZE volume") from error
    if values.ndim != 3 or not np.isfinite(values).all():
        raise DataError(f"{path}: expected a volume of finite numbers")
    return values


def small_box(values: np.ndarray) -> np.ndarray:
    """A volume as (16, 16, 16), uint8: the means of equal blocks.

    The middle of a cube around the head is kept; the 1st and 99th percentiles
    of the means become black and white.

    Raises:
        DataError: a volume of one brightness.
    """
    step = -(-max(values.shape) // SIZE)
    cube = np.full((step * SIZE,) * 3, float(values.min()))
    starts = [(step * SIZE - size) // 2 for size in values.shape]
    inside = tuple(
        slice(start, start + size)
        for start, size in zip(starts, values.shape, strict=True)
    )
    cube[inside] = values
    blocks = cube.reshape(SIZE, step, SIZE, step, SIZE, step)
    means = blocks.mean(axis=(1, 3, 5))
    dark, bright = np.percentile(means, [1, 99])
    if dark == bright:
        raise DataError("expected a volume of more than one brightness")
    grey = np.clip((means - dark) / (bright - dark), 0, 1)
    return np.round(255 * grey).astype(np.uint8)

"""Volumes of NIfTI files: numbers with their place and size in the body.

NIfTI is the format in which brain research keeps volumes: a header, an affine
matrix from voxels to millimetres, then the voxels; often compressed (.nii.gz).
"""

import zlib
from pathlib import Path
from typing import NamedTuple

import nibabel
import numpy as np
from nibabel.filebasedimages import ImageFileError
from nibabel.spatialimages import HeaderDataError

from medkeras.utils.errors import DataError, one_line

# A header that promises more is damaged, or meant to fill the memory.
MOST_VOXELS = 512**3


class Volume(NamedTuple):
    """One volume, its axes turned to run right, forward and up.

    Attributes:
        values: (right, forward, up), float32, in the file's own unit.
        affine: (4, 4) from voxels to millimetres of the patient.
        spacing: millimetres from voxel to voxel along the three axes.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.nifti import Volume
        >>> Volume(np.zeros((2, 2, 2)), np.eye(4), (1.0, 1.0, 1.0)).spacing
        (1.0, 1.0, 1.0)

    Chapter: 3.1.2
    """

    values: np.ndarray
    affine: np.ndarray
    spacing: tuple[float, float, float]


def read_nifti(path: str | Path) -> Volume:
    """Read one volume of a .nii or .nii.gz file.

    The axes are turned and flipped so that each runs as nearly as can be to
    the patient's right, front and top, whichever way the scanner wrote them.

    Args:
        path: of the file.

    Returns:
        Its values with their affine matrix and spacing.

    Raises:
        DataError: no such file, no NIfTI file, one that is cut off, not of
            three axes, too large, with values that are no finite numbers, or
            with an affine matrix that cannot be inverted.

    Example:
        >>> from medkeras.imaging.nifti import read_nifti
        >>> read_nifti("lost/hippocampus_001.nii.gz")
        Traceback (most recent call last):
        ...
        medkeras.utils.errors.DataError: lost/hippocampus_001.nii.gz: expected
        a NIfTI volume; found no such file

    Reference: the NIfTI-1 format, https://nifti.nimh.nih.gov.
    Chapter: 3.1.2
    """
    expected = f"{path}: expected a NIfTI volume"
    try:
        image = nibabel.load(path)
        _check_header(image, expected)
        image = nibabel.as_closest_canonical(nibabel.squeeze_image(image))
        values = np.asarray(image.dataobj, np.float32)
    except DataError:
        raise
    except FileNotFoundError as error:
        raise DataError(f"{expected}; found no such file") from error
    except (EOFError, zlib.error) as error:
        raise DataError(f"{expected}; found one that is cut off") from error
    except (
        ImageFileError, HeaderDataError, OSError, ValueError, TypeError,
    ) as error:  # fmt: skip
        raise DataError(
            f"{expected}; found one that cannot be read: {one_line(error)}"
        ) from error
    if not np.isfinite(values).all():
        raise DataError(f"{expected} of finite numbers; found others")
    spacing = tuple(float(step) for step in image.header.get_zooms()[:3])
    return Volume(values, image.affine, spacing)


def _check_header(image, expected):
    """What the header promises, before anything is unpacked."""
    if not isinstance(image, nibabel.Nifti1Image):
        kind = type(image).__name__
        raise DataError(f"{expected}; found a file of the kind {kind}")
    shape = image.shape
    if len(shape) < 3 or any(size != 1 for size in shape[3:]) or 0 in shape:
        raise DataError(f"{expected} of three axes; found the shape {shape}")
    if np.prod(shape, dtype=float) > MOST_VOXELS:
        raise DataError(
            f"{expected} of at most {MOST_VOXELS:,} voxels; found the shape "
            f"{shape}"
        )
    turn = image.affine[:3, :3]
    if not np.isfinite(image.affine).all() or np.linalg.matrix_rank(turn) < 3:
        raise DataError(f"{expected} whose affine matrix can be inverted")

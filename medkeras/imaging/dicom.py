"""Slices of DICOM files: numbers with their place and size in the body.

DICOM is the format in which scanners and archives of hospitals keep images:
one file a slice, with hundreds of attributes beside the pixels. A handful
decides what a picture measures; these are read here.
"""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pydicom
from pydicom.errors import InvalidDicomError

from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import DataError, UsageError, one_line
from medkeras.utils.sizes import check_number, check_positive


class Slice(NamedTuple):
    """One image of a series.

    Attributes:
        image: (height, width), float32, in the scanner's own units.
        spacing: millimetres from pixel to pixel, down and across.
        thickness: millimetres from slice to slice: the spacing between
            slices, else their thickness; NaN where the file has neither.
        location: place along the series' axis, mm; NaN if unknown.
        time: milliseconds after the heart's last R wave; NaN if unknown.
        phases: images of a heart cycle in the series; 0 if unknown.
        number: of the instance; -1 if unknown.
        patient: identifier, as it stands in the file.

    Example:
        >>> from medkeras.imaging.dicom import Slice
        >>> Slice(None, (1.4, 1.4), 8.0, 10.0, 282.0, 20, 69, "P1").number
        69

    Chapter: 3.1.1
    """

    image: np.ndarray
    spacing: tuple[float, float]
    thickness: float
    location: float
    time: float
    phases: int
    number: int
    patient: str


def read_slice(path: str | Path) -> Slice:
    """Read one DICOM file.

    Stored numbers are turned into the scanner's units, slope times value
    plus intercept.

    Args:
        path: of the file.

    Returns:
        The image with its place and size.

    Raises:
        DataError: no DICOM file, no pixel data, several images in one file,
            compressed pixels that no installed package can decode, no
            pixel spacing.

    Example:
        >>> from medkeras.imaging.dicom import read_slice
        >>> read_slice("lost.dcm")
        Traceback (most recent call last):
        ...
        medkeras.utils.errors.DataError: lost.dcm: expected a DICOM file;
        found no such file

    Chapter: 3.1.1
    """
    facts = _read(path)
    if "PixelData" not in facts:
        raise DataError(f"{path}: expected an image; found no pixel data")
    try:
        stored = facts.pixel_array
    except Exception as error:  # each decoder has its own
        syntax = facts.file_meta.get("TransferSyntaxUID", "unknown")
        raise DataError(
            f"{path}: expected pixels that can be decoded; found the transfer "
            f"syntax {getattr(syntax, 'name', syntax)}: {one_line(error)}"
        ) from error
    if stored.ndim != 2:
        raise DataError(
            f"{path}: expected one grey image; found pixels {stored.shape}"
        )
    slope, intercept = (
        _number(facts, name, default)
        for name, default in (("RescaleSlope", 1), ("RescaleIntercept", 0))
    )
    image = (stored * slope + intercept).astype(np.float32)
    return Slice(
        image,
        _spacing(path, facts),
        _number(facts, "SpacingBetweenSlices", None)
        or _number(facts, "SliceThickness", np.nan),
        _number(facts, "SliceLocation", np.nan),
        _number(facts, "TriggerTime", np.nan),
        int(_number(facts, "CardiacNumberOfImages", 0)),
        int(_number(facts, "InstanceNumber", -1)),
        str(facts.get("PatientID", "")),
    )


def window(image: np.ndarray, low: float = 1.0, high: float = 99.0):
    """Scale grey values to [0, 1] between two percentiles of the image.

    Magnetic resonance has no unit of brightness: each scan has its own
    scale, and a few bright pixels of fat or flow would squeeze the rest.

    Args:
        image: (height, width) or (slices, height, width), any numbers.
        low: percentile that becomes 0.
        high: percentile that becomes 1.

    Returns:
        The same shape, float32; what lies beyond is cut off. An image of
        one value becomes 0.

    Raises:
        UsageError: NaN, or percentiles not in order from 0 to 100.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.dicom import window
        >>> window(np.arange(5.0)[None], 0, 100)
        array([[0.  , 0.25, 0.5 , 0.75, 1.  ]], dtype=float32)

    Chapter: 3.1.1
    """
    check_number("low", low)
    check_number("high", high)
    if not 0 <= low < high <= 100:
        raise UsageError(
            "`low` and `high` must be percentiles in order, 0 to 100. "
            f"Received: {low!r} and {high!r}"
        )
    values = finite_numbers("image", image)
    bottom, top = np.percentile(values, [low, high])
    scaled = (values - bottom) / ((top - bottom) or 1.0)
    return np.clip(scaled, 0, 1).astype(np.float32)


def to_millimetres(points: np.ndarray, spacing: Sequence[float]) -> np.ndarray:
    """Points in pixels as points in millimetres.

    Args:
        points: (points, 2), rows and columns.
        spacing: millimetres from pixel to pixel, down and across.

    Returns:
        (points, 2), mm.

    Raises:
        UsageError: NaN, points or a spacing that are not pairs, a spacing
            that is not above 0.

    Example:
        >>> from medkeras.imaging.dicom import to_millimetres
        >>> to_millimetres([[2, 3]], (1.5, 2.0)).tolist()
        [[3.0, 6.0]]

    Chapter: 3.1.1
    """
    pair = finite_numbers("spacing", spacing)
    points = finite_numbers("points", points, ndim=2)
    if pair.shape != (2,) or (pair <= 0).any() or points.shape[1] != 2:
        raise UsageError(
            "`points` must be (points, 2), `spacing` two numbers above 0. "
            f"Received: shape {points.shape}, {one_line(repr(spacing))}"
        )
    return points * pair


def _read(path):
    try:
        with warnings.catch_warnings():
            # Anonymised files hold identifiers that break the rules.
            warnings.simplefilter("ignore", UserWarning)
            return pydicom.dcmread(path)
    except FileNotFoundError:
        found = "no such file"
    except (InvalidDicomError, EOFError, OSError, ValueError) as error:
        found = one_line(error)
    raise DataError(f"{path}: expected a DICOM file; found {found}")


def _spacing(path, facts):
    try:
        down, across = map(float, facts.PixelSpacing)
        check_positive("spacing", down)
        check_positive("spacing", across)
    except (AttributeError, TypeError, ValueError) as error:
        raise DataError(
            f"{path}: expected a pixel spacing, two numbers above 0; found "
            f"{facts.get('PixelSpacing')}"
        ) from error
    return down, across


def _number(facts, name, default):
    """An attribute as a number; the default where it is not there or empty."""
    value = facts.get(name)
    try:
        return float(value)
    except (TypeError, ValueError):
        return default

"""What a patient's slices come to: masks, contours in mm, volumes."""

from typing import NamedTuple

import numpy as np

from medkeras.imaging.contours import area, polygon_to_mask
from medkeras.imaging.stack_alignment import quadratic_centres
from medkeras.metrics.ventricle import disc_volume, ejection_fraction
from medkeras.models.cardiac.input_validation import (
    checked_contours,
    checked_stack,
)
from medkeras.utils.arrays import (
    binary_labels,
    check_one_length,
    finite_numbers,
)


class Segmentation(NamedTuple):
    """What was found in a patient's slices.

    Attributes:
        masks: (slices, height, width), True in the cavity.
        contours: one (points, 2) a slice, rows and columns in pixels.
        contours_mm: the same in mm, moved so that the centres of a phase lie
            on a smooth axis.
        centres: of the squares, (slices, 2), pixels; None if not known.
        probabilities: what the network drew into the squares, (slices, 64,
            64); None if not known.
        answers: of the U-Net to the eight turns and mirror images of each
            square, (8, slices, 64, 64), their mean is what it drew; None of
            other methods.
        areas: of the cavity, (slices,), mm².
        edv: volume at the end of diastole, ml; NaN where phases or
            thickness were not given, or no slice is of this phase.
        esv: at the end of systole.
        ejection_fraction: (EDV - ESV) / EDV; NaN where one of them is.

    Example:
        >>> from medkeras.models.cardiac import Segmentation
        >>> "ejection_fraction" in Segmentation._fields
        True

    Chapter: 3.1.1
    """

    masks: np.ndarray
    contours: list[np.ndarray]
    contours_mm: list[np.ndarray]
    centres: np.ndarray | None
    probabilities: np.ndarray | None
    answers: np.ndarray | None
    areas: np.ndarray
    edv: float
    esv: float
    ejection_fraction: float


def measure(
    images, spacings, contours, thickness=None, is_systole=None, places=None,
    centres=None, probabilities=None, answers=None,
) -> Segmentation:  # fmt: skip
    """Masks, areas and volumes of contours, a network's or an expert's.

    Args:
        images: (slices, height, width) of one patient.
        spacings: (2,) or (slices, 2), mm.
        contours: (points, 2) of each slice, pixels.
        thickness: from slice to slice, mm; for volumes.
        is_systole: (slices,), 1 at the end of systole; for volumes.
        places: of the slices along the axis, mm; for the alignment.
        centres: of the squares, passed on.
        probabilities: of the network, passed on.
        answers: of the U-Net to turned squares, passed on.

    Returns:
        A `Segmentation`.

    Raises:
        UsageError: arrays that do not go together.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cardiac import measure
        >>> corners = [[5.5, 5.5], [5.5, 15.5], [15.5, 15.5], [15.5, 5.5]]
        >>> square = np.array(corners)
        >>> images, contours = np.zeros((2, 30, 30)), [square, square / 2]
        >>> found = measure(images, (1, 1), contours, 8.0, [0, 1])
        >>> found.areas.tolist(), found.edv, found.esv
        ([100.0, 25.0], 0.8, 0.2)

    Chapter: 3.1.1
    """
    images, spacings = checked_stack(images, spacings)
    contours = checked_contours(contours, images)
    phases = np.zeros(len(images), int)
    if is_systole is not None:
        phases = binary_labels("is_systole", is_systole)
        check_one_length(images=images, is_systole=phases)
    areas = areas_mm2(contours, spacings)
    edv = esv = fraction = np.nan
    if thickness is not None and is_systole is not None:
        edv = _volume(areas[phases == 0], thickness)
        esv = _volume(areas[phases == 1], thickness)
        if np.isfinite([edv, esv]).all():
            fraction = ejection_fraction(edv, esv)
    size = images.shape[1:]
    masks = [polygon_to_mask(one, size) >= 0.5 for one in contours]
    in_mm = _aligned(contours, spacings, phases, places)
    return Segmentation(
        np.stack(masks), contours, in_mm, centres, probabilities, answers,
        areas, edv, esv, fraction,
    )  # fmt: skip


def _volume(areas, thickness):
    """Of a phase, ml; NaN where no slice of it was drawn."""
    return disc_volume(areas, thickness) if len(areas) else np.nan


def areas_mm2(contours, spacings) -> np.ndarray:
    """Area of each contour."""
    pixels = [area(contour) for contour in contours]
    return np.array(pixels) * np.prod(spacings, axis=1)


def _aligned(contours, spacings, phases, places):
    """Contours in mm, those of a phase with their centres on a curve."""
    in_mm = [
        contour * pair for contour, pair in zip(contours, spacings, strict=True)
    ]
    centres = np.stack([contour.mean(axis=0) for contour in in_mm])
    if places is not None:
        places = finite_numbers("places", places, ndim=1)
        check_one_length(images=contours, places=places)
    fitted = centres.copy()
    for phase in np.unique(phases):
        rows = np.flatnonzero(phases == phase)
        along = None if places is None else places[rows]
        fitted[rows] = quadratic_centres(centres[rows], along)
    moves = fitted - centres
    return [contour + move for contour, move in zip(in_mm, moves, strict=True)]

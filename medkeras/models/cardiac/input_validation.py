"""Stacks of slices with their contours, looked at before anything else."""

import numpy as np

from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError


def checked_stack(images, spacings):
    """Images (slices, height, width) and a spacing for each, or one line."""
    images = finite_numbers("images", images, ndim=3).astype(np.float32)
    spacings = finite_numbers("spacings", spacings)
    if spacings.shape == (2,):
        spacings = np.tile(spacings, (len(images), 1))
    if spacings.shape != (len(images), 2) or (spacings <= 0).any():
        raise UsageError(
            "`spacings` must be two numbers above 0, mm, or two for each of "
            f"{len(images)} slices. Received: shape {spacings.shape}, from "
            f"{spacings.min():g}"
        )
    return images, spacings.astype(float)


def checked_centres(centres, images):
    """Row and column for each slice, (slices, 2)."""
    centres = finite_numbers("centres", centres, ndim=2)
    if centres.shape != (len(images), 2):
        raise UsageError(
            "`centres` must be a row and a column for each of "
            f"{len(images)} slices. Received: shape {centres.shape}"
        )
    return centres


def checked_shapes(shapes, images):
    """A square of shares in the cavity for each slice."""
    shapes = finite_numbers("shapes", shapes, ndim=3)
    if len(shapes) != len(images) or shapes.shape[1] != shapes.shape[2]:
        raise UsageError(
            f"`shapes` must be squares, one for each of {len(images)} "
            f"slices. Received: shape {shapes.shape}"
        )
    return shapes


def checked_contours(contours, images):
    """A list of (points, 2), one a slice, with the centre on its image."""
    count = len(contours) if hasattr(contours, "__len__") else contours
    if count != len(images):
        raise UsageError(
            f"`contours` must be one a slice, {len(images)}. Received: {count}"
        )
    checked = []
    for number, contour in enumerate(contours):
        points = finite_numbers(f"contours[{number}]", contour, ndim=2)
        inside = points.shape[1:] == (2,) and len(points) >= 3
        if inside:
            middle = points.mean(axis=0)
            inside = (middle >= 0).all() and (middle < images.shape[1:]).all()
        if not inside:
            raise UsageError(
                f"`contours[{number}]` must be (points, 2), three or more "
                f"around a place on the image. Received: shape {points.shape}"
            )
        checked.append(points)
    return checked

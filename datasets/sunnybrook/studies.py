"""A patient's slices with their contours, phases and levels."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from medkeras_datasets.sunnybrook import series
from medkeras_datasets.sunnybrook.contour_files import (
    ContourFile,
    read_contour,
)
from medkeras_datasets.sunnybrook.patients import Patient

from medkeras.imaging.contours import area
from medkeras.imaging.dicom import Slice, read_slice
from medkeras.utils.errors import UsageError

USUAL_PHASES = 20  # images of a heart cycle, where the file does not say
LEVELS = ("apex", "mid", "base")


class Drawn(NamedTuple):
    """A slice and its inner contour, (points, 2), rows and columns."""

    slice: Slice
    contour: np.ndarray
    number: int  # of the image


class Study(NamedTuple):
    """What could be read of a patient, and what could not."""

    patient: Patient
    rows: list[dict]
    notes: list[str]


def read_study(
    patient: Patient, folders: list[Path], contours: list[ContourFile]
) -> Study:
    """Match contours with slices by number and read both.

    What cannot be used is counted and left out: contours without an image,
    files that hold none, images of another size or spacing than the rest.
    """
    inner = [one for one in contours if one.kind == "inner"]
    images = series.series_of(folders, [one.number for one in inner])
    drawn, notes = [], []
    for one in inner:
        try:
            drawn.append(_read(one, images))
        except UsageError as error:
            notes.append(f"{patient.name}: {error}")
    drawn, others = _of_one_grid(drawn)
    notes += [f"{patient.name}: {text}" for text in others]
    without = len(set(images) - {one.number for one in inner})
    if without and images:
        notes.append(f"{patient.name}: {without} images without a contour")
    return Study(patient, _rows(patient, drawn), notes)


def _read(one: ContourFile, images: dict[int, Path]) -> Drawn:
    if one.number not in images:
        raise UsageError(f"{one.path.name}: a contour without its image")
    found = read_slice(images[one.number])
    contour = read_contour(one.path, found.image.shape)
    return Drawn(found, contour, one.number)


def _of_one_grid(drawn: list[Drawn]):
    """Those of the commonest size and spacing, and a note on the others."""
    if not drawn:
        return [], []
    grids = [(one.slice.image.shape, one.slice.spacing) for one in drawn]
    (usual, _), *others = Counter(grids).most_common()
    kept = [
        one for one, grid in zip(drawn, grids, strict=True) if grid == usual
    ]
    notes = [
        f"{count} slices of size {shape} and spacing {spacing} mm left out: "
        f"the series has {usual[0]} and {usual[1]}"
        for (shape, spacing), count in others
    ]
    return kept, notes


def _rows(patient: Patient, drawn: list[Drawn]) -> list[dict]:
    phases, levels = _phases(drawn), _levels(drawn)
    return [
        {
            "image": one.slice.image,
            "contour": one.contour,
            "spacing": one.slice.spacing,
            "thickness": one.slice.thickness,
            "location": _place(one),
            "phase": phase,
            "level": level,
            "pathology": patient.pathology,
            "patient": patient.name,
            "number": one.number,
        }
        for one, phase, level in zip(drawn, phases, levels, strict=True)
    ]


def _moment(one: Drawn) -> int:
    """Which image of the heart cycle it is, counted from 0."""
    return one.number % (one.slice.phases or USUAL_PHASES)


def _place(one: Drawn) -> float:
    """Along the heart's axis, mm; by the image's number where unknown."""
    if np.isfinite(one.slice.location):
        return one.slice.location
    count = one.slice.phases or USUAL_PHASES
    return (one.number // count) * one.slice.thickness


def _phases(drawn: list[Drawn]) -> list[str]:
    """ "ED" or "ES": of the two moments drawn, the heart is larger at ED.

    Compared at the places where both were drawn. A moment between the two
    goes with the nearer.
    """
    moments = [_moment(one) for one in drawn]
    usual = [moment for moment, _ in Counter(moments).most_common(2)]
    if len(usual) < 2:
        return ["ED"] * len(drawn)
    sizes = {moment: {} for moment in usual}
    for one, moment in zip(drawn, moments, strict=True):
        if moment in sizes:
            sizes[moment][round(_place(one), 1)] = area(one.contour)
    shared = set(sizes[usual[0]]) & set(sizes[usual[1]])
    sums = [sum(sizes[m][place] for place in shared) for m in usual]
    full = usual[int(np.argmax(sums))]
    empty = usual[1 - int(np.argmax(sums))]
    cycle = drawn[0].slice.phases or USUAL_PHASES

    def apart(one, other):  # round the heart cycle
        return min((one - other) % cycle, (other - one) % cycle)

    return [
        "ED" if apart(moment, full) <= apart(moment, empty) else "ES"
        for moment in moments
    ]


def _levels(drawn: list[Drawn]) -> list[str]:
    """Thirds of the stack; the apex is at the end with the smaller areas."""
    if not drawn:
        return []
    places = np.array([_place(one) for one in drawn])
    areas = np.array([area(one.contour) for one in drawn])
    stack = np.unique(places.round(1))
    towards_base = np.polyfit(places, areas, 1)[0] if len(stack) > 1 else 1
    rank = np.searchsorted(stack, places.round(1))
    if towards_base < 0:
        rank = len(stack) - 1 - rank
    return [LEVELS[3 * r // len(stack)] for r in rank]

"""Checks for chapter 3.1.1: from polygon to mask, from masks to a volume."""

import numpy as np

from medkeras.exercises.problems import answer_to

MILLILITRES = "turn an expert's contour into a mask, an area and a volume in ml"


def _polygon(rng, place):
    shape = ((14, 18), (20, 15), (17, 17))[place]
    turn = np.linspace(0, 2 * np.pi, (7, 9, 11)[place], endpoint=False)
    # Corners near and far in turn: a star, which is not convex.
    reach = rng.uniform(0.7, 1, turn.size) * np.where(
        np.arange(turn.size) % 2, 3.2, 6.2
    )
    middle = np.array(shape) / 2 + rng.uniform(-0.7, 0.7, 2)
    points = middle + reach[:, None] * np.stack([np.sin(turn), np.cos(turn)], 1)
    on_a_row = np.abs(points - np.round(points)) < 1e-3
    return points + 2e-3 * on_a_row, shape


@answer_to(
    "3.1.1-2",
    title="From polygon to mask",
    objective=MILLILITRES,
    problems=_polygon,
    what="the mask",
    points=2,
    pure=True,
)
def fill_polygon(points, shape):
    """Count the edges that a ray crosses."""
    return _filled(points, shape)


def _filled(points, shape, closed=True, odd=True):
    rows, columns = np.indices(shape)
    inside = np.zeros(shape, bool)
    ends = np.roll(points, -1, axis=0)
    edges = list(zip(points, ends, strict=True))
    for (r0, c0), (r1, c1) in edges if closed else edges[:-1]:
        between = (rows < r0) != (rows < r1)
        slope = (c1 - c0) / (r1 - r0) if r1 != r0 else 0
        crossed = between & (columns < c0 + (rows - r0) * slope)
        inside = inside ^ crossed if odd else inside | crossed
    return inside


@fill_polygon.mistake(
    "open",
    "the edge from the last corner back to the first is missing.",
    "How many edges has a closed polygon of n corners?",
    "Pair each corner with np.roll(points, -1, axis=0).",
)
def _open(points, shape):
    return _filled(points, shape, closed=False)


@fill_polygon.mistake(
    "any-crossing",
    "pixels to the left of the polygon are inside in your mask.",
    "A ray that enters and leaves has crossed two edges.",
    "Flip inside at each crossing (^=) instead of setting it.",
)
def _any_crossing(points, shape):
    return _filled(points, shape, odd=False)


@fill_polygon.mistake(
    "x-and-y",
    "rows and columns are exchanged.",
    "The first number of a corner is its row.",
    "for (row0, column0), (row1, column1) in the edges.",
)
def _exchanged(points, shape):
    return _filled(np.asarray(points)[:, ::-1], shape)


@fill_polygon.mistake(
    "box",
    "you filled the rectangle around the polygon.",
    "Smallest and largest row and column do not make a polygon.",
    "Count for each pixel the edges to its right in its row.",
)
def _box(points, shape):
    rows, columns = np.indices(shape)
    low, high = np.min(points, axis=0), np.max(points, axis=0)
    tall = (rows >= low[0]) & (rows <= high[0])
    return tall & (columns >= low[1]) & (columns <= high[1])


@fill_polygon.mistake(
    "corners-half-a-pixel-off",
    "your mask is half a pixel off.",
    "The centre of pixel (0, 0) lies at (0, 0), not at (0.5, 0.5).",
    "Compare np.indices(shape) with the corners as they are.",
)
def _half_a_pixel(points, shape):
    return _filled(np.asarray(points) - 0.5, shape)


def _areas(rng, place):
    slices = (6, 9, 7)[place]
    late = rng.integers(0, 2, slices)
    late[:2] = 0, 1
    areas = rng.uniform(300, 1500, slices) * np.where(late == 1, 0.5, 1.0)
    spacing = rng.uniform(1.1, 1.3), rng.uniform(1.4, 1.6)
    return areas, spacing, (8.0, 10.0, 6.0)[place], late


@answer_to(
    "3.1.1-3",
    title="The ejection fraction by discs",
    objective=MILLILITRES,
    problems=_areas,
    what=("EDV", "ESV", "EF"),
    pure=True,
)
def pumped_share(areas, spacing, thickness, is_systole):
    """Discs of both moments add up."""
    voxel = spacing[0] * spacing[1] * thickness / 1000
    return _volumes(areas, voxel, is_systole)


def _volumes(areas, voxel, is_systole):
    edv = areas[is_systole == 0].sum() * voxel
    esv = areas[is_systole == 1].sum() * voxel
    return edv, esv, (edv - esv) / edv


@pumped_share.mistake(
    "no-spacing",
    "the areas are still in pixels.",
    "A pixel has a size in mm, down and across.",
    "Multiply by spacing[0] * spacing[1].",
)
def _no_spacing(areas, spacing, thickness, is_systole):
    return _volumes(areas, thickness / 1000, is_systole)


@pumped_share.mistake(
    "cubic-millimetres",
    "the volumes are a thousand times too large.",
    "How many cubic millimetres are a millilitre?",
    "Divide by 1000.",
)
def _cubic_millimetres(areas, spacing, thickness, is_systole):
    return _volumes(areas, spacing[0] * spacing[1] * thickness, is_systole)


@pumped_share.mistake(
    "one-side-twice",
    "one side of the pixel was used twice.",
    "Here a pixel is no square.",
    "spacing[0] * spacing[1], not spacing[0] ** 2.",
)
def _one_side_twice(areas, spacing, thickness, is_systole):
    return _volumes(areas, spacing[0] ** 2 * thickness / 1000, is_systole)


@pumped_share.mistake(
    "moments-exchanged",
    "the two moments are exchanged.",
    "Systole is the beat: then the ventricle is small.",
    "EDV sums the areas where is_systole is 0.",
)
def _moments_exchanged(areas, spacing, thickness, is_systole):
    return pumped_share(areas, spacing, thickness, 1 - is_systole)


@pumped_share.mistake(
    "over-esv",
    "the fraction is taken of the emptied ventricle.",
    "It is the part of what was there before the beat.",
    "Divide by EDV.",
)
def _over_esv(areas, spacing, thickness, is_systole):
    edv, esv, _ = pumped_share(areas, spacing, thickness, is_systole)
    return edv, esv, (edv - esv) / esv


@pumped_share.mistake(
    "mean-area",
    "each volume is that of a mean disc only.",
    "Each slice is a disc of its own, and the discs add up.",
    "Sum the areas; do not average them.",
)
def _mean_area(areas, spacing, thickness, is_systole):
    voxel = spacing[0] * spacing[1] * thickness / 1000
    edv = areas[is_systole == 0].mean() * voxel
    esv = areas[is_systole == 1].mean() * voxel
    return edv, esv, (edv - esv) / edv

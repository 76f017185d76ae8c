"""Checks for chapter 3.1.1: a force, and an overlap."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between

FORCE = "write one force on a level set and say what the other two are for"
GOOD = "say what an average over good contours leaves out"


def _image_and_level_set(rng, place):
    shape = ((9, 12), (14, 8), (11, 11))[place]
    rows, columns = np.indices(shape)
    middle = np.array(shape) / 2 + rng.uniform(-1, 1, 2)
    phi = np.hypot(rows - middle[0], columns - middle[1]) - 3.0
    return rng.uniform(0, 1, shape) + (phi < 0), phi


def _in_widths(width, image, phi):
    return image, phi / width


def _of_width(width, force):
    """The delta of that width, from the one of width 1."""
    return np.asarray(force) / width


@answer_to(
    "3.1.1-1",
    title="The force of the regions",
    objective=FORCE,
    problems=_image_and_level_set,
    what="the velocity",
    points=2,
    pure=True,
    stated=Stated(
        "width",
        "1",
        between("0.30", "0.95") + between("1.05", "2.50"),
        (
            (
                "\\arctan\\phi$ (so $\\varepsilon = 1$)",
                "\\arctan(\\phi / {})$ (so $\\varepsilon = {}$)",
            ),
            (
                "\\delta = \\frac{1}{\\pi(1+\\phi^2)}",
                "\\delta = \\frac{ {} }{\\pi({}^2+\\phi^2)}",
            ),
            ("np.arctan(phi)", "np.arctan(phi / {})"),
            ("1 / (np.pi * (1 + phi**2))", "{} / (np.pi * ({}**2 + phi**2))"),
        ),
        given=_in_widths,
        returned=_of_width,
    ),
)
def region_force(image, phi):
    """Both means weighted by the smooth step; near the contour only."""
    outside = _step(phi)
    return _delta(phi) * _speed(image, outside, 1 - outside)


def _step(phi):
    return 0.5 + np.arctan(phi) / np.pi


def _delta(phi):
    return 1 / (np.pi * (1 + phi**2))


def _speed(image, outside, inside):
    c1 = (image * outside).sum() / outside.sum()
    c2 = (image * inside).sum() / inside.sum()
    return (image - c2) ** 2 - (image - c1) ** 2


@region_force.mistake(
    "regions-swapped",
    "your contour moves the wrong way.",
    "Either c1 and c2 are exchanged, or the two squares are.",
    "c1 is weighted by H; its square, (image - c1)**2, has the minus.",
)
def _regions_swapped(image, phi):
    outside = _step(phi)
    return _delta(phi) * _speed(image, 1 - outside, outside)


@region_force.mistake(
    "no-delta",
    "pixels far from the contour move as fast as those on it.",
    "What makes the force large near the contour only?",
    "Multiply by 1 / (pi (1 + phi^2)).",
)
def _no_delta(image, phi):
    outside = _step(phi)
    return _speed(image, outside, 1 - outside)


@region_force.mistake(
    "hard-step",
    "the means are near, but not the weighted ones.",
    "A pixel beside the contour belongs to both regions in part.",
    "Weigh with H = 1/2 + arctan(phi) / pi, not with phi > 0.",
)
def _hard_step(image, phi):
    outside = (phi > 0).astype(float)
    return _delta(phi) * _speed(image, outside, 1 - outside)


@region_force.mistake(
    "plain-mean",
    "your means are divided by the number of all pixels.",
    "A weighted mean is divided by the sum of its weights.",
    "c1 = (image * H).sum() / H.sum(), c2 likewise with 1 - H.",
)
def _plain_mean(image, phi):
    outside = _step(phi)
    c1, c2 = (image * outside).mean(), (image * (1 - outside)).mean()
    return _delta(phi) * ((image - c2) ** 2 - (image - c1) ** 2)


@region_force.mistake(
    "no-squares",
    "the differences are not squared.",
    "The energy sums squared distances from the two means.",
    "(image - c2)**2 - (image - c1)**2.",
)
def _no_squares(image, phi):
    outside = _step(phi)
    c1 = (image * outside).sum() / outside.sum()
    c2 = (image * (1 - outside)).sum() / (1 - outside).sum()
    return _delta(phi) * ((image - c2) - (image - c1))


def _two_masks(rng, place):
    shape = ((12, 15), (16, 10), (13, 13))[place]
    rows, columns = np.indices(shape)
    # The second pair hardly overlaps: its conformity is below 0.
    apart = (0.0, 2.5, 0.0)[place]
    discs = []
    for radius, side in ((4.5, -1), (rng.uniform(3.2, 4.2), 1)):
        row, column = np.array(shape) / 2 + rng.uniform(-1, 1, 2)
        away = np.hypot(rows - row - side * apart, columns - column)
        discs.append(away < radius)
    return tuple(discs)


@answer_to(
    "3.1.1-4",
    title="Conformity from masks",
    objective=GOOD,
    problems=_two_masks,
    what="the conformity",
    pure=True,
)
def conformity_of(mask, reference):
    """Errors over the pixels in both, taken from 1."""
    return 1 - (mask != reference).sum() / (mask & reference).sum()


@conformity_of.mistake(
    "dice",
    "this is the Dice coefficient.",
    "Conformity sets the errors against what was hit, with no factor 2.",
    "1 - (pixels that differ) / (pixels in both).",
)
def _dice(mask, reference):
    return 2 * (mask & reference).sum() / (mask.sum() + reference.sum())


@conformity_of.mistake(
    "over-the-reference",
    "the errors are divided by the expert's area.",
    "What stands below the line are pixels in both masks.",
    "Divide by (mask & reference).sum().",
)
def _over_the_reference(mask, reference):
    return 1 - (mask != reference).sum() / reference.sum()


@conformity_of.mistake(
    "over-the-image",
    "the errors are divided by the whole image.",
    "Then a large dark image would make any method good.",
    "Divide by (mask & reference).sum().",
)
def _over_the_image(mask, reference):
    return 1 - (mask != reference).mean()


@conformity_of.mistake(
    "missed-only",
    "pixels drawn outside of the expert's contour cost nothing.",
    "Errors are of two kinds: missed, and drawn too much.",
    "Count where mask != reference.",
)
def _missed_only(mask, reference):
    return 1 - (reference & ~mask).sum() / (mask & reference).sum()


@conformity_of.mistake(
    "not-from-one",
    "this is the share of errors, not the conformity.",
    "It is 1 at best, not 0.",
    "Take the quotient from 1.",
)
def _not_from_one(mask, reference):
    return (mask != reference).sum() / (mask & reference).sum()


@conformity_of.mistake(
    "not-below-zero",
    "where the masks hardly overlap, your conformity stops at 0.",
    "More pixels may be wrong than right: what is it then?",
    "Return 1 minus the quotient as it is, without max(0, ...).",
)
def _not_below_zero(mask, reference):
    return max(0.0, conformity_of(mask, reference))

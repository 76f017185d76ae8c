"""Checks for chapter 3.1.5, exercises 1 to 3: a transform, back, adjoint."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between, times

HAAR = "write one level of the Haar transform, its inverse and its adjoint"
SHAPES = ((4, 6), (8, 2), (6, 10))


def _image(rng, place):
    return (rng.normal(size=SHAPES[place]),)


@answer_to(
    "3.1.5-1",
    title="One level of the Haar transform",
    objective=HAAR,
    problems=_image,
    what="the bands",
    pure=True,
)
def haar_level(image):
    """LL, LH, HL, HH of squares of 2 x 2 pixels."""
    a, b = image[0::2, 0::2], image[0::2, 1::2]
    c, d = image[1::2, 0::2], image[1::2, 1::2]
    bands = [a + b + c + d, a + b - c - d, a - b + c - d, a - b - c + d]
    return np.stack(bands) / 2


@haar_level.mistake(
    "mean",
    "all bands are half of what they should be.",
    "Are the rows of signs of length 1? Squares must add up to the same.",
    "Divide by 2, not by 4.",
)
def _means(image):
    return haar_level(image) / 2


@haar_level.mistake(
    "unscaled",
    "all bands are twice what they should be.",
    "Four times a half squared is 1: what is the factor in the equations?",
    "Divide the sums by 2.",
)
def _sums(image):
    return haar_level(image) * 2


@haar_level.mistake(
    "exchanged",
    "LH and HL are exchanged.",
    "LH is the difference between rows: above minus below.",
    "LH is (a + b - c - d) / 2, HL is (a - b + c - d) / 2.",
)
def _exchanged(image):
    return haar_level(image)[[0, 2, 1, 3]]


@haar_level.mistake(
    "signs",
    "the details have the wrong sign.",
    "Above minus below, left minus right.",
    "The first pixel, a, has a plus in all four bands.",
)
def _signs(image):
    return haar_level(image) * np.array([1, -1, -1, 1]).reshape(4, 1, 1)


@haar_level.mistake(
    "overlapping",
    "the squares overlap.",
    "Each pixel belongs to one square: the next one begins two pixels on.",
    "Take image[0::2, 0::2] for a, not image[:-1, :-1].",
)
def _overlapping(image):
    rows, columns = image.shape
    a, b = image[:-1, :-1], image[:-1, 1:]
    c, d = image[1:, :-1], image[1:, 1:]
    bands = [a + b + c + d, a + b - c - d, a - b + c - d, a - b - c + d]
    return np.stack(bands)[:, : rows // 2, : columns // 2] / 2


@haar_level.mistake(
    "axis",
    "the bands stand along the last axis.",
    "The first axis has four places, one for each band.",
    "np.stack(bands) without axis=-1.",
)
def _last_axis(image):
    return np.moveaxis(haar_level(image), 0, -1)


def _bands(rng, place):
    rows, columns = SHAPES[place]
    return (rng.normal(size=(4, rows // 2, columns // 2)),)


@answer_to(
    "3.1.5-2",
    title="And back",
    objective=HAAR,
    problems=_bands,
    what="the image",
    points=2,
    pure=True,
)
def haar_back(bands):
    """The transpose of the four rows of signs."""
    low, down, across, both = bands
    image = np.zeros((2 * low.shape[0], 2 * low.shape[1]))
    image[0::2, 0::2] = low + down + across + both
    image[0::2, 1::2] = low + down - across - both
    image[1::2, 0::2] = low - down + across - both
    image[1::2, 1::2] = low - down - across + both
    return image / 2


@haar_back.mistake(
    "coarse-only",
    "only the coarse band came back.",
    "A pixel is the sum of all four bands with their signs.",
    "a = (LL + LH + HL + HH) / 2, and likewise for b, c and d.",
)
def _coarse_only(bands):
    return haar_back(bands * np.array([1, 0, 0, 0]).reshape(4, 1, 1))


@haar_back.mistake(
    "quarter",
    "the image is half as bright as it should be.",
    "The transform has length 1: its inverse is its transpose, same factor.",
    "Divide by 2, not by 4.",
)
def _quarter(bands):
    return haar_back(bands) / 2


@haar_back.mistake(
    "exchanged",
    "rows and columns of the details are exchanged.",
    "LH tells above from below, HL left from right.",
    "b, above and to the right, is (LL + LH - HL - HH) / 2.",
)
def _back_exchanged(bands):
    return haar_back(bands[[0, 2, 1, 3]])


@haar_back.mistake(
    "tiled",
    "the four pixels of a square do not stand beside each other.",
    "a, b, c and d of one place are neighbours in the image.",
    "image[0::2, 0::2] = a, image[0::2, 1::2] = b, ...",
)
def _tiled(bands):
    image = haar_back(bands)
    above = np.concatenate([image[0::2, 0::2], image[0::2, 1::2]], axis=1)
    below = np.concatenate([image[1::2, 0::2], image[1::2, 1::2]], axis=1)
    return np.concatenate([above, below])


def _gradient(rng, place):
    # Filters longer than the row go round the ring.
    halves, taps = ((4, 2), (5, 4), (2, 6))[place]
    return rng.normal(size=halves), rng.normal(size=taps)


@answer_to(
    "3.1.5-3",
    title="The adjoint",
    objective=HAAR,
    problems=_gradient,
    what="the gradient of the row",
    points=2,
    pure=True,
    stated=Stated(
        "gain",
        "1",
        between("0.30", "0.95"),
        (
            ("$y_k = \\sum_j", "$y_k = {} \\sum_j"),
            ("+= weight * g", "+= {} * weight * g"),
        ),
        returned=times,
    ),
)
def adjoint(gradient, h):
    """Each coefficient's gradient goes back to the places it was read from."""
    n = 2 * len(gradient)
    back = np.zeros(n)
    for k, g in enumerate(gradient):
        for j, weight in enumerate(h):
            back[(2 * k + j) % n] += weight * g
    return back


@adjoint.mistake(
    "flipped",
    "the filter runs backwards.",
    "x at 2k + j was multiplied by h[j]: which weight belongs to its gradient?",
    "back[(2 * k + j) % n] += h[j] * gradient[k], j counting up.",
)
def _flipped(gradient, h):
    return adjoint(gradient, h[::-1])


@adjoint.mistake(
    "overwritten",
    "where two coefficients read the same place, one is lost.",
    "A place that is read twice gets two parts of gradient.",
    "Add with +=, do not set with =.",
)
def _overwritten(gradient, h):
    n = 2 * len(gradient)
    back = np.zeros(n)
    for k, g in enumerate(gradient):
        for j, weight in enumerate(h):
            back[(2 * k + j) % n] = weight * g
    return back


@adjoint.mistake(
    "cut",
    "what runs over the end of the row is lost.",
    "The row is a ring: after the last place comes the first.",
    "Take the place modulo n.",
)
def _cut(gradient, h):
    n = 2 * len(gradient)
    back = np.zeros(n)
    for k, g in enumerate(gradient):
        for j, weight in enumerate(h):
            if 2 * k + j < n:
                back[2 * k + j] += weight * g
    return back


@adjoint.mistake(
    "stride",
    "the steps of two are missing.",
    "Coefficient k was read from 2k on.",
    "The place is (2 * k + j) % n, not (k + j) % n.",
)
def _stride(gradient, h):
    n = 2 * len(gradient)
    back = np.zeros(n)
    for k, g in enumerate(gradient):
        for j, weight in enumerate(h):
            back[(k + j) % n] += weight * g
    return back

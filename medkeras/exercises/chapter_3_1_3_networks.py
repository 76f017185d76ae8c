"""Checks for chapter 3.1.3, exercises 3 and 4: statistics, uptake."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated

TRANSFER = "transfer a network: freeze it, tune it, keep its statistics"
UPTAKE = "hold a network of images against one ratio, and find its shortcut"
SMALL = Stated("small", "0.001", tuple(f"0.{k:03d}" for k in range(2, 100)))


def _activations(rng, place):
    rows, columns = ((6, 3), (5, 4), (8, 2))[place]
    values = rng.normal(2.0, 3.0, (rows, columns))
    mean, variance = rng.normal(0, 1, columns), rng.uniform(0.3, 4, columns)
    return values, mean, variance, rng.uniform(0.5, 2, columns)


@answer_to(
    "3.1.3-3",
    title="Statistics that stay",
    objective=TRANSFER,
    problems=_activations,
    what="the normalised values",
    pure=True,
    stated=SMALL,
)
def frozen_normalization(values, mean, variance, scale, small):
    """Batch normalisation with the statistics of the source."""
    return scale * (values - mean) / np.sqrt(variance + small)


@frozen_normalization.mistake(
    "batch",
    "the statistics are those of this batch.",
    "Which mean and variance did the source leave behind?",
    "Use the arguments mean and variance.",
)
def _of_the_batch(values, mean, variance, scale, small):
    centred = values - values.mean(axis=0)
    return scale * centred / np.sqrt(values.var(axis=0) + small)


@frozen_normalization.mistake(
    "variance",
    "the values were divided by the variance.",
    "A variance has the square of the unit.",
    "Take np.sqrt of variance + the small number.",
)
def _by_the_variance(values, mean, variance, scale, small):
    return scale * (values - mean) / (variance + small)


@frozen_normalization.mistake(
    "no-scale",
    "the learned scale is missing.",
    "Which argument has not been used?",
    "Multiply by scale.",
)
def _without_scale(values, mean, variance, scale, small):
    return (values - mean) / np.sqrt(variance + small)


@frozen_normalization.mistake(
    "not-centred",
    "the mean was not taken away.",
    "Which argument has not been used?",
    "Begin with values - mean.",
)
def _not_centred(values, mean, variance, scale, small):
    return scale * values / np.sqrt(variance + small)


def _slice(rng, place):
    """Masks of unlike sizes, in another place each time."""
    shape = ((8, 6), (10, 9), (6, 12))[place]
    inside, outside = ((6, 11), (7, 16), (5, 22))[place]
    image = rng.gamma(8, 5, shape)
    order = rng.permutation(image.size)
    striatum, background = np.zeros((2, *shape), bool)
    striatum.flat[order[:inside]] = True
    background.flat[order[-outside:]] = True
    # Once darker than the background: a ratio keeps its sign.
    image[striatum] *= (2.5, 0.4, 1.6)[place]
    return image, striatum, background


@answer_to(
    "3.1.3-4",
    title="The specific uptake ratio",
    objective=UPTAKE,
    problems=_slice,
    what="the ratio",
    pure=True,
)
def uptake_ratio(image, striatum, background):
    """(striatum - background) / background, of means."""
    unspecific = image[background].mean()
    return (image[striatum].mean() - unspecific) / unspecific


@uptake_ratio.mistake(
    "plain-ratio",
    "what binds everywhere was not taken away.",
    "A striatum as bright as the background has a ratio of 0.",
    "Take the background away before you divide.",
)
def _plain_ratio(image, striatum, background):
    return image[striatum].mean() / image[background].mean()


@uptake_ratio.mistake(
    "over-striatum",
    "the difference was divided by the striatum.",
    "The background says how much tracer there was.",
    "Divide by the mean of the background.",
)
def _over_striatum(image, striatum, background):
    bright = image[striatum].mean()
    return (bright - image[background].mean()) / bright


@uptake_ratio.mistake(
    "sums",
    "sums were compared, so the size of the regions counts.",
    "The two masks have unlike many pixels.",
    "Take means over the masks.",
)
def _sums(image, striatum, background):
    dark = image[background].sum()
    return (image[striatum].sum() - dark) / dark


@uptake_ratio.mistake(
    "all-the-rest",
    "all that is not striatum was taken for the background.",
    "Which argument has not been used?",
    "Take the mean over image[background].",
)
def _all_the_rest(image, striatum, background):
    return image[striatum].mean() / image[~striatum].mean() - 1


@uptake_ratio.mistake(
    "difference",
    "the difference still depends on the dose.",
    "Twice as much tracer must give the same ratio.",
    "Divide by the mean of the background.",
)
def _difference(image, striatum, background):
    return image[striatum].mean() - image[background].mean()


@uptake_ratio.mistake(
    "no-sign",
    "the sign was taken away.",
    "A striatum darker than the background has a ratio below 0.",
    "Return the ratio without abs.",
)
def _no_sign(image, striatum, background):
    return abs(uptake_ratio(image, striatum, background))


@uptake_ratio.mistake(
    "cut-at-zero",
    "ratios below 0 were made 0.",
    "A striatum can be darker than the background: noise alone does it.",
    "Return the ratio without max or np.clip.",
)
def _cut_at_zero(image, striatum, background):
    return max(uptake_ratio(image, striatum, background), 0.0)

"""Checks for chapter 3.1.6, exercises 1 to 3: pooling, a band, fusion."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between

POOLING = (
    "compute probabilistic max-pooling and say what a convolutional RBM shares"
)
ENHANCE = "enhance a film by equations that can be checked"
FUSE = "fuse the scores of two classifiers and test whether it helps"


def _map_and_size(rng, place):
    height, width, size = ((4, 6, 2), (6, 3, 3), (2, 5, 1), (8, 4, 4))[place]
    return rng.normal(size=(height, width)), size


def _blocks(values, size):
    height, width = values.shape
    return values.reshape(height // size, size, width // size, size)


def _biased(bias, to_hidden, size):
    return to_hidden + bias, size


@answer_to(
    "3.1.6-1",
    title="Probabilistic max-pooling",
    objective=POOLING,
    problems=_map_and_size,
    num_problems=4,
    what="the probabilities",
    points=2,
    pure=True,
    stated=Stated(
        "bias",
        "0",
        between("0.1", "2.5"),
        (
            (
                "`to_hidden` is one map, (height, width),",
                "`to_hidden` is one map, (height, width), to which a bias "
                "of {} is added first,",
            ),
            ("np.exp(to_hidden)", "np.exp(to_hidden + {})"),
        ),
        given=_biased,
    ),
)
def pool_probabilities(to_hidden, size):
    """A softmax over a block and one more state, all off."""
    total = _blocks(np.exp(to_hidden), size).sum(axis=(1, 3))
    return total / (1 + total)


@pool_probabilities.mistake(
    "no-off-state",
    "every block is on with certainty.",
    "In a block one unit is on, or none: none is a state of its own.",
    "Divide by 1 + the sum; the 1 is exp(0), the state in which all are off.",
)
def _no_off_state(to_hidden, size):
    total = _blocks(np.exp(to_hidden), size).sum(axis=(1, 3))
    return total / total


@pool_probabilities.mistake(
    "off",
    "these are the probabilities that all units of a block are off.",
    "Asked is the probability that some unit is on.",
    "1 - 1 / (1 + total), or total / (1 + total).",
)
def _off(to_hidden, size):
    return 1 - pool_probabilities(to_hidden, size)


@pool_probabilities.mistake(
    "max",
    "the largest unit of a block alone was used.",
    "Max-pooling takes the largest; here all units of a block compete.",
    "Sum the exponentials of the block, do not take their maximum.",
)
def _max(to_hidden, size):
    largest = _blocks(np.exp(to_hidden), size).max(axis=(1, 3))
    return largest / (1 + largest)


@pool_probabilities.mistake(
    "independent",
    "units were treated as independent coins.",
    "1 - product of (1 - sigmoid) lets several units of a block be on.",
    "One unit is on, or none: a softmax over the block and the off state.",
)
def _independent(to_hidden, size):
    off = 1 / (1 + np.exp(to_hidden))
    return 1 - _blocks(off, size).prod(axis=(1, 3))


@pool_probabilities.mistake(
    "sum-first",
    "inputs were added before the exponential.",
    "exp(a + b) is not exp(a) + exp(b).",
    "First np.exp of each unit, then the sum over the block.",
)
def _sum_first(to_hidden, size):
    total = np.exp(_blocks(to_hidden, size).sum(axis=(1, 3)))
    return total / (1 + total)


@pool_probabilities.mistake(
    "mean",
    "the exponentials of a block were averaged.",
    "Four units that are all at 0 are on with probability 4/5 together.",
    "Use the sum over the block, not the mean.",
)
def _mean(to_hidden, size):
    total = _blocks(np.exp(to_hidden), size).mean(axis=(1, 3))
    return total / (1 + total)


@pool_probabilities.mistake(
    "rows-as-blocks",
    "pixels of one block come from different places of the map.",
    "A block holds `size` neighbouring rows and `size` neighbouring columns.",
    "reshape to (height // size, size, width // size, size), axes 1 and 3.",
)
def _rows_as_blocks(to_hidden, size):
    height, width = to_hidden.shape
    apart = np.exp(to_hidden).reshape(size, height // size, size, width // size)
    total = apart.sum(axis=(0, 2))
    return total / (1 + total)


def _band(rng, place):
    low, high = ((0.05, 0.3), (0.02, 0.1), (0.1, 0.4))[place]
    return rng.uniform(0.01, 0.5, (4, 6, 5)[place]), low, high, (1, 3, 2)[place]


@answer_to(
    "3.1.6-2",
    title="A Butterworth band-pass",
    objective=ENHANCE,
    problems=_band,
    what="the response",
    pure=True,
)
def band_pass(frequency, low, high, order):
    """1 in the middle of the band, 1 / sqrt(2) at its ends."""
    return 1 / np.sqrt(1 + _away(frequency, low, high) ** (2 * order))


def _away(frequency, low, high):
    return (frequency**2 - low * high) / (frequency * (high - low))


@band_pass.mistake(
    "power",
    "this is the power |H|², not the amplitude |H|.",
    "At the ends of the band |H| is 1 / sqrt(2); yours is 1 / 2 there.",
    "Take the square root of the whole sum.",
)
def _power(frequency, low, high, order):
    return band_pass(frequency, low, high, order) ** 2


@band_pass.mistake(
    "low-pass",
    "this is a low-pass: frequencies below the band are let through.",
    "At D near 0 nothing may pass.",
    "The fraction is (D² - low * high) / (D * (high - low)).",
)
def _low_pass(frequency, low, high, order):
    return 1 / np.sqrt(1 + (frequency / high) ** (2 * order))


@band_pass.mistake(
    "order-once",
    "the exponent is n, not 2n.",
    "At order 1 the fraction is squared.",
    "away ** (2 * order).",
)
def _order_once(frequency, low, high, order):
    away = np.abs(_away(frequency, low, high))
    return 1 / np.sqrt(1 + away**order)


@band_pass.mistake(
    "band-stop",
    "the band is stopped and all else let through.",
    "In the middle of the band, at sqrt(low * high), everything must pass.",
    "The fraction is 0 in the middle of the band: is yours upside down?",
)
def _band_stop(frequency, low, high, order):
    return 1 / np.sqrt(1 + _away(frequency, low, high) ** (-2.0 * order))


@band_pass.mistake(
    "without-frequency",
    "the denominator lacks D.",
    "At the lower end the fraction must be -1: low² - low * high over what?",
    "Divide by frequency * (high - low).",
)
def _without_frequency(frequency, low, high, order):
    away = (frequency**2 - low * high) / (high - low)
    return 1 / np.sqrt(1 + away ** (2 * order))


@band_pass.mistake(
    "two-filters",
    "this is a low-pass times a high-pass.",
    "Near by it looks alike; at the ends |H| is then below 1 / sqrt(2).",
    "One fraction for both ends: (D² - low * high) / (D * (high - low)).",
)
def _two_filters(frequency, low, high, order):
    low_pass = _low_pass(frequency, low, high, order)
    return low_pass / np.sqrt(1 + (low / frequency) ** (2 * order))


def _scores(rng, place):
    models, films, classes = ((2, 4, 2), (3, 5, 3), (4, 3, 2))[place]
    scores = rng.dirichlet(np.ones(classes), (models, films))
    scores = (scores + 0.05) / (scores + 0.05).sum(axis=2, keepdims=True)
    return scores, rng.dirichlet(np.ones(models))


@answer_to(
    "3.1.6-3",
    title="Fusion by product",
    objective=FUSE,
    problems=_scores,
    what="the fused probabilities",
    points=2,
    pure=True,
)
def fuse_by_product(scores, weights):
    """A weighted mean of log probabilities, normalised."""
    logs = np.tensordot(weights, np.log(scores), 1)
    product = np.exp(logs)
    return product / product.sum(axis=1, keepdims=True)


@fuse_by_product.mistake(
    "sum-rule",
    "this is the sum rule.",
    "A product multiplies the models' probabilities.",
    "Raise each model's scores to its weight and multiply over axis 0.",
)
def _sum_rule(scores, weights):
    return np.tensordot(weights, scores, 1)


@fuse_by_product.mistake(
    "not-normalised",
    "the probabilities of a film do not sum to 1.",
    "The rule says proportional to: something is left to do.",
    "Divide by product.sum(axis=1, keepdims=True).",
)
def _not_normalised(scores, weights):
    return np.exp(np.tensordot(weights, np.log(scores), 1))


@fuse_by_product.mistake(
    "weights-left-out",
    "all models count alike.",
    "The weights are exponents; as factors they are gone once you normalise.",
    "scores ** weights[:, None, None].",
)
def _weights_left_out(scores, weights):
    product = scores.prod(axis=0)
    return product / product.sum(axis=1, keepdims=True)


@fuse_by_product.mistake(
    "over-the-films",
    "the normalisation went over the films.",
    "Each film's probabilities must sum to 1, whatever the other films are.",
    "Sum over axis 1, the classes.",
)
def _over_the_films(scores, weights):
    product = np.exp(np.tensordot(weights, np.log(scores), 1))
    return product / product.sum(axis=0)

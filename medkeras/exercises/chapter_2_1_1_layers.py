"""Checks for chapter 2.1.1, exercises 4 and 5: pooling, batch norm."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated


def _map_and_gradient(rng, place):
    height, width = ((8, 6), (10, 4), (4, 12))[place]
    values = rng.permutation(height * width) - height * width // 2
    image = values.reshape(height, width).astype(float)
    return image, rng.normal(size=(height // 2, width // 2))


def _spread(image, upstream):
    return np.kron(upstream, np.ones((2, 2)))


def _is_extreme(image, choose):
    height, width = image.shape
    blocks = image.reshape(height // 2, 2, width // 2, 2)
    return image == np.kron(choose(blocks, axis=(1, 3)), np.ones((2, 2)))


@answer_to(
    "2.1.1-4",
    title="Back through a pooling",
    objective="carry a gradient back through a pooling",
    problems=_map_and_gradient,
    what="the gradient of the image",
    points=2,
)
def max_pool_gradient(image, upstream):
    """The gradient goes to the maximum of each window."""
    return _is_extreme(image, np.max) * _spread(image, upstream)


@max_pool_gradient.mistake(
    "everywhere",
    "all four pixels of a window got the gradient.",
    "Only one of them decided the output.",
    "Multiply by image == (maximum of its window).",
)
def _everywhere(image, upstream):
    return _spread(image, upstream)


@max_pool_gradient.mistake(
    "average",
    "this is the gradient of average pooling.",
    "A pixel that is not the maximum can move a little: what happens?",
    "The maximum gets all of it, the other three get 0.",
)
def _average(image, upstream):
    return _spread(image, upstream) / 4


@max_pool_gradient.mistake(
    "ones",
    "the places are right, the gradient from above is missing.",
    "The chain rule multiplies.",
    "Put upstream[p, q] at the place, not 1.",
)
def _ones(image, upstream):
    return _is_extreme(image, np.max)


@max_pool_gradient.mistake(
    "values",
    "the largest pixels were multiplied into the gradient.",
    "The output is the pixel itself: what is its slope?",
    "Put upstream[p, q] at the place of the maximum.",
)
def _values(image, upstream):
    return max_pool_gradient(image, upstream) * image


@max_pool_gradient.mistake(
    "minimum",
    "the smallest pixel of each window got the gradient.",
    "Which pixel came out of the pooling?",
    "Use argmax, not argmin.",
)
def _minimum(image, upstream):
    return _is_extreme(image, np.min) * _spread(image, upstream)


EPSILON = Stated("epsilon", "0.001", tuple(f"0.{k:03d}" for k in range(2, 100)))


def _batch(rng, place):
    rows, channels = ((8, 3), (5, 2), (6, 4), (3, 1))[place]
    scale = rng.uniform(0.05, 2, channels)  # small: epsilon must be seen
    return (
        rng.normal(3, 1, size=(rows, channels)) * scale,
        rng.uniform(0.5, 2, channels),
        rng.normal(size=channels),
        rng.normal(3, 1, channels),
        rng.uniform(0.01, 2, channels),
        place % 2 == 0,
    )


def _normalized(x, gamma, beta, mean, variance, epsilon):
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


@answer_to(
    "2.1.1-5",
    title="Batch normalisation in training and in use",
    objective="tell batch normalisation in training from batch "
    "normalisation in use",
    problems=_batch,
    num_problems=4,
    what="the normalised batch",
    points=2,
    stated=EPSILON,
)
def batch_normalization(x, gamma, beta, mean, variance, training, epsilon):
    """The batch's own statistics in training, the kept ones in use."""
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
    return _normalized(x, gamma, beta, mean, variance, epsilon)


@batch_normalization.mistake(
    "batch-always",
    "in use, the batch's own statistics are still taken.",
    "In use a single film may come. What is its variance?",
    "Take `mean` and `variance` if training is False.",
)
def _batch_always(x, gamma, beta, mean, variance, training, epsilon):
    return batch_normalization(x, gamma, beta, mean, variance, True, epsilon)


@batch_normalization.mistake(
    "kept-always",
    "in training, the kept statistics are taken.",
    "What is the layer's input normalised by while it learns?",
    "Take x.mean(axis=0) and x.var(axis=0) if training is True.",
)
def _kept_always(x, gamma, beta, mean, variance, training, epsilon):
    return batch_normalization(x, gamma, beta, mean, variance, False, epsilon)


@batch_normalization.mistake(
    "turned",
    "training and use have changed places.",
    "Which of them may look at this batch?",
    "training: x.mean(axis=0); in use: the kept mean.",
)
def _turned(x, gamma, beta, mean, variance, training, epsilon):
    return batch_normalization(
        x, gamma, beta, mean, variance, not training, epsilon
    )


@batch_normalization.mistake(
    "unbiased",
    "the batch's variance has n - 1 in the denominator.",
    "The paper divides the batch's squares by n.",
    "x.var(axis=0) without ddof.",
)
def _unbiased(x, gamma, beta, mean, variance, training, epsilon):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0, ddof=1)
    return _normalized(x, gamma, beta, mean, variance, epsilon)


@batch_normalization.mistake(
    "epsilon",
    "epsilon was added to the standard deviation.",
    "It belongs under the root.",
    "np.sqrt(variance + epsilon).",
)
def _epsilon(x, gamma, beta, mean, variance, training, epsilon):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / (np.sqrt(variance) + epsilon) + beta


@batch_normalization.mistake(
    "scale-over-all",
    "gamma multiplies beta or the mean as well.",
    "gamma scales what is already normalised; beta is added last.",
    "gamma * (x - mean) / np.sqrt(variance + epsilon) + beta.",
)
def _scale_over_all(x, gamma, beta, mean, variance, training, epsilon):
    plain = batch_normalization(x, 1.0, beta, mean, variance, training, epsilon)
    return gamma * plain


@batch_normalization.mistake(
    "kept-variance",
    "in training, the variance is still the kept one.",
    "Two statistics describe a batch, its mean and its variance.",
    "Replace both if training is True: x.mean(axis=0) and x.var(axis=0).",
)
def _kept_variance(x, gamma, beta, mean, variance, training, epsilon):
    mean = x.mean(axis=0) if training else mean
    return _normalized(x, gamma, beta, mean, variance, epsilon)


@batch_normalization.mistake(
    "over-the-film",
    "each film was normalised over its own channels.",
    "A channel is centred and scaled over the films of the batch.",
    "axis=0 goes over the films.",
)
def _over_the_film(x, gamma, beta, mean, variance, training, epsilon):
    if training:
        mean, variance = x.mean(1, keepdims=True), x.var(1, keepdims=True)
    return _normalized(x, gamma, beta, mean, variance, epsilon)

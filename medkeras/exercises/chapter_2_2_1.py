"""Checks for chapter 2.2.1: sparsity and linear codes."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between, times


def _divergence(one, other):
    """Kullback-Leibler divergence of two shares."""
    parts = one * np.log(one / other)
    return parts + (1 - one) * np.log((1 - one) / (1 - other))


def _codes_and_rho(rng, place):
    rows, units = ((4, 3), (6, 2), (3, 5))[place]
    return rng.uniform(0.05, 0.9, size=(rows, units)), (0.1, 0.3, 0.6)[place]


@answer_to(
    "2.2.1-1",
    title="The sparsity penalty",
    objective="write an autoencoder, its sparsity penalty and their gradients",
    problems=_codes_and_rho,
    what="the penalty",
    pure=True,
    points=2,
    stated=Stated(
        "weight",
        "1",
        between("1.1", "9.9"),
        (
            ("Return the sum over", "Return {} times the sum over"),
            ("return np.sum(active", "return {} * np.sum(active"),
        ),
        returned=times,
    ),
)
def sparsity_penalty(codes, rho):
    """Divergence of the wanted from the mean activity, summed over units."""
    return np.sum(_divergence(rho, codes.mean(axis=0)))


@sparsity_penalty.mistake(
    "swapped",
    "the divergence runs the other way round.",
    "Which of the two shares is the weight in front of the logarithm?",
    "rho * log(rho / found), not found * log(found / rho).",
)
def _swapped(codes, rho):
    return np.sum(_divergence(codes.mean(axis=0), rho))


@sparsity_penalty.mistake(
    "each-row",
    "each activity was compared with rho, not the mean of a unit.",
    "A unit may be active at times. What is held small is its mean.",
    "found = codes.mean(axis=0) comes first.",
)
def _each_row(codes, rho):
    return np.sum(_divergence(rho, codes))


@sparsity_penalty.mistake(
    "each-row-mean",
    "the divergence of each activity was averaged; the mean comes first.",
    "A unit may be active at times. What is held small is its mean.",
    "found = codes.mean(axis=0), then one divergence a unit.",
)
def _each_row_mean(codes, rho):
    return np.sum(_divergence(rho, codes).mean(axis=0))


@sparsity_penalty.mistake(
    "wrong-axis",
    "the mean was taken over the units of a row.",
    "How many means should there be: one a row or one a unit?",
    "codes.mean(axis=0): one for each column.",
)
def _wrong_axis(codes, rho):
    return np.sum(_divergence(rho, codes.mean(axis=1)))


@sparsity_penalty.mistake(
    "half",
    "the second half of the divergence is missing.",
    "A unit is silent a share 1 - rho of the time: that counts, too.",
    "Add (1 - rho) * log((1 - rho) / (1 - found)).",
)
def _half(codes, rho):
    return np.sum(rho * np.log(rho / codes.mean(axis=0)))


@sparsity_penalty.mistake(
    "mean",
    "the units were averaged, not summed.",
    "Does a second unit that is too active cost anything more?",
    "np.sum over the units.",
)
def _mean(codes, rho):
    return np.mean(_divergence(rho, codes.mean(axis=0)))


def _rows_and_size(rng, place):
    rows, columns = ((30, 5), (12, 4), (20, 6))[place]
    scales = np.geomspace(3, 0.2, columns)
    return rng.normal(size=(rows, columns)) * scales + 4, (2, 1, 4)[place]


def _eigenvalues(x, ddof=0):
    return np.linalg.eigvalsh(x.T @ x / (len(x) - ddof))


@answer_to(
    "2.2.1-2",
    title="What a linear code must lose",
    objective="say how little error a linear autoencoder can reach, and prove "
    "it",
    problems=_rows_and_size,
    what="the smallest error",
    pure=True,
    points=2,
)
def smallest_error(x, size):
    """Squared singular values that are not kept, a row."""
    values = np.linalg.svd(x - x.mean(axis=0), compute_uv=False)
    return np.sum(values[size:] ** 2) / len(x)


@smallest_error.mistake(
    "kept",
    "these are the eigenvalues that the code keeps.",
    "A longer code loses less: does your answer fall with size?",
    "eigvalsh sorts upwards: take all but the last `size`.",
)
def _kept(x, size):
    return _eigenvalues(x - x.mean(axis=0))[-size:].sum()


@smallest_error.mistake(
    "not-centred",
    "the mean was not taken off.",
    "The biases can give the mean for nothing.",
    "centred = x - x.mean(axis=0) comes first.",
)
def _not_centred(x, size):
    return _eigenvalues(x)[: x.shape[1] - size].sum()


@smallest_error.mistake(
    "n-1",
    "the covariance was divided by rows - 1.",
    "The error is a mean over the rows that are there.",
    "np.cov divides by n - 1: use centred.T @ centred / len(x).",
)
def _unbiased(x, size):
    values = _eigenvalues(x - x.mean(axis=0), ddof=1)
    return values[: x.shape[1] - size].sum()


@smallest_error.mistake(
    "mean",
    "the error was averaged over the discarded eigenvalues.",
    "The squared error of a row is a sum over its columns.",
    "Add the discarded eigenvalues, divide by nothing.",
)
def _mean_of_discarded(x, size):
    return smallest_error(x, size) / (x.shape[1] - size)


@smallest_error.mistake(
    "over-columns",
    "the error was averaged over the columns.",
    "The exercise asks for the sum over the columns of a row.",
    "Add the discarded eigenvalues, divide by nothing.",
)
def _over_columns(x, size):
    return smallest_error(x, size) / x.shape[1]


@smallest_error.mistake(
    "size-discarded",
    "as many eigenvalues as the code has units were discarded.",
    "How many directions are left when `size` are kept?",
    "values[: columns - size].",
)
def _size_discarded(x, size):
    return _eigenvalues(x - x.mean(axis=0))[:size].sum()

"""Checks for chapter 2.2.1: sparsity, linear codes, decibels, denoising."""

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


def _two_pictures(rng, place):
    peak = (255.0, 1.0, 100.0)[place]
    clean = rng.uniform(0, peak, size=((6, 7), (3, 5), (8, 4))[place])
    noise = rng.normal(size=clean.shape) * peak / (25, 10, 60)[place]
    return clean, clean + noise, peak


def _mean_square(clean, restored):
    return np.mean((clean - restored) ** 2)


@answer_to(
    "2.2.1-3",
    title="Decibels",
    objective="measure what is lost at a given number of bits",
    problems=_two_pictures,
    what="the PSNR",
    pure=True,
)
def peak_signal_to_noise(clean, restored, peak):
    """Ten times the decimal logarithm of peak squared by mean square."""
    return 20 * np.log10(peak) - 10 * np.log10(_mean_square(clean, restored))


@peak_signal_to_noise.mistake(
    "upside-down",
    "the sign is wrong: a better picture would score less.",
    "Signal to noise: which of the two is in the denominator?",
    "peak ** 2 / error, not error / peak ** 2.",
)
def _upside_down(clean, restored, peak):
    return -peak_signal_to_noise(clean, restored, peak)


@peak_signal_to_noise.mistake(
    "no-peak",
    "the peak was taken as 1.",
    "Pixels may go up to 255.",
    "The signal is peak ** 2.",
)
def _no_peak(clean, restored, peak):
    return -10 * np.log10(_mean_square(clean, restored))


@peak_signal_to_noise.mistake(
    "natural",
    "the logarithm is the natural one.",
    "Ten times less error should be ten decibels more.",
    "np.log10, not np.log.",
)
def _natural(clean, restored, peak):
    return np.log(10) * peak_signal_to_noise(clean, restored, peak)


@peak_signal_to_noise.mistake(
    "peak-not-squared",
    "the error is squared, the peak is not.",
    "A ratio needs the same unit above and below.",
    "10 * log10(peak ** 2 / mean squared error).",
)
def _peak_not_squared(clean, restored, peak):
    return 10 * np.log10(peak / _mean_square(clean, restored))


@peak_signal_to_noise.mistake(
    "amplitudes",
    "this is half of the PSNR: amplitudes need the factor 20.",
    "A decibel is a tenth of a power of ten of the SQUARED ratio.",
    "10 * log10(peak ** 2 / mean squared error).",
)
def _amplitudes(clean, restored, peak):
    return peak_signal_to_noise(clean, restored, peak) / 2


@peak_signal_to_noise.mistake(
    "largest-pixel",
    "the largest pixel of the picture was taken as the peak.",
    "Two pictures of one film must be measured against one peak.",
    "Use the argument `peak`.",
)
def _largest_pixel(clean, restored, peak):
    return peak_signal_to_noise(clean, restored, clean.max())


def _noisy_rows(rng, place):
    rows, columns = ((4, 2), (3, 3), (6, 4))[place]
    root = rng.normal(size=(columns, columns))
    covariance = root @ root.T + 0.1 * np.eye(columns)
    mean = rng.normal(size=columns) * 2
    noisy = rng.normal(size=(rows, columns)) * 2
    return noisy, mean, covariance, (0.5, 1.5, 0.3)[place]


def _pulled(away, covariance, noise):
    """Rows pulled towards 0 as the noise demands."""
    total = covariance + noise * np.eye(len(covariance))
    return away @ np.linalg.solve(total, covariance)


@answer_to(
    "2.2.1-4",
    title="What is behind a noisy measurement?",
    objective="say what a denoising autoencoder learns, and check it",
    problems=_noisy_rows,
    what="the posterior mean",
    pure=True,
    points=3,
)
def posterior_mean(noisy, mean, covariance, sigma):
    """Each row pulled towards the mean."""
    return mean + _pulled(noisy - mean, covariance, sigma**2)


@posterior_mean.mistake(
    "mean-0",
    "the mean was taken as 0.",
    "Far from the data, which way should the answer be pulled?",
    "Take the mean off before, and add it after.",
)
def _mean_zero(noisy, mean, covariance, sigma):
    return _pulled(noisy, covariance, sigma**2)


@posterior_mean.mistake(
    "mean-not-added",
    "the mean was taken off and not added again.",
    "Put in the mean itself: the answer should be the mean.",
    "mean + (noisy - mean) @ ...",
)
def _mean_not_added(noisy, mean, covariance, sigma):
    return _pulled(noisy - mean, covariance, sigma**2)


@posterior_mean.mistake(
    "not-squared",
    "the standard deviation was added to a covariance.",
    "Which of the two is in squared units?",
    "covariance + sigma ** 2 * np.eye(...).",
)
def _not_squared(noisy, mean, covariance, sigma):
    return mean + _pulled(noisy - mean, covariance, sigma)


@posterior_mean.mistake(
    "score",
    "this is the score, not the posterior mean.",
    "The score is (answer - noisy) / sigma ** 2.",
    "noisy + sigma ** 2 * score would be right.",
)
def _score(noisy, mean, covariance, sigma):
    answer = posterior_mean(noisy, mean, covariance, sigma)
    return (answer - noisy) / sigma**2


@posterior_mean.mistake(
    "noise-everywhere",
    "the noise was added to every entry of the covariance.",
    "The noise of two columns is independent.",
    "sigma ** 2 belongs on the diagonal only: np.eye.",
)
def _noise_everywhere(noisy, mean, covariance, sigma):
    total = covariance + sigma**2
    return mean + (noisy - mean) @ np.linalg.solve(total, covariance)

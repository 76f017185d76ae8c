"""Checks for chapter 2.2.1: decibels, and what is behind noise."""

import numpy as np

from medkeras.exercises.problems import answer_to


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

"""Plausible wrong answers for chapter 2.2.1, each by the hint it earns."""

import numpy as np


def divergence(one, other):
    parts = one * np.log(one / other)
    return parts + (1 - one) * np.log((1 - one) / (1 - other))


def one_term(codes, rho):
    return np.sum(rho * np.log(rho / codes.mean(axis=0)))


def eigenvalues(x, less=0):
    x = x - x.mean(axis=0)
    return np.linalg.eigvalsh(x.T @ x / (len(x) - less))


def uncentred(x, size):
    return np.linalg.eigvalsh(x.T @ x / len(x))[: x.shape[1] - size].sum()


def mse(clean, restored):
    return np.mean((clean - restored) ** 2)


def matrix(covariance, added):
    return np.linalg.solve(
        covariance + added * np.eye(len(covariance)), covariance
    )


def score(noisy, mean, covariance, sigma):
    total = covariance + sigma**2 * np.eye(len(mean))
    return -(noisy - mean) @ np.linalg.inv(total)


def bands(picture, divisor=2):
    a, b = picture[::2, ::2], picture[::2, 1::2]
    c, d = picture[1::2, ::2], picture[1::2, 1::2]
    all_four = a + b + c + d, a + b - c - d, a - b + c - d, a - b - c + d
    return tuple(band / divisor for band in all_four)


def swapped_bands(picture):
    low, rows, columns, both = bands(picture)
    return low, columns, rows, both


def lower_minus_upper(picture):
    low, rows, columns, both = bands(picture)
    return low, -rows, -columns, both


def weighted(areas, beats):
    known = ~np.isnan(areas)
    return np.average(areas[known], weights=beats[known])


WRONG = {
    "2.2.1-1": {
        "swapped": lambda codes, rho: divergence(codes.mean(0), rho).sum(),
        "each-row": lambda codes, rho: divergence(rho, codes).sum(),
        "wrong-axis": lambda codes, rho: divergence(rho, codes.mean(1)).sum(),
        "half": one_term,
    },
    "2.2.1-2": {
        "kept": lambda x, size: eigenvalues(x)[-size:].sum(),
        "not-centred": uncentred,
        "n-1": lambda x, size: eigenvalues(x, 1)[: x.shape[1] - size].sum(),
        "mean": lambda x, size: eigenvalues(x)[: x.shape[1] - size].mean(),
    },
    "2.2.1-3": {
        "upside-down": lambda c, r, peak: 10 * np.log10(mse(c, r) / peak**2),
        "no-peak": lambda c, r, peak: 10 * np.log10(1 / mse(c, r)),
        "natural": lambda c, r, peak: 10 * np.log(peak**2 / mse(c, r)),
        "not-squared": lambda c, r, peak: 10 * np.log10(peak / mse(c, r)),
    },
    "2.2.1-4": {
        "mean-0": lambda x, m, C, s: x @ matrix(C, s**2),
        "mean-not-added": lambda x, m, C, s: (x - m) @ matrix(C, s**2),
        "not-squared": lambda x, m, C, s: m + (x - m) @ matrix(C, s),
        "score": score,
    },
    "2.2.1-5": {
        "four": lambda picture: bands(picture)[0],
        "average": lambda picture: bands(picture, 4),
        "sum": lambda picture: bands(picture, 1),
        "LH-HL": swapped_bands,
        "sign": lower_minus_upper,
    },
    "2.2.1-6": {
        "nan": lambda areas, beats: areas.mean(),
        "weighted": weighted,
        "as-zero": lambda areas, beats: np.nansum(areas) / len(areas),
        "as-guessing": lambda areas, beats: np.nan_to_num(
            areas, nan=0.5
        ).mean(),
    },
}

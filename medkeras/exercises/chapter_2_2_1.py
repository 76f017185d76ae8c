"""Checks for chapter 2.2.1: autoencoders, denoising, wavelets."""

import numpy as np

from medkeras.exercises.assertions import expect_close, expect_shape, same
from medkeras.exercises.checking import Wrong, exercise


def _divergence(one, other):
    parts = one * np.log(one / other)
    return parts + (1 - one) * np.log((1 - one) / (1 - other))


@exercise(
    "2.2.1-1",
    title="The sparsity penalty",
    objective="write an autoencoder, its sparsity penalty and their gradients",
)
def sparsity_penalty(answer):
    """Give activities of four rows, three units; expect the sum over units."""
    codes = np.random.default_rng(0).uniform(0.05, 0.9, size=(4, 3))
    rho, found = 0.1, codes.mean(axis=0)
    result = answer(codes.copy(), rho)
    if same(result, _divergence(found, rho).sum()):
        raise Wrong(
            "swapped",
            "the divergence runs the other way round.",
            "Which of the two shares is the weight in front of the logarithm?",
            "rho * log(rho / found), not found * log(found / rho).",
        )
    if same(result, _divergence(rho, codes).sum()) or same(
        result, _divergence(rho, codes).mean(axis=0).sum()
    ):
        raise Wrong(
            "each-row",
            "each activity was compared with rho, not the mean of a unit.",
            "A unit may be active at times. What is held small is its mean.",
            "found = codes.mean(axis=0) comes first.",
        )
    by_row = _divergence(rho, codes.mean(axis=1)).sum()
    if same(result, by_row):
        raise Wrong(
            "wrong-axis",
            "the mean was taken over the units of a row.",
            "How many means should there be: one a row or one a unit?",
            "codes.mean(axis=0): one for each column.",
        )
    if same(result, np.sum(rho * np.log(rho / found))):
        raise Wrong(
            "half",
            "the second half of the divergence is missing.",
            "A unit is silent a share 1 - rho of the time: that counts, too.",
            "Add (1 - rho) * log((1 - rho) / (1 - found)).",
        )
    expect_close(result, _divergence(rho, found).sum(), "the penalty")


@exercise(
    "2.2.1-2",
    title="What a linear code must lose",
    objective="say how little error a linear autoencoder can reach, and prove "
    "it",
)
def smallest_error(answer):
    """Give rows far from 0; expect the sum of discarded eigenvalues."""
    draw = np.random.default_rng(0)
    x = draw.normal(size=(30, 5)) * [3.0, 2.0, 1.0, 0.5, 0.2] + 4
    size = 2
    result = answer(x.copy(), size)
    centred = x - x.mean(axis=0)
    values = np.linalg.eigvalsh(centred.T @ centred / len(x))
    if same(result, values[-size:].sum()):
        raise Wrong(
            "kept",
            "these are the eigenvalues that the code keeps.",
            "A longer code loses less: does your answer fall with size?",
            "eigvalsh sorts upwards: take all but the last `size`.",
        )
    raw = np.linalg.eigvalsh(x.T @ x / len(x))
    if same(result, raw[: 5 - size].sum()):
        raise Wrong(
            "not-centred",
            "the mean was not taken off.",
            "The biases can give the mean for nothing.",
            "centred = x - x.mean(axis=0) comes first.",
        )
    if same(result, values[: 5 - size].sum() * len(x) / (len(x) - 1)):
        raise Wrong(
            "n-1",
            "the covariance was divided by rows - 1.",
            "The error is a mean over the rows that are there.",
            "np.cov divides by n - 1: use centred.T @ centred / len(x).",
        )
    if same(result, values[: 5 - size].mean()) or same(
        result, values[: 5 - size].sum() / 5
    ):
        raise Wrong(
            "mean",
            "the error was averaged over columns or eigenvalues.",
            "The squared error of a row is a sum over its columns.",
            "Add the discarded eigenvalues, divide by nothing.",
        )
    expect_close(result, values[: 5 - size].sum(), "the smallest error")


@exercise(
    "2.2.1-3",
    title="Decibels",
    objective="measure what is lost at a given number of bits",
)
def decibels(answer):
    """Give two pictures from 0 to 255; expect their PSNR."""
    draw = np.random.default_rng(0)
    clean = draw.uniform(0, 255, size=(6, 7))
    restored = clean + draw.normal(size=clean.shape) * 9
    peak = 255.0
    error = np.mean((clean - restored) ** 2)
    right = 10 * np.log10(peak**2 / error)
    result = answer(clean.copy(), restored.copy(), peak)
    if same(result, -right):
        raise Wrong(
            "upside-down",
            "the sign is wrong: a better picture would score less.",
            "Signal to noise: which of the two is in the denominator?",
            "peak ** 2 / error, not error / peak ** 2.",
        )
    if same(result, 10 * np.log10(1 / error)):
        raise Wrong(
            "no-peak",
            "the peak was taken as 1.",
            "These pixels go up to 255.",
            "The signal is peak ** 2.",
        )
    if same(result, 10 * np.log(peak**2 / error)):
        raise Wrong(
            "natural",
            "the logarithm is the natural one.",
            "Ten times less error should be ten decibels more.",
            "np.log10, not np.log.",
        )
    if same(result, 10 * np.log10(peak / error)) or same(
        result, 10 * np.log10(peak / np.sqrt(error))
    ):
        raise Wrong(
            "not-squared",
            "amplitudes and squares are mixed, or the factor 20 is missing.",
            "The error is squared. So must the peak be.",
            "10 * log10(peak ** 2 / mean squared error).",
        )
    expect_close(result, right, "the PSNR")


@exercise(
    "2.2.1-4",
    title="What is behind a noisy measurement?",
    objective="say what a denoising autoencoder learns, and check it",
)
def behind(answer):
    """Give noisy rows of a correlated Gaussian; expect posterior means."""
    noisy = np.random.default_rng(0).normal(size=(4, 2)) * 2
    mean, sigma = np.array([1.0, -2.0]), 0.5
    covariance = np.array([[2.0, 0.9], [0.9, 0.8]])

    def rows(away, total):
        return away @ np.linalg.solve(total, covariance)

    total = covariance + sigma**2 * np.eye(2)
    right = mean + rows(noisy - mean, total)
    result = answer(noisy.copy(), mean.copy(), covariance.copy(), sigma)
    if same(result, rows(noisy, total)):
        raise Wrong(
            "mean-0",
            "the mean was taken as 0.",
            "Far from the data, which way should the answer be pulled?",
            "Take the mean off before, and add it after.",
        )
    if same(result, rows(noisy - mean, total)):
        raise Wrong(
            "mean-not-added",
            "the mean was taken off and not added again.",
            "Put in the mean itself: the answer should be the mean.",
            "mean + (noisy - mean) @ ...",
        )
    if same(result, mean + rows(noisy - mean, covariance + sigma * np.eye(2))):
        raise Wrong(
            "not-squared",
            "the standard deviation was added to a covariance.",
            "Which of the two is in squared units?",
            "covariance + sigma ** 2 * np.eye(...).",
        )
    score = -np.linalg.solve(total, (noisy - mean).T).T
    if same(result, score):
        raise Wrong(
            "score",
            "this is the score, not the posterior mean.",
            "The score is (answer - noisy) / sigma ** 2.",
            "noisy + sigma ** 2 * score would be right.",
        )
    expect_close(result, right, "the posterior mean")


@exercise(
    "2.2.1-5",
    title="Haar by hand",
    objective="split an image into wavelet bands and put it together again",
)
def haar_bands(answer):
    """Give a picture of 4 x 6 pixels; expect four bands of 2 x 3."""
    picture = np.random.default_rng(0).normal(size=(4, 6))
    result = answer(picture.copy())
    if not isinstance(result, tuple | list) or len(result) != 4:
        raise Wrong(
            "four",
            "expected four arrays.",
            "A picture has one coarse band and three of detail.",
            "return LL, LH, HL, HH",
        )
    a, b = picture[::2, ::2], picture[::2, 1::2]
    c, d = picture[1::2, ::2], picture[1::2, 1::2]
    right = [a + b + c + d, a + b - c - d, a - b + c - d, a - b - c + d]
    right = [band / 2 for band in right]
    for band in result:
        expect_shape(band, (2, 3), "a band")
    _check_scale(result, right)
    if same(result[1], right[2]) and same(result[2], right[1]):
        raise Wrong(
            "LH-HL",
            "LH and HL have changed places.",
            "LH holds changes from row to row: which pixels differ there?",
            "LH = (a + b - c - d) / 2 with a, b the upper pixels.",
        )
    if same(result[1], -right[1]) or same(result[2], -right[2]):
        raise Wrong(
            "sign",
            "a difference has the other sign.",
            "Upper minus lower, left minus right.",
            "The first row and the first column carry the plus.",
        )
    for name, band, expected in zip(
        ("LL", "LH", "HL", "HH"), result, right, strict=True
    ):
        expect_close(band, expected, name)


def _check_scale(result, right):
    if all(same(r, 0.5 * q) for r, q in zip(result, right, strict=True)):
        raise Wrong(
            "average",
            "the bands are half of what they should be.",
            "Add up the squares of all bands: are they those of the picture?",
            "L = (1, 1) / sqrt(2) twice: divide by 2, not by 4.",
        )
    if all(same(r, 2 * q) for r, q in zip(result, right, strict=True)):
        raise Wrong(
            "sum",
            "the bands are twice what they should be.",
            "Add up the squares of all bands: are they those of the picture?",
            "Two filters with 1 / sqrt(2) each: divide by 2.",
        )


@exercise(
    "2.2.1-6",
    title="One score, one patient, one vote",
    objective="judge detectors and denoisers against simpler rivals, by "
    "patient",
)
def mean_area(answer):
    """Give four patients, one without a score; expect the mean of three."""
    areas = np.array([0.9, np.nan, 0.5, 0.7])
    beats = np.array([2000, 1500, 100, 300])
    result = answer(areas.copy(), beats.copy())
    if same(result, np.nan):
        raise Wrong(
            "nan",
            "the patient without a score made the mean NaN.",
            "Who lacks one kind of beats has no AUROC, and no vote.",
            "np.nanmean leaves NaN out.",
        )
    known = ~np.isnan(areas)
    weighted = np.average(areas[known], weights=beats[known])
    if same(result, weighted):
        raise Wrong(
            "weighted",
            "patients with many beats count more.",
            "A long recording is not a more important person.",
            "Leave the beats out: every patient counts once.",
        )
    if same(result, np.nansum(areas) / len(areas)):
        raise Wrong(
            "as-zero",
            "the patient without a score counts as a 0.",
            "A score that does not exist is not a bad score.",
            "Divide by the number of patients that have one.",
        )
    guess = np.where(known, areas, 0.5).mean()
    if same(result, guess):
        raise Wrong(
            "as-guessing",
            "the patient without a score counts as guessing.",
            "Nothing is known about this patient, not even a guess.",
            "Leave the patient out.",
        )
    expect_close(result, np.nanmean(areas), "the mean")

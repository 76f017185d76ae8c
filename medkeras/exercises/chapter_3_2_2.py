"""Checks for chapter 3.2.2, exercises 1 and 2: counts, patients' means."""

import numpy as np

from medkeras.exercises.problems import answer_to

FEW = "say which figures a handful of events allow, and how exact they are"
MASK = "build a network that missing windows cannot move"


def _published(rng, place):
    """No count fits; several do, two of them at the ends; only all fit.

    Of so many patients all but one would fit with a little more room.
    """
    if place == 0:
        return 0.97, 17, 2
    if place == 1:
        return 0.9, 40, 1  # 34 of 40 and 38 of 40 lie at the ends
    return 1.0, int(rng.integers(1970, 1990)), 3


@answer_to(
    "3.2.2-1",
    title="Can it have been counted?",
    objective=FEW,
    problems=_published,
    what="which numbers of patients fit",
    points=2,
)
def possible_counts(published, n, decimals):
    """Which of 0 to n patients have a share that rounds to the published."""
    half = 0.5 * 10.0**-decimals + 1e-9
    return np.abs(np.arange(n + 1) / n - published) <= half


@possible_counts.mistake(
    "one-nearest",
    "only the nearest number of patients was marked, whether it fits or not.",
    "A share may fit no number of patients, or several.",
    "np.abs(np.arange(n + 1) / n - published) <= half.",
)
def _nearest(published, n, decimals):
    return np.arange(n + 1) == round(published * n)


@possible_counts.mistake(
    "whole-unit",
    "shares a whole unit of the last place away were taken, too.",
    "What rounds to 0.97 lies from 0.965 to 0.975.",
    "half = 0.5 * 10.0 ** -decimals.",
)
def _whole_unit(published, n, decimals):
    return possible_counts(published, n, decimals - np.log10(2.0))


@possible_counts.mistake(
    "exact-share",
    "only shares that are equal to the published one were taken.",
    "The published share was rounded.",
    "abs(k / n - published) <= half, with half a unit of the last place.",
)
def _exact(published, n, decimals):
    return possible_counts(published, n, 9)


@possible_counts.mistake(
    "ends-left-out",
    "a share that lies exactly half a unit away was not taken.",
    "Both ends are included; and 0.9 - 0.85 is a little more than 0.05 to a "
    "computer, so leave it some room. NumPy rounds halves to even numbers.",
    "<= 0.5 * 10.0 ** -decimals + 1e-9.",
)
def _ends_left_out(published, n, decimals):
    half = 0.5 * 10.0**-decimals - 1e-9
    return np.abs(np.arange(n + 1) / n - published) <= half


@possible_counts.mistake(
    "much-room",
    "a share that lies clearly further than half a unit away was taken.",
    "The room is for the computer's arithmetic: 1e-9, no more. "
    "np.isclose adds room of its own, relative to the value.",
    "<= 0.5 * 10.0 ** -decimals + 1e-9.",
)
def _much_room(published, n, decimals):
    half = 0.5 * 10.0**-decimals + 1e-5
    return np.abs(np.arange(n + 1) / n - published) <= half


@possible_counts.mistake(
    "without-all",
    "all n patients were not among the numbers that were tried.",
    "0 to n are n + 1 numbers.",
    "np.arange(n + 1).",
)
def _without_all(published, n, decimals):
    fits = possible_counts(published, n, decimals)
    return np.r_[fits[:-1], False]


def _windows(rng, place):
    """Windows in any order; one patient without any that can be read.

    In the second problem the last patient has no window at all.
    """
    number, count = ((4, 23), (6, 40), (3, 15))[place]
    patient = rng.permutation(np.arange(count) % (number - (place == 1)))
    there = (rng.random(count) < 0.6).astype(int)
    lost = int(rng.integers(number - 1))
    there[patient == lost] = 0
    for k in set(patient.tolist()) - {lost}:
        own = np.flatnonzero(patient == k)
        there[own[:2]] = 1, 0
    p = rng.uniform(0.05, 0.95, count)
    # What cannot be read may be anything, even no number.
    p[np.flatnonzero(there == 0)[::2]] = np.nan
    return p, there, patient, number


@answer_to(
    "3.2.2-2",
    title="From windows to patients",
    objective=MASK,
    problems=_windows,
    what="the patients' means",
    points=2,
    pure=True,
)
def patient_means(p, there, patient, number):
    """Mean of each patient's readable windows, NaN for none."""
    means = np.full(number, np.nan)
    for k in range(number):
        own = p[(patient == k) & (there == 1)]
        if len(own):
            means[k] = own.mean()
    return means


@patient_means.mistake(
    "silent-zero",
    "a patient without any window got the probability 0.",
    "No window, no answer: 0 would say that there is no risk.",
    "np.full(number, np.nan) to begin with.",
)
def _silent_zero(p, there, patient, number):
    return np.nan_to_num(patient_means(p, there, patient, number))


@patient_means.mistake(
    "silent-half",
    "a patient without any window got a probability of one half.",
    "No window, no answer.",
    "np.full(number, np.nan) to begin with.",
)
def _silent_half(p, there, patient, number):
    means = patient_means(p, there, patient, number)
    return np.where(np.isnan(means), 0.5, means)


@patient_means.mistake(
    "all-windows",
    "windows that cannot be read were averaged, too.",
    "`there` says which windows count.",
    "p[(patient == k) & (there == 1)].",
)
def _all_windows(p, there, patient, number):
    seen = np.isfinite(p)
    own = [p[seen & (patient == k)] for k in range(number)]
    return np.array([each.mean() if len(each) else np.nan for each in own])


@patient_means.mistake(
    "only-those-seen",
    "a patient who has no window at all was forgotten.",
    "`number` says how many patients there are, whoever is in `patient`.",
    "for k in range(number), not over np.unique(patient).",
)
def _only_those_seen(p, there, patient, number):
    return patient_means(p, there, patient, number)[np.unique(patient)]


@patient_means.mistake(
    "divided-by-all",
    "the sum was divided by the number of all windows of the patient.",
    "A mean over the readable windows is divided by their number.",
    "own.mean(), or own.sum() / (there == 1) of the patient.",
)
def _divided_by_all(p, there, patient, number):
    means = np.full(number, np.nan)
    for k in range(number):
        own = patient == k
        if there[own].any():
            means[k] = p[own & (there == 1)].sum() / own.sum()
    return means


@patient_means.mistake(
    "nan-spreads",
    "what stands in windows that cannot be read reached the mean.",
    "0 * NaN is NaN: multiplying by the mask does not hide it.",
    "Choose the windows, p[(patient == k) & (there == 1)].",
)
def _nan_spreads(p, there, patient, number):
    weight = np.array([there[patient == k].sum() for k in range(number)])
    total = np.array([(p * there)[patient == k].sum() for k in range(number)])
    with np.errstate(invalid="ignore"):
        return total / weight

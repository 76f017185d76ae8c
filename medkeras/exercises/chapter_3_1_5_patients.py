"""Checks for chapter 3.1.5, exercises 4 to 6: folds, scores, an interval."""

import numpy as np
from scipy import stats

from medkeras.exercises.problems import answer_to

SPLIT = "show what a split by slice hides, and split by patient"
PATIENTS = "go from slices to patients and say what cannot be said"
INTERVAL = "read an accuracy as a number of patients and the interval it allows"
# Names whose numbers have gaps, in a mixed order, with unlike many slices.
NAMES = ((31, 4, 8, 15, 16), (7, 42, 23, 9), (60, 3, 12, 25, 44, 51, 18))


def _owners(rng, place):
    """Each patient twice or more, and some patients far more often."""
    names = np.array(NAMES[place])
    counts = rng.integers(2, 7, size=len(names))
    counts[0] += 3
    counts[1] = 2  # fewer than the k of exercise 5
    return rng.permutation(np.repeat(names, counts))


def _patients_and_folds(rng, place):
    return _owners(rng, place), (2, 3, 4)[place]


@answer_to(
    "3.1.5-4",
    title="Folds by patient",
    objective=SPLIT,
    problems=_patients_and_folds,
    what="the folds",
    pure=True,
)
def patient_folds(patients, num_folds):
    """Sorted names, dealt out in turn."""
    _, owner = np.unique(patients, return_inverse=True)
    return owner % num_folds


@patient_folds.mistake(
    "by-slice",
    "slices were dealt out, so a patient is in several folds.",
    "What must stay together: slices, or a patient's slices?",
    "Deal out np.unique(patients), then look up each slice's patient.",
)
def _by_slice(patients, num_folds):
    return np.arange(len(patients)) % num_folds


@patient_folds.mistake(
    "names-modulo",
    "names were divided, so the folds need not be alike.",
    "A name is no place in the order: names can have gaps.",
    "Take the place of the name among the sorted names, modulo num_folds.",
)
def _names_modulo(patients, num_folds):
    return patients % num_folds


@patient_folds.mistake(
    "unsorted",
    "patients were dealt out in the order in which they appear.",
    "The rule begins with: sort the names.",
    "np.unique(patients, return_inverse=True) sorts and numbers at once.",
)
def _unsorted(patients, num_folds):
    order = list(dict.fromkeys(patients.tolist()))
    return np.array([order.index(p) for p in patients.tolist()]) % num_folds


@patient_folds.mistake(
    "blocks",
    "neighbours in the order went to the same fold.",
    "In turn: the first to fold 0, the second to fold 1, and so on.",
    "Take the place modulo num_folds.",
)
def _blocks(patients, num_folds):
    names, owner = np.unique(patients, return_inverse=True)
    return owner * num_folds // len(names)


@patient_folds.mistake(
    "from-one",
    "the folds are counted from 1.",
    "The first fold is number 0.",
    "Do not add 1.",
)
def _from_one(patients, num_folds):
    return patient_folds(patients, num_folds) + 1


def _slices(rng, place):
    patients = _owners(rng, place)
    return rng.random(len(patients)), patients, (3, 4, 5)[place]


@answer_to(
    "3.1.5-5",
    title="From slices to patients",
    objective=PATIENTS,
    problems=_slices,
    what="the scores",
    pure=True,
)
def patient_scores(probabilities, patients, k):
    """Mean of the k highest of each, in the order of the names."""
    return np.array(
        [
            np.sort(np.asarray(probabilities)[patients == name])[-k:].mean()
            for name in np.unique(patients)
        ]
    )


@patient_scores.mistake(
    "maximum",
    "only the highest slice counted.",
    "One high slice may be an accident: how many are to be averaged?",
    "Sort the patient's slices, take the last k, and their mean.",
)
def _maximum(probabilities, patients, k):
    return patient_scores(probabilities, patients, 1)


@patient_scores.mistake(
    "all-slices",
    "the mean of all slices was taken.",
    "A large stack without tumour would hide a small one with it.",
    "Keep the k highest of each patient before the mean.",
)
def _all_slices(probabilities, patients, k):
    return patient_scores(probabilities, patients, len(patients))


@patient_scores.mistake(
    "few-slices",
    "patients with fewer than k slices score too low.",
    "How many slices are there to average, if there are fewer than k?",
    "Take the mean of what is there; do not divide by k.",
)
def _divided_by_k(probabilities, patients, k):
    return _sum(probabilities, patients, k) / k


@patient_scores.mistake(
    "lowest",
    "the lowest slices were averaged.",
    "np.sort puts the smallest first.",
    "Take the last k: sorted[-k:].",
)
def _lowest(probabilities, patients, k):
    return -patient_scores(-np.asarray(probabilities), patients, k)


@patient_scores.mistake(
    "appearance",
    "the patients are in the order in which they appear.",
    "One score a patient, in the sorted order of the names.",
    "Go through np.unique(patients).",
)
def _by_appearance(probabilities, patients, k):
    names = np.unique(patients)
    scores = patient_scores(probabilities, patients, k)
    order = list(dict.fromkeys(np.asarray(patients).tolist()))
    return scores[np.searchsorted(names, order)]


@patient_scores.mistake(
    "sum",
    "the highest slices were added, not averaged.",
    "A score of probabilities lies from 0 to 1.",
    "Take .mean() of the k highest.",
)
def _sum(probabilities, patients, k):
    return np.array(
        [
            np.sort(np.asarray(probabilities)[patients == name])[-k:].sum()
            for name in np.unique(patients)
        ]
    )


def _right(rng, place):
    patients = _owners(rng, place)
    shares = rng.uniform(0.3, 0.95, size=patients.max() + 1)
    right = rng.random(len(patients)) < shares[patients]
    # Somebody is all right and somebody all wrong: the shares differ.
    right[patients == patients.min()] = True
    right[patients == patients.max()] = False
    return right.astype(int), patients


@answer_to(
    "3.1.5-6",
    title="The interval that 19 patients allow",
    objective=INTERVAL,
    problems=_right,
    what=("the mean", "the lower end", "the upper end"),
    points=2,
    pure=True,
)
def interval_by_patient(right, patients):
    """Student's interval of the patients' shares."""
    return _around(_shares(right, patients))


def _shares(right, patients):
    right = np.asarray(right, float)
    names = np.unique(patients)
    return np.array([right[patients == name].mean() for name in names])


def _around(values, ddof=1, point=None):
    n = len(values)
    point = stats.t.ppf(0.975, n - 1) if point is None else point
    half = point * values.std(ddof=ddof) / np.sqrt(n)
    return values.mean(), values.mean() - half, values.mean() + half


@interval_by_patient.mistake(
    "slices",
    "slices were counted as if they were independent.",
    "How many patients are there? That is n.",
    "Take each patient's mean first, then mean and s of these means.",
)
def _of_slices(right, patients):
    return _around(np.asarray(right, float))


@interval_by_patient.mistake(
    "normal",
    "the interval is too short: 1.96 is for many patients.",
    "With few patients s is itself uncertain, and Student's t is larger.",
    "Use stats.t.ppf(0.975, n - 1).",
)
def _normal(right, patients):
    return _around(_shares(right, patients), point=stats.norm.ppf(0.975))


@interval_by_patient.mistake(
    "one-tail",
    "the interval leaves out 5 % on each side.",
    "95 % in the middle leaves 2.5 % at each end.",
    "The point is 0.975, not 0.95.",
)
def _one_tail(right, patients):
    n = len(np.unique(patients))
    return _around(_shares(right, patients), point=stats.t.ppf(0.95, n - 1))


@interval_by_patient.mistake(
    "population",
    "s has n in its denominator.",
    "np.std divides by n unless told otherwise.",
    "shares.std(ddof=1)",
)
def _population(right, patients):
    return _around(_shares(right, patients), ddof=0)


@interval_by_patient.mistake(
    "spread",
    "the interval is that of a single patient, not of the mean.",
    "A mean of n patients varies less than one patient does.",
    "Divide s by the square root of n.",
)
def _spread(right, patients):
    shares = _shares(right, patients)
    point = stats.t.ppf(0.975, len(shares) - 1) * np.sqrt(len(shares))
    return _around(shares, point=point)

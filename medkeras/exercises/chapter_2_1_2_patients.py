"""Checks for chapter 2.1.2, exercises 4 and 5: beats and their patients."""

import numpy as np

from medkeras.exercises.problems import answer_to


def _counts_and_pairs(rng, place):
    classes = (5, 3, 4)[place]
    counts = rng.integers(1, 50, size=(classes, classes))
    ignored = ([(3, 2), (4, 2), (4, 1)], [(2, 0)], [(0, 3), (1, 3)])[place]
    if place == 1:
        counts[:, 1] = 0  # nothing is called 1
    if place == 2:
        counts[:, 3] = (6, 7, 0, 0)  # nothing is left for 3
        counts[:, 0] = (1, 0, 0, 0)  # a single one is called 0
    return counts, ignored


def _ratio(part, whole):
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def _held(counts, ignored):
    held = np.array(counts, float)
    for pair in ignored:
        held[tuple(pair)] = 0
    return held


@answer_to(
    "2.1.2-4",
    title="Positive predictivity, as EC57 counts",
    objective="judge a heartbeat classifier on patients it has never seen",
    problems=_counts_and_pairs,
    what="the positive predictivity",
    points=2,
    pure=True,
)
def predictivity(counts, ignored):
    """Diagonal by column sums, without the ignored pairs."""
    held = _held(counts, ignored)
    return _ratio(np.diag(held), held.sum(axis=0))


@predictivity.mistake(
    "strict",
    "the ignored pairs are still held against the class that was chosen.",
    "Which entries of the matrix should not count at all?",
    "Set counts[true, chosen] to 0 for each ignored pair, on a copy.",
)
def _strict(counts, ignored):
    return predictivity(counts, [])


@predictivity.mistake(
    "sensitivity",
    "this is the sensitivity: the share of the true class that was found.",
    "Predictivity asks of those that were CALLED so. Rows are the truth.",
    "Divide the diagonal by the sums of the columns (axis=0).",
)
def _sensitivity(counts, ignored):
    held = _held(counts, ignored)
    return _ratio(np.diag(held), held.sum(axis=1))


@predictivity.mistake(
    "called-right",
    "the ignored pairs were counted as right answers.",
    "An F beat called V is no V beat. It is left out, not forgiven.",
    "Take the pair out of the column's sum; do not add it to the diagonal.",
)
def _called_right(counts, ignored):
    held = _held(counts, ignored)
    total = np.asarray(counts).sum(axis=0)
    return _ratio(np.diag(held) + total - held.sum(axis=0), total)


@predictivity.mistake(
    "pair-turned",
    "the pairs were read as (class chosen, true class).",
    "The first of a pair is the truth, the row.",
    "counts[true, chosen] = 0 on a copy.",
)
def _pair_turned(counts, ignored):
    return predictivity(counts, [pair[::-1] for pair in ignored])


@predictivity.mistake(
    "zero-for-nan",
    "a class that nothing was called has 0 in place of NaN.",
    "0 of 0 is not 0: there is nothing to judge.",
    "Begin with np.full(classes, np.nan) and fill where the sum is positive.",
)
def _zero_for_nan(counts, ignored):
    return np.nan_to_num(predictivity(counts, ignored))


def _patients_and_drawn(rng, place):
    patients = (
        np.array([7, 7, 5, 9, 9, 9, 5, 3]),
        np.repeat([201, 106, 103], [3, 1, 2]),
        rng.permutation(np.repeat([4, 8, 6, 2], [2, 5, 3, 1])),
    )[place]
    drawn = ([5, 9, 5, 3], [103, 103, 103], [8, 2, 2, 4])[place]
    return patients, np.array(drawn)


@answer_to(
    "2.1.2-5",
    title="The beats of drawn patients",
    objective="judge a heartbeat classifier on patients it has never seen",
    problems=_patients_and_drawn,
    what="the row numbers",
    pure=True,
    points=2,
    in_any_order=True,
)
def rows_of_drawn(patients, drawn):
    """All rows of each drawn patient, as often as the patient was drawn."""
    times = (patients[:, None] == drawn).sum(axis=1)
    return np.repeat(np.arange(len(patients)), times)


@rows_of_drawn.mistake(
    "once",
    "a patient drawn twice is there once.",
    "A draw is with replacement: what should a second draw change?",
    "Go through `drawn` and add the patient's rows each time.",
)
def _once(patients, drawn):
    return np.flatnonzero(np.isin(patients, drawn))


@rows_of_drawn.mistake(
    "beats-drawn",
    "each drawn patient has one beat only.",
    "The patient is drawn with ALL beats: they belong together.",
    "np.flatnonzero(patients == patient) gives them.",
)
def _beats_drawn(patients, drawn):
    return np.array([np.flatnonzero(patients == one)[0] for one in drawn])


@rows_of_drawn.mistake(
    "names",
    "patients were returned where row numbers were asked for.",
    "The caller will index the beats with your answer.",
    "np.flatnonzero turns a mask into row numbers.",
)
def _names(patients, drawn):
    return patients[rows_of_drawn(patients, drawn)]


@rows_of_drawn.mistake(
    "not-drawn",
    "these are the beats of the patients who were not drawn.",
    "Which patients does the draw keep?",
    "Compare with ==, patient by patient of `drawn`.",
)
def _not_drawn(patients, drawn):
    return np.flatnonzero(~np.isin(patients, drawn))

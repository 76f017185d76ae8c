"""Checks for chapter 3.1.6, exercises 4 and 5: TOPSIS, left-out sources."""

import numpy as np

from medkeras.exercises.problems import answer_to

RANK = "rank models by several criteria and show what the weights decide"
SPLIT = "split by person and by source, and say what each split answers"


def _decision(rng, place):
    alternatives, criteria = ((3, 2), (4, 3), (5, 4))[place]
    benefit = np.arange(criteria) % 2 == place % 2
    matrix = rng.uniform(1, 9, (alternatives, criteria)) * 10.0 ** np.arange(
        criteria
    )
    return matrix, rng.dirichlet(np.full(criteria, 3.0)), benefit


@answer_to(
    "3.1.6-4",
    title="TOPSIS",
    objective=RANK,
    problems=_decision,
    what="the closeness",
    points=2,
    pure=True,
)
def closeness_to_ideal(matrix, weights, benefit):
    """Distance to the worst over the sum of both distances."""
    return _closeness(_weighed(matrix, weights), benefit)


def _weighed(matrix, weights):
    return weights * matrix / np.linalg.norm(matrix, axis=0)


def _distances(weighed, benefit):
    signed = np.where(benefit, weighed, -weighed)
    to_best = np.linalg.norm(signed - signed.max(axis=0), axis=1)
    to_worst = np.linalg.norm(signed - signed.min(axis=0), axis=1)
    return to_best, to_worst


def _closeness(weighed, benefit):
    to_best, to_worst = _distances(weighed, benefit)
    return to_worst / (to_best + to_worst)


@closeness_to_ideal.mistake(
    "direction",
    "more was taken for better in every criterion.",
    "Where `benefit` is False the smallest value is the best.",
    "Change the sign of those columns, or exchange best and worst there.",
)
def _direction(matrix, weights, benefit):
    return _closeness(_weighed(matrix, weights), np.ones(len(weights), bool))


@closeness_to_ideal.mistake(
    "upside-down",
    "the worst alternative comes out first.",
    "Closeness is large where the worst is far away.",
    "d_minus / (d_plus + d_minus).",
)
def _upside_down(matrix, weights, benefit):
    return 1 - closeness_to_ideal(matrix, weights, benefit)


@closeness_to_ideal.mistake(
    "not-scaled",
    "criteria of large numbers decide alone.",
    "Each column is divided by its length first.",
    "matrix / np.sqrt((matrix ** 2).sum(axis=0)).",
)
def _not_scaled(matrix, weights, benefit):
    return _closeness(weights * matrix, benefit)


@closeness_to_ideal.mistake(
    "weights-left-out",
    "the weights have no effect.",
    "Criteria are weighed before distances are taken.",
    "v = weights * matrix / lengths.",
)
def _weights_left_out(matrix, weights, benefit):
    return _closeness(_weighed(matrix, np.ones(len(weights))), benefit)


@closeness_to_ideal.mistake(
    "scaled-by-row",
    "the scale was taken over an alternative's criteria.",
    "Seconds and shares have no common length; a criterion's column has.",
    "Sum the squares over axis 0.",
)
def _scaled_by_row(matrix, weights, benefit):
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return _closeness(weights * matrix / lengths, benefit)


@closeness_to_ideal.mistake(
    "scaled-by-sum",
    "columns were divided by their sum.",
    "The equation has the root of the sum of squares.",
    "np.sqrt((matrix ** 2).sum(axis=0)).",
)
def _scaled_by_sum(matrix, weights, benefit):
    return _closeness(weights * matrix / matrix.sum(axis=0), benefit)


@closeness_to_ideal.mistake(
    "city-block",
    "distances were sums of absolute differences.",
    "d is a Euclidean distance.",
    "np.linalg.norm(difference, axis=1).",
)
def _city_block(matrix, weights, benefit):
    signed = np.where(benefit, 1, -1) * _weighed(matrix, weights)
    to_best = np.abs(signed - signed.max(axis=0)).sum(axis=1)
    to_worst = np.abs(signed - signed.min(axis=0)).sum(axis=1)
    return to_worst / (to_best + to_worst)


@closeness_to_ideal.mistake(
    "squared",
    "the distances were left squared.",
    "d is the root of the sum of squares.",
    "np.sqrt of each sum before you divide.",
)
def _squared(matrix, weights, benefit):
    to_best, to_worst = _distances(_weighed(matrix, weights), benefit)
    return to_worst**2 / (to_best**2 + to_worst**2)


def _web(rng, place):
    """Persons with several films, some of whom are in two sources."""
    count, names = ((9, "ba"), (14, "cab"), (12, "dbca"))[place]
    patients = np.sort(rng.integers(0, count // 2, count))
    patients = np.concatenate([patients, [50, 50, 51, 52, 52, 53]])
    sources = np.array(list(names))[rng.integers(0, len(names), len(patients))]
    sources[-6], sources[-5] = names[0], names[1]  # one person, two sources
    sources[-4], sources[-1] = names[0], names[1]
    sources[-3:-1] = names[-1]
    order = rng.permutation(len(patients))
    return sources[order], patients[order], names[place % 2]


@answer_to(
    "3.1.6-5",
    title="Leave one source out",
    objective=SPLIT,
    problems=_web,
    what=("the training rows", "the test rows"),
    points=2,
    pure=True,
)
def leave_source_out(sources, patients, source):
    """Every film of a source; films of persons who are not in it."""
    test = np.flatnonzero(sources == source)
    return np.flatnonzero(~np.isin(patients, patients[test])), test


@leave_source_out.mistake(
    "same-person",
    "a person of the test is in training, with a film from another source.",
    "Web sites copy from each other: leave persons of the test out, too.",
    "Training: ~np.isin(patients, patients[test]).",
)
def _same_person(sources, patients, source):
    here = sources == source
    return np.flatnonzero(~here), np.flatnonzero(here)


@leave_source_out.mistake(
    "exchanged",
    "training and test are exchanged.",
    "The one source is the test, all others are training.",
    "Return train, test in this order.",
)
def _exchanged(sources, patients, source):
    train, test = leave_source_out(sources, patients, source)
    return test, train


@leave_source_out.mistake(
    "test-without-shared",
    "films of the source are missing from the test.",
    "Persons in two sources stay in the test; it is training that loses them.",
    "Test: every row where sources == source.",
)
def _test_without_shared(sources, patients, source):
    here = sources == source
    shared = np.isin(patients, patients[~here])
    return np.flatnonzero(~here), np.flatnonzero(here & ~shared)


@leave_source_out.mistake(
    "test-of-other-sources",
    "the test holds films of other sources.",
    "Other films of the test's persons are in neither part.",
    "Test: every row where sources == source, and no more.",
)
def _test_of_other_sources(sources, patients, source):
    persons = patients[sources == source]
    shared = np.isin(patients, persons)
    return np.flatnonzero(~shared), np.flatnonzero(shared)


@leave_source_out.mistake(
    "masks",
    "masks of True and False were returned, not rows.",
    "Asked are the numbers of the rows.",
    "np.flatnonzero(mask).",
)
def _masks(sources, patients, source):
    here = sources == source
    return ~np.isin(patients, patients[here]), here

"""Checks for chapter 3.4.3, exercises 1 and 2: rare scaffolds, domain."""

import numpy as np

from medkeras.exercises.problems import answer_to

SPLIT = "split molecules by scaffold, and measure what the split is worth"
DOMAIN = "say how far from its training molecules a model may be asked"


def _molecules(rng, place):
    """Scaffolds of unlike sizes, all different, in no order."""
    sizes = ((3, 2, 6, 4), (2, 7, 3, 1, 5), (3, 1, 6, 2))[place]
    room = (5, 12, 6)[place]
    numbers = rng.permutation(40)[: len(sizes)]
    return rng.permutation(np.repeat(numbers, sizes)), room


def _by_size(scaffolds):
    """Scaffolds and how many molecules each has, rare ones first."""
    names, sizes = np.unique(scaffolds, return_counts=True)
    order = np.argsort(sizes)
    return names[order], sizes[order]


def _chosen(scaffolds, names, sizes, room):
    fits = np.cumsum(sizes) <= room
    return np.isin(scaffolds, names[fits])


@answer_to(
    "3.4.3-1",
    title="Rare scaffolds to the test",
    objective=SPLIT,
    problems=_molecules,
    what="the mask of the test",
    points=2,
    pure=True,
)
def rare_scaffold_test(scaffolds, room):
    """The rarest scaffolds, whole, as long as they fit."""
    return _chosen(scaffolds, *_by_size(scaffolds), room)


@rare_scaffold_test.mistake(
    "common-first",
    "the COMMONEST scaffolds went to the test.",
    "Rare ones ask most of a model.",
    "Sort the counts upwards.",
)
def _common(scaffolds, room):
    names, sizes = _by_size(scaffolds)
    return _chosen(scaffolds, names[::-1], sizes[::-1], room)


@rare_scaffold_test.mistake(
    "scaffold-split-up",
    "a scaffold stands on both sides.",
    "A scaffold that does not fit stays in training as a whole.",
    "Add up the sizes; take scaffolds while the sum is at most `room`.",
)
def _split_up(scaffolds, room):
    names, _ = _by_size(scaffolds)
    place = {name: n for n, name in enumerate(names)}
    rows = sorted(range(len(scaffolds)), key=lambda r: place[scaffolds[r]])
    mask = np.zeros(len(scaffolds), bool)
    mask[rows[:room]] = True
    return mask


@rare_scaffold_test.mistake(
    "one-too-many",
    "the test is larger than `room`.",
    "The scaffold that goes over the edge stays in training.",
    "<= room for the sum WITH the scaffold.",
)
def _too_many(scaffolds, room):
    names, sizes = _by_size(scaffolds)
    return np.isin(scaffolds, names[np.cumsum(sizes) - sizes < room])


@rare_scaffold_test.mistake(
    "room-not-filled",
    "a scaffold that fits exactly was left out.",
    "At most `room`: as many are allowed.",
    "<=, not <.",
)
def _not_filled(scaffolds, room):
    return rare_scaffold_test(scaffolds, room - 1)


@rare_scaffold_test.mistake(
    "training-mask",
    "this is the mask of the training.",
    "True stands for the test.",
    "Return the other one.",
)
def _training(scaffolds, room):
    return ~rare_scaffold_test(scaffolds, room)


@rare_scaffold_test.mistake(
    "number-of-scaffolds",
    "`room` was taken for a number of scaffolds.",
    "It is a number of molecules.",
    "Add up how many molecules the scaffolds have.",
)
def _scaffolds_counted(scaffolds, room):
    return np.isin(scaffolds, _by_size(scaffolds)[0][:room])


@rare_scaffold_test.mistake(
    "by-name",
    "scaffolds were taken in the order of their numbers.",
    "The numbers are names only.",
    "Sort by the counts: np.argsort(counts).",
)
def _by_name(scaffolds, room):
    names, sizes = np.unique(scaffolds, return_counts=True)
    return _chosen(scaffolds, names, sizes, room)


def _bits(rng, place):
    queries, training, width = ((4, 6, 12), (7, 3, 9), (3, 8, 16))[place]
    first = (rng.random((queries, width)) < 0.45).astype(int)
    second = (rng.random((training, width)) < 0.4).astype(int)
    first[:, 0] = second[:, 1] = 1  # no row without a bit
    return first, second


def _both(queries, training):
    return queries @ training.T


def _either(queries, training):
    return (
        queries.sum(axis=1)[:, None]
        + training.sum(axis=1)
        - _both(queries, training)
    )


@answer_to(
    "3.4.3-2",
    title="The most similar training molecule",
    objective=DOMAIN,
    problems=_bits,
    what="the similarities",
    points=2,
    pure=True,
)
def nearest_tanimoto(queries, training):
    """Shared bits by bits of either; the largest of each query."""
    return (_both(queries, training) / _either(queries, training)).max(axis=1)


@nearest_tanimoto.mistake(
    "mean-not-nearest",
    "this is the MEAN similarity.",
    "The domain is asked about the nearest molecule.",
    "max over the training.",
)
def _mean(queries, training):
    return (_both(queries, training) / _either(queries, training)).mean(axis=1)


@nearest_tanimoto.mistake(
    "other-axis",
    "there is one number for each TRAINING molecule.",
    "One for each query is asked for.",
    "The maximum over axis 1 of a matrix (queries, training).",
)
def _other_axis(queries, training):
    return nearest_tanimoto(training, queries)


@nearest_tanimoto.mistake(
    "same-bits",
    "bits that NEITHER has were counted as shared.",
    "Two molecules are not alike by what both lack.",
    "queries @ training.T counts what both have.",
)
def _same_bits(queries, training):
    same = (queries[:, None] == training[None]).mean(axis=2)
    return same.max(axis=1)


@nearest_tanimoto.mistake(
    "shared-twice",
    "below the line, shared bits were counted twice.",
    "Bits of either: of the one, and of the other, minus of both.",
    "a.sum() + b.sum() - both.",
)
def _twice(queries, training):
    both = _both(queries, training)
    return (both / (_either(queries, training) + both)).max(axis=1)


@nearest_tanimoto.mistake(
    "dice",
    "this is the coefficient of Dice.",
    "Tanimoto divides what both have by what either has.",
    "both / (a.sum() + b.sum() - both).",
)
def _dice(queries, training):
    both = _both(queries, training)
    return (2 * both / (_either(queries, training) + both)).max(axis=1)


@nearest_tanimoto.mistake(
    "number-shared",
    "shared bits were counted, not divided.",
    "Large molecules share bits with everything.",
    "Divide by the bits that either has.",
)
def _number(queries, training):
    return _both(queries, training).max(axis=1)


@nearest_tanimoto.mistake(
    "distance",
    "this is the distance, 1 - similarity.",
    "Alike is 1.",
    "Leave out 1 minus.",
)
def _distance(queries, training):
    return 1 - nearest_tanimoto(queries, training)

"""Checks for chapter 3.4.4, exercises 2 and 3: scans, substitutions."""

import numpy as np

from medkeras.exercises.chapter_3_4_4 import SCAN
from medkeras.exercises.problems import answer_to

MUTATE = "find the letter that matters by in-silico mutagenesis"


def _one_hot(rng, length):
    return np.eye(4)[rng.integers(4, size=length)]


def _scans(rng, place):
    """The motif at an end of a strand, or half turned round, or by chance."""
    sizes = (19, 4), (9, 5), (15, 3), (11, 4), (8, 3), (10, 2), (12, 4), (13, 5)
    length, width = sizes[place]
    weights = rng.normal(size=(width, 4)) + np.arange(4) / 2
    if place in (4, 5):
        weights = weights - 40  # no window is likelier than chance
    encoded = _one_hot(rng, length)
    word = np.eye(4)[weights.argmax(axis=1)]
    at_end = {0: word, 7: _other(word)}
    at_start = {1: _other(word), 2: word[::-1], 3: word[:, ::-1], 6: word}
    if place in at_end:
        encoded[-width:] = at_end[place]
    if place in at_start:
        encoded[:width] = at_start[place]
    return encoded, weights


def _windows(encoded, weights, ends=1):
    places = len(encoded) - len(weights) + ends
    return [
        float((encoded[t : t + len(weights)] * weights).sum())
        for t in range(places)
    ]


def _other(encoded):
    return encoded[::-1, ::-1]


@answer_to(
    "3.4.4-2",
    title="The best place of either strand",
    objective=SCAN,
    problems=_scans,
    what="the score",
    points=2,
    pure=True,
    num_problems=8,
)
def best_score(encoded, weights):
    """The highest of all windows, the matrix turned for the other strand."""
    here = _windows(encoded, weights)
    return max(here + _windows(encoded, _other(weights)))


@best_score.mistake(
    "one-strand",
    "only the written strand was scanned.",
    "The protein sits on the molecule, not on the strand that we wrote.",
    "Scan encoded[::-1, ::-1], too.",
)
def _one_strand(encoded, weights):
    return max(_windows(encoded, weights))


@best_score.mistake(
    "other-strand-only",
    "only the other strand was scanned.",
    "Both strands have windows.",
    "Take the larger of the two.",
)
def _other_only(encoded, weights):
    return max(_windows(_other(encoded), weights))


@best_score.mistake(
    "not-complemented",
    "the order was turned round, but no letter exchanged.",
    "The other strand has T where this one has A.",
    "Turn the columns round as well: [::-1, ::-1].",
)
def _reversed_only(encoded, weights):
    return max(_windows(encoded, weights) + _windows(encoded[::-1], weights))


@best_score.mistake(
    "not-reversed",
    "the letters were exchanged, but the order was kept.",
    "The strands run in opposite directions.",
    "Turn the rows round as well: [::-1, ::-1].",
)
def _complemented_only(encoded, weights):
    other = _windows(encoded[:, ::-1], weights)
    return max(_windows(encoded, weights) + other)


@best_score.mistake(
    "last-window",
    "the last window was left out.",
    "A sequence as long as the motif has one window, not none.",
    "range(length - width + 1).",
)
def _last(encoded, weights):
    here = _windows(encoded, weights, 0)
    return max(here + _windows(_other(encoded), weights, 0))


@best_score.mistake(
    "first-window",
    "the first window was left out.",
    "A protein may sit at the very end of either strand.",
    "range begins at 0.",
)
def _first(encoded, weights):
    here = _windows(encoded, weights)[1:]
    return max(here + _windows(_other(encoded), weights)[1:])


@best_score.mistake(
    "not-below-zero",
    "a score below 0 was taken for 0, or for its absolute value.",
    "Where no window fits, the best one is still below 0.",
    "Begin with -np.inf, not with 0; no abs.",
)
def _at_least_zero(encoded, weights):
    return max(0.0, best_score(encoded, weights))


@best_score.mistake(
    "mean-of-strands",
    "the strands' best scores were averaged.",
    "It is enough to find the motif on one of them.",
    "max, not mean.",
)
def _mean(encoded, weights):
    return (_one_strand(encoded, weights) + _other_only(encoded, weights)) / 2


def _mutants(rng, place):
    """A motif at an end, so that others take over where it is hurt."""
    length, width = ((8, 3), (6, 4), (10, 2))[place]
    weights = np.round(rng.normal(size=(width, 4)) * 2, 2)
    encoded = _one_hot(rng, length)
    if place < 2:  # else a substitution may make the score better
        start = (0, length - width)[place]
        encoded[start : start + width] = np.eye(4)[weights.argmax(axis=1)]
    return encoded, weights


def _changed(encoded, place, letter):
    mutant = np.array(encoded, float)
    mutant[place] = np.eye(4)[letter]
    return mutant


def _added(encoded, place, letter):
    mutant = np.array(encoded, float)
    mutant[place, letter] = 1
    return mutant


def _each(encoded, value, changed=_changed):
    return np.array(
        [
            [value(changed(encoded, place, letter)) for letter in range(4)]
            for place in range(len(encoded))
        ]
    )


@answer_to(
    "3.4.4-3",
    title="Every substitution",
    objective=MUTATE,
    problems=_mutants,
    what="the changes",
    points=3,
    pure=True,
)
def substitutions(encoded, weights):
    """The best window with the letter, minus the best window without."""
    before = max(_windows(encoded, weights))
    return _each(encoded, lambda x: max(_windows(x, weights)) - before)


@substitutions.mistake(
    "score-not-change",
    "these are the scores of the mutants, not the changes.",
    "A letter that is replaced by itself changes nothing.",
    "Subtract the score of the sequence as it is.",
)
def _scores(encoded, weights):
    return _each(encoded, lambda x: max(_windows(x, weights)))


@substitutions.mistake(
    "sign",
    "the sign is turned round.",
    "A substitution that hurts the motif lowers the score.",
    "Mutant minus original.",
)
def _sign(encoded, weights):
    return -substitutions(encoded, weights)


@substitutions.mistake(
    "best-window-only",
    "the window that was best before was kept.",
    "If the best window is spoilt, another one may be the best.",
    "Look for the best window anew in each mutant.",
)
def _best_only(encoded, weights):
    start = int(np.argmax(_windows(encoded, weights)))
    own = slice(start, start + len(weights))
    before = (encoded[own] * weights).sum()
    return _each(encoded, lambda x: (x[own] * weights).sum() - before)


@substitutions.mistake(
    "letter-not-removed",
    "the old letter still stands beside the new one.",
    "A row of one-hot DNA has a single 1.",
    "Set the whole row, not one entry.",
)
def _kept(encoded, weights):
    before = max(_windows(encoded, weights))
    return _each(encoded, lambda x: max(_windows(x, weights)) - before, _added)


@substitutions.mistake(
    "one-after-another",
    "the substitutions add up: each mutant kept those before it.",
    "Each substitution begins from the sequence as it is.",
    "Copy `encoded` anew for each.",
)
def _in_a_row(encoded, weights):
    before = max(_windows(encoded, weights))
    changes, mutant = np.zeros(encoded.shape), np.array(encoded, float)
    for place, letter in np.ndindex(changes.shape):
        mutant[place] = np.eye(4)[letter]
        changes[place, letter] = max(_windows(mutant, weights)) - before
    return changes


@substitutions.mistake(
    "ends-left-out",
    "the first and the last place were left out.",
    "A letter at an end belongs to a window, too.",
    "Go through range(len(encoded)).",
)
def _inner_only(encoded, weights):
    changes = substitutions(encoded, weights)
    changes[[0, -1]] = 0
    return changes


@substitutions.mistake(
    "falls-only",
    "a substitution that raises the score counts, too.",
    "A letter may make a window better than the best was.",
    "Do not cut the changes off at 0.",
)
def _falls_only(encoded, weights):
    return np.minimum(substitutions(encoded, weights), 0)


@substitutions.mistake(
    "sum-of-windows",
    "all windows were added up.",
    "This reader takes the highest window.",
    "max over the windows.",
)
def _sums(encoded, weights):
    before = sum(_windows(encoded, weights))
    return _each(encoded, lambda x: sum(_windows(x, weights)) - before)

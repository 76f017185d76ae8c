"""Check for chapter 3.3.2, exercise 3: texts that say nearly the same."""

import numpy as np

from medkeras.exercises.problems import answer_to

COPIES = "find texts that say nearly the same by short signatures"


def _sets(rng, place):
    """Two sets that share some members, and hash functions."""
    one, other, both, k = ((12, 9, 14, 50), (5, 20, 8, 64), (9, 9, 9, 40))[
        place
    ]
    prime = (10_007, 9_973, 8_191)[place]
    members = rng.choice(prime, one + other + both, replace=False)
    first = members[: one + both]
    second = rng.permutation(members[one:])
    slopes = rng.integers(1, prime, k)
    starts = rng.integers(0, prime, k)
    return first, second, slopes, starts, prime


def _hashes(members, slopes, starts, prime):
    """A row a member, a column a function."""
    return (members[:, None] * slopes + starts) % prime


def _smallest(members, *lines):
    return _hashes(members, *lines).min(axis=0)


@answer_to(
    "3.3.2-3",
    title="Similarity from the smallest hashes",
    objective=COPIES,
    problems=_sets,
    what="the estimate",
    points=2,
    pure=True,
)
def estimated_jaccard(first, second, slopes, starts, prime):
    """Share of functions with one smallest value."""
    lines = slopes, starts, prime
    agree = _smallest(first, *lines) == _smallest(second, *lines)
    return agree.sum() / len(slopes)


@estimated_jaccard.mistake(
    "exact",
    "this is the Jaccard similarity itself, not its estimate.",
    "The estimate needs nothing but the smallest values.",
    "Compare the two smallest values of each function.",
)
def _exact(first, second, slopes, starts, prime):
    return len(set(first) & set(second)) / len(set(first) | set(second))


@estimated_jaccard.mistake(
    "largest",
    "the largest values were compared.",
    "The smallest are asked for.",
    "min, not max, over the members.",
)
def _largest(first, second, slopes, starts, prime):
    lines = slopes, starts, prime
    top = _hashes(first, *lines).max(axis=0)
    return np.mean(top == _hashes(second, *lines).max(axis=0))


@estimated_jaccard.mistake(
    "over-functions",
    "the minimum was taken over the functions, not over the members.",
    "Each function has a smallest value of its own.",
    "The axis of the members is the one to take min over.",
)
def _over_functions(first, second, slopes, starts, prime):
    lines = slopes, starts, prime
    least = _hashes(first, *lines).min(axis=1)
    return np.isin(least, _hashes(second, *lines).min(axis=1)).mean()


@estimated_jaccard.mistake(
    "number-agreeing",
    "functions that agree were counted, not their share.",
    "A similarity lies between 0 and 1.",
    "Divide by the number of functions.",
)
def _number(first, second, slopes, starts, prime):
    lines = slopes, starts, prime
    return float(np.sum(_smallest(first, *lines) == _smallest(second, *lines)))


@estimated_jaccard.mistake(
    "not-modulo",
    "the values were not taken modulo p.",
    "Without it the smallest member is smallest for every function.",
    "(a * x + b) % prime.",
)
def _not_modulo(first, second, slopes, starts, prime):
    return estimated_jaccard(first, second, slopes, starts, 10**12)


@estimated_jaccard.mistake(
    "disagreeing",
    "functions that DISagree were counted.",
    "Equal smallest values speak for similar sets.",
    "smallest[0] == smallest[1].",
)
def _disagreeing(first, second, slopes, starts, prime):
    return 1 - estimated_jaccard(first, second, slopes, starts, prime)

"""Checks for chapter 2.2.4: Fréchet distance and membership inference."""

import numpy as np

from medkeras.exercises.assertions import as_numbers, expect_shape
from medkeras.exercises.checking import Wrong, exercise
from medkeras.exercises.problems import answer_to


def _two_sets(rng, place):
    features = (3, 2, 4)[place]
    first = rng.normal(size=((7, 9, 5)[place], features))
    second = rng.normal(1, 2, size=((5, 4, 8)[place], features))
    return first, second


def _frechet(real, generated, ddof=1):
    gap = real.mean(axis=0) - generated.mean(axis=0)
    spread = real.std(axis=0, ddof=ddof) - generated.std(axis=0, ddof=ddof)
    return np.sum(gap**2) + np.sum(spread**2)


@answer_to(
    "2.2.4-5",
    title="Fréchet distance, when features do not covary",
    objective="compute a Fréchet distance and say in which embedding",
    problems=_two_sets,
    what="the distance",
    points=2,
)
def diagonal_frechet(real, generated):
    """Squared gaps of means and of standard deviations."""
    return _frechet(real, generated)


@diagonal_frechet.mistake(
    "means",
    "only the means were compared.",
    "A collapsed generator can have the right mean.",
    "Add the squared differences of the standard deviations.",
)
def _means_only(real, generated):
    return np.sum((real.mean(axis=0) - generated.mean(axis=0)) ** 2)


@diagonal_frechet.mistake(
    "variances",
    "variances were subtracted, not standard deviations.",
    "v1 + v2 - 2 sqrt(v1 v2) is a square of what?",
    "(sqrt(v1) - sqrt(v2)) ** 2.",
)
def _variances(real, generated):
    spread = real.var(axis=0, ddof=1) - generated.var(axis=0, ddof=1)
    return _means_only(real, generated) + np.sum(spread**2)


@diagonal_frechet.mistake(
    "root",
    "a root was taken.",
    "d squared was asked for.",
    "Leave out the last root.",
)
def _root(real, generated):
    return np.sqrt(_frechet(real, generated))


@diagonal_frechet.mistake(
    "biased",
    "the variances have n in the denominator.",
    "n - 1 was asked for.",
    "std(axis=0, ddof=1).",
)
def _biased(real, generated):
    return _frechet(real, generated, ddof=0)


@diagonal_frechet.mistake(
    "covariances",
    "the features' covariances came in as well.",
    "Under the assumption only the diagonals of S1 and S2 count.",
    "Variances of each feature alone: var(axis=0, ddof=1).",
)
def _with_covariances(real, generated):
    first, second = np.cov(real.T), np.cov(generated.T)
    # The roots of the eigenvalues of S1 S2 add up to the root's trace.
    eigenvalues = np.linalg.eigvals(first @ second).real.clip(0)
    trace = np.trace(first + second) - 2 * np.sqrt(eigenvalues).sum()
    return _means_only(real, generated) + trace


@diagonal_frechet.mistake(
    "no-product",
    "variances were added; the part with the root of their product is missing.",
    "What is the distance of a set from itself?",
    "(std of one - std of the other) ** 2, for each feature.",
)
def _added_variances(real, generated):
    spread = real.var(axis=0, ddof=1) + generated.var(axis=0, ddof=1)
    return _means_only(real, generated) + np.sum(spread)


def _nearest(generated, people, reduce):
    away = np.linalg.norm(people[:, None] - generated[None], axis=-1)
    return reduce(np.sort(away, axis=1))


# Each wrong score by its key, with its hints; larger means more suspicious.
ATTACKS = {
    "sign": (
        lambda away: away[:, 0],
        "the farthest are the most suspicious.",
        "Who lies close to a generated example may have been copied.",
        "Put a minus before the distance.",
    ),
    "mean": (
        lambda away: -away.mean(axis=1),
        "the mean distance was taken.",
        "A copy is near ONE generated example, not near all.",
        "min instead of mean.",
    ),
    "median": (
        lambda away: -np.median(away, axis=1),
        "the median distance was taken.",
        "A copy is near ONE generated example, not near half of them.",
        "min instead of median.",
    ),
    "second": (
        lambda away: -away[:, 1],
        "the distance to the second nearest was taken.",
        "Is the nearest generated example left out on purpose?",
        "Here no person is compared with himself: take the smallest.",
    ),
    "two-nearest": (
        lambda away: -away[:, :2].mean(axis=1),
        "the two nearest were averaged.",
        "One copy is enough to betray a person.",
        "Take the smallest distance alone.",
    ),
    "farthest": (
        lambda away: -away[:, -1],
        "the farthest generated example was taken.",
        "Which generated example could be a copy of the person?",
        "min instead of max.",
    ),
}


@exercise(
    "2.2.4-6",
    title="A membership inference attack",
    objective="test whether generated images help a classifier, and whom they "
    "betray",
    points=2,
)
def membership_scores(answer):
    """Expect the order of the nearest distances, in two crowds."""
    crowds = [_crowd(np.random.default_rng(seed)) for seed in range(3)]
    scores = [_scores(answer, *crowd) for crowd in crowds]
    right = [_ranks(_nearest(*crowd, _minus_nearest)) for crowd in crowds]
    if _all_equal(scores, right):
        return
    for key, (reduce, *hints) in ATTACKS.items():
        if _all_equal(scores, [_ranks(_nearest(*c, reduce)) for c in crowds]):
            raise Wrong(key, *hints)
    raise Wrong(
        "order",
        "the people are not in the order of their nearest distance.",
        "For each person: the smallest of the distances to the generated ones.",
        "-np.linalg.norm(people[:, None] - generated[None], axis=-1)"
        ".min(axis=1).",
    )


def _minus_nearest(away):
    return -away[:, 0]


def _crowd(rng):
    """12 people: one copied exactly, one amid a crowd of generated ones."""
    size = rng.integers(2, 5)
    generated = rng.normal(size=(rng.integers(7, 11), size)) * 3
    people = rng.normal(size=(12, size)) * 3
    people[3] = generated[2]
    generated[4:7] = people[8] + rng.normal(size=(3, size)) * 0.8
    return generated, people


def _scores(answer, generated, people):
    scores = as_numbers(answer(generated, people))
    if scores.shape == (len(generated),):
        raise Wrong(
            "generated",
            "each generated example got a score.",
            "The attacker accuses people.",
            "Take the minimum over the generated ones, for each person.",
        )
    expect_shape(scores, (len(people),), "the scores")
    if not np.all(scores == scores):
        raise Wrong(
            "nan",
            "a score is not a number (NaN).",
            "A distance of 0 betrays a copy: what became of it?",
            "Use the negative distance itself, not its inverse or logarithm.",
        )
    return _ranks(scores)


def _ranks(scores):
    """Equal scores share a rank; rounding makes nobody first.

    To nine digits of each score, not nine decimals: exp(-d²) is a right
    answer, too, and tiny.
    """
    rounded = [float(f"{score:.8e}") for score in scores]
    return np.unique(rounded, return_inverse=True)[1]


def _all_equal(first, second):
    return all(map(np.array_equal, first, second))

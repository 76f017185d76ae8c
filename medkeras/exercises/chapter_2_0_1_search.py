"""Checks for chapter 2.0.1, exercise 3: a step of a search."""

import numpy as np

from medkeras.exercises.problems import answer_to


def _members(rng, place):
    size = (6, 4, 9)[place]
    x, a, b, c = rng.normal(size=(4, size))
    crossed = np.arange(size) % 2 == place % 2
    crossed = rng.permutation(crossed)
    # At the last place `forced` is crossed already, else the last that is not.
    forced = int(np.flatnonzero(crossed == (place == 2))[-1])
    return x, a, b, c, (0.5, 0.8, 1.3)[place], crossed, forced


@answer_to(
    "2.0.1-3",
    title="The trial vector of differential evolution",
    objective="compare ways of searching at an equal, counted budget",
    problems=_members,
    what="the trial vector",
    pure=True,
)
def trial_vector(x, a, b, c, scale, crossed, forced):
    """Mix x with the mutant a + F (b - c)."""
    return np.where(_with(crossed, forced), a + scale * (b - c), x)


def _with(crossed, forced):
    crossed = np.array(crossed)
    crossed[forced] = True
    return crossed


@trial_vector.mistake(
    "unforced",
    "the forced coordinate did not come from the mutant.",
    "If `crossed` were False everywhere, what would change?",
    "Set crossed[forced] = True in a copy.",
)
def _unforced(x, a, b, c, scale, crossed, forced):
    return np.where(crossed, a + scale * (b - c), x)


@trial_vector.mistake(
    "toggled",
    "a forced coordinate that was crossed already came from x.",
    "If `crossed` says True there as well, is it still from the mutant?",
    "crossed[forced] = True, whatever it was before.",
)
def _toggled(x, a, b, c, scale, crossed, forced):
    crossed = np.array(crossed)
    crossed[forced] = not crossed[forced]
    return np.where(crossed, a + scale * (b - c), x)


@trial_vector.mistake(
    "inverted",
    "x and the mutant have changed places.",
    "True in `crossed` means: from the mutant.",
    "np.where(crossed, mutant, x).",
)
def _inverted(x, a, b, c, scale, crossed, forced):
    return np.where(_with(crossed, forced), x, a + scale * (b - c))


@trial_vector.mistake(
    "mutant-only",
    "every coordinate comes from the mutant.",
    "What is `crossed` for?",
    "np.where(crossed, mutant, x), not the mutant alone.",
)
def _mutant_only(x, a, b, c, scale, crossed, forced):
    return a + scale * (b - c)


@trial_vector.mistake(
    "around-x",
    "the difference was added to x.",
    "In this scheme the mutant starts from a.",
    "mutant = a + scale * (b - c).",
)
def _around_x(x, a, b, c, scale, crossed, forced):
    return np.where(_with(crossed, forced), x + scale * (b - c), x)


@trial_vector.mistake(
    "difference-reversed",
    "the difference points the other way.",
    "Which of b and c has the minus?",
    "b - c, not c - b.",
)
def _difference_reversed(x, a, b, c, scale, crossed, forced):
    return np.where(_with(crossed, forced), a + scale * (c - b), x)


@trial_vector.mistake(
    "all-scaled",
    "a was multiplied by F as well.",
    "F weighs the difference only.",
    "a + scale * (b - c).",
)
def _all_scaled(x, a, b, c, scale, crossed, forced):
    return np.where(_with(crossed, forced), scale * (a + b - c), x)

"""Checks for chapter 2.2.4: the gradient penalty."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between, times


def _critic_gradients(rng, place):
    size = ((4, 2), (6, 3), (3, 5))[place]
    return (rng.normal(size=size) * rng.uniform(0.2, 2, size=(size[0], 1)),)


@answer_to(
    "2.2.4-4",
    title="The gradient penalty",
    objective="write the penalty that keeps a critic's gradient near norm one",
    problems=_critic_gradients,
    what="the penalty",
    points=2,
    stated=Stated(
        "weight",
        "1",
        between("1.1", "9.9"),
        (
            ("without $\\lambda$", "with $\\lambda = {}$"),
            ("return np.mean((norms", "return {} * np.mean((norms"),
        ),
        returned=times,
    ),
)
def gradient_penalty(gradients):
    """Mean squared deviation of the norms from 1."""
    return np.mean((np.linalg.norm(gradients, axis=1) - 1) ** 2)


@gradient_penalty.mistake(
    "entries",
    "each entry was compared with 1, not each norm.",
    "The slope of an example is the length of its gradient.",
    "norms = np.sqrt(np.sum(gradients**2, axis=1)).",
)
def _entries(gradients):
    return np.mean((gradients - 1) ** 2)


@gradient_penalty.mistake(
    "root",
    "the squared norms were compared with 1.",
    "A norm of 2 is 1 too large, not 3.",
    "Take the root before subtracting 1.",
)
def _without_root(gradients):
    return np.mean((np.sum(gradients**2, axis=1) - 1) ** 2)


@gradient_penalty.mistake(
    "one-sided",
    "norms below 1 go free.",
    "Section 4's term punishes gradients below 1 too.",
    "(norms - 1) ** 2 without a maximum.",
)
def _one_sided(gradients):
    norms = np.linalg.norm(gradients, axis=1)
    return np.mean(np.maximum(norms - 1, 0) ** 2)


@gradient_penalty.mistake(
    "axis",
    "one norm was taken for each feature, over all examples.",
    "Rows are examples: how many norms should there be?",
    "Sum over axis 1.",
)
def _over_examples(gradients):
    return np.mean((np.linalg.norm(gradients, axis=0) - 1) ** 2)


@gradient_penalty.mistake(
    "mean-first",
    "the norms were averaged before 1 was subtracted.",
    "Can a norm above 1 make up for one below?",
    "np.mean((norms - 1) ** 2).",
)
def _mean_of_norms(gradients):
    return (np.linalg.norm(gradients, axis=1).mean() - 1) ** 2


@gradient_penalty.mistake(
    "whole",
    "one norm was taken over all examples.",
    "Each point between has a gradient of its own.",
    "Sum over axis 1, then take the mean.",
)
def _whole(gradients):
    return (np.linalg.norm(gradients) - 1) ** 2


@gradient_penalty.mistake(
    "not-squared",
    "the deviations from 1 were not squared.",
    "Should norms of 0.5 and 1.5 cost nothing together?",
    "(norms - 1) ** 2.",
)
def _not_squared(gradients):
    return np.mean(np.linalg.norm(gradients, axis=1) - 1)

"""Checks for chapter 2.2.4: the duel, its slopes, its measures."""

import numpy as np

from medkeras.exercises.assertions import expect_close, expect_shape, same
from medkeras.exercises.checking import Wrong, exercise


@exercise(
    "2.2.4-1",
    title="The value of the duel",
    objective="work out the best discriminator and the value of the duel",
)
def best_expert(answer):
    """Give two distributions; expect p / (p + q) and its value."""
    p, q = np.array([0.6, 0.3, 0.1]), np.array([0.2, 0.3, 0.5])
    d, value = answer(p.copy(), q.copy())
    right = p / (p + q)
    if same(d, 1 - right):
        raise Wrong(
            "forger",
            "this is the probability of being made.",
            "D is the probability that an example is REAL.",
            "p, the real source, stands above the line: p / (p + q).",
        )
    if same(d, p / q):
        raise Wrong(
            "odds",
            "these are the odds, and may exceed 1.",
            "Odds o are the probability o / (1 + o).",
            "p / (p + q).",
        )
    expect_close(d, right, "the best discriminator")
    first, second = p * np.log(right), q * np.log(1 - right)
    if same(value, np.mean(first + second)):
        raise Wrong(
            "mean",
            "the value was divided by the number of outcomes.",
            "p and q weigh the outcomes already.",
            "Use np.sum, not np.mean.",
        )
    if same(value, np.sum(first)):
        raise Wrong(
            "half",
            "only the real examples were counted.",
            "The expert is judged on made ones as well.",
            "Add q * np.log(1 - d).",
        )
    expect_close(value, np.sum(first + second), "the value")


@exercise(
    "2.2.4-2",
    title="What the forger is told",
    objective="write the slopes that each rule sends to the generator",
)
def slopes(answer):
    """Give log-odds; expect -D and D - 1."""
    odds = np.array([-4.0, -0.5, 0.0, 2.0])
    d = 1 / (1 + np.exp(-odds))
    minimax, other = (
        answer(odds.copy(), rule) for rule in ("minimax", "non-saturating")
    )
    if same(minimax, d - 1) and same(other, -d):
        raise Wrong(
            "swapped",
            "the two rules have changed places.",
            "Where D is near 0, only one of them has a slope left.",
            "minimax: -D; non-saturating: D - 1.",
        )
    if same(minimax, d) or same(other, 1 - d):
        raise Wrong(
            "sign",
            "a slope has the wrong sign.",
            "The forger wants the log-odds up; its loss falls as they rise.",
            "Both slopes are negative: -D and D - 1.",
        )
    if same(minimax, -1 / (1 - d)) or same(other, -1 / d):
        raise Wrong(
            "inner",
            "this is the slope for D, not for the log-odds.",
            "The chain rule: multiply by dD/ds = D (1 - D).",
            "-1 / D times D (1 - D) is D - 1.",
        )
    if same(other, (d - 1) / len(d)):
        raise Wrong(
            "mean",
            "the slopes were divided by the number of examples.",
            "Each example's own loss was asked for.",
            "Leave out the division.",
        )
    expect_close(minimax, -d, "the minimax slope")
    expect_close(other, d - 1, "the non-saturating slope")


@exercise(
    "2.2.4-3",
    title="Two in a game",
    objective="recognise mode collapse and a dead discriminator, and cure both",
)
def one_step(answer):
    """Give a place and a rate; expect both kinds of step."""
    x, y, eta = 1.5, -0.5, 0.2
    once, turns = (np.array(answer(x, y, eta, kind)) for kind in (False, True))
    moved = x - eta * y
    at_once, in_turns = (moved, y + eta * x), (moved, y + eta * moved)
    if same(once, in_turns) and same(turns, in_turns):
        raise Wrong(
            "always",
            "y saw the new x even when both step at once.",
            "If alternating is False, both look at the old place.",
            "Keep the old x: new_y = y + eta * x.",
        )
    if same(once, at_once) and same(turns, at_once):
        raise Wrong(
            "never",
            "in turns, y still sees the old x.",
            "In turns, x has moved before y looks.",
            "new_y = y + eta * new_x if alternating.",
        )
    if same(once, (moved, y - eta * x)):
        raise Wrong(
            "both-down",
            "both players went down.",
            "y wants x y to be LARGE.",
            "y + eta * x.",
        )
    if same(once, (x - eta * x, y + eta * y)):
        raise Wrong(
            "own",
            "each player moved by its own place.",
            "The derivative of x y for x is y.",
            "x - eta * y and y + eta * x.",
        )
    expect_close(once, np.array(at_once), "the step at once")
    expect_close(turns, np.array(in_turns), "the step in turns")


@exercise(
    "2.2.4-4",
    title="Hold the slope",
    objective="write the penalty that keeps a critic's slope near one",
)
def penalty(answer):
    """Give gradients; expect the mean squared deviation of norms from 1."""
    gradients = np.array([[3.0, 4.0], [0.3, 0.4], [-1.0, 0.0], [0.0, 2.0]])
    value = answer(gradients.copy())
    norms = np.linalg.norm(gradients, axis=1)
    if same(value, np.mean((gradients - 1) ** 2)) or same(
        value, np.mean((np.abs(gradients) - 1) ** 2)
    ):
        raise Wrong(
            "entries",
            "each entry was compared with 1, not each norm.",
            "The slope of an example is the length of its gradient.",
            "norms = np.sqrt(np.sum(gradients**2, axis=1)).",
        )
    if same(value, np.mean((norms**2 - 1) ** 2)):
        raise Wrong(
            "root",
            "the squared norms were compared with 1.",
            "A slope of 2 is 1 too steep, not 3.",
            "Take the root before subtracting 1.",
        )
    if same(value, np.mean(np.maximum(norms - 1, 0) ** 2)):
        raise Wrong(
            "one-sided",
            "flat places go free.",
            "Section 4's term punishes slopes below 1 too.",
            "(norms - 1) ** 2 without a maximum.",
        )
    if same(value, (np.linalg.norm(gradients) - 1) ** 2):
        raise Wrong(
            "whole",
            "one norm was taken over all examples.",
            "Each point between has a slope of its own.",
            "Sum over axis 1, then take the mean.",
        )
    expect_close(value, np.mean((norms - 1) ** 2), "the penalty")


@exercise(
    "2.2.4-5",
    title="Fréchet, when features do not covary",
    objective="compute a Fréchet distance and say in which embedding",
)
def diagonal_frechet(answer):
    """Give two sets; expect gaps of means and of deviations, squared."""
    rng = np.random.default_rng(0)
    real, made = rng.normal(size=(7, 3)), rng.normal(1, 2, size=(5, 3))
    value = answer(real.copy(), made.copy())
    gap = np.sum((real.mean(axis=0) - made.mean(axis=0)) ** 2)
    first, second = real.var(axis=0, ddof=1), made.var(axis=0, ddof=1)
    right = gap + np.sum((np.sqrt(first) - np.sqrt(second)) ** 2)
    if same(value, gap):
        raise Wrong(
            "means",
            "only the means were compared.",
            "A collapsed generator can have the right mean.",
            "Add the squared differences of the standard deviations.",
        )
    if same(value, gap + np.sum((first - second) ** 2)):
        raise Wrong(
            "variances",
            "variances were subtracted, not standard deviations.",
            "v1 + v2 - 2 sqrt(v1 v2) is a square of what?",
            "(sqrt(v1) - sqrt(v2)) ** 2.",
        )
    if same(value, np.sqrt(right)):
        raise Wrong(
            "root",
            "a root was taken.",
            "d squared was asked for.",
            "Leave out the last root.",
        )
    biased = gap + np.sum((real.std(axis=0) - made.std(axis=0)) ** 2)
    if same(value, biased):
        raise Wrong(
            "biased",
            "the variances have n in the denominator.",
            "n - 1 was asked for.",
            "std(axis=0, ddof=1).",
        )
    expect_close(value, right, "the distance")


@exercise(
    "2.2.4-6",
    title="The attacker",
    objective="test whether made images help a classifier, and whom they "
    "betray",
)
def suspicion(answer):
    """Give made examples and people; expect minus the nearest distance."""
    rng = np.random.default_rng(1)
    made, people = rng.normal(size=(6, 2)), rng.normal(size=(4, 2))
    scores = np.asarray(answer(made.copy(), people.copy()))
    away = np.linalg.norm(people[:, None] - made[None], axis=-1)
    if scores.shape == (len(made),):
        raise Wrong(
            "made",
            "each made example got a score.",
            "The attacker accuses people.",
            "Take the minimum over the made ones, for each person.",
        )
    expect_shape(scores, (len(people),), "the scores")
    if same(scores, away.min(axis=1)):
        raise Wrong(
            "sign",
            "the farthest are the most suspicious.",
            "Who lies close to a made example may have been copied.",
            "Put a minus before the distance.",
        )
    if same(scores, -away.mean(axis=1)):
        raise Wrong(
            "mean",
            "the mean distance was taken.",
            "A copy is near ONE made example, not near all.",
            "min instead of mean.",
        )
    if same(scores, -away.max(axis=1)):
        raise Wrong(
            "farthest",
            "the farthest made example was taken.",
            "Which made example says that a person was copied?",
            "min instead of max, then the minus.",
        )
    order = np.argsort(np.argsort(scores))
    expect_close(order, np.argsort(np.argsort(-away.min(axis=1))), "the order")

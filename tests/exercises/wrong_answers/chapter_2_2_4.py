"""Plausible wrong answers for chapter 2.2.4, each by the hint it earns."""

import numpy as np


def sigmoid(odds):
    return 1 / (1 + np.exp(-odds))


def value_of(p, q, d):
    return p * np.log(d) + q * np.log(1 - d)


def for_the_forger(p, q):
    d = q / (p + q)
    return d, np.sum(value_of(p, q, d))


def as_odds(p, q):
    return p / q, 0.0


def averaged(p, q):
    d = p / (p + q)
    return d, np.mean(value_of(p, q, d))


def real_only(p, q):
    d = p / (p + q)
    return d, np.sum(p * np.log(d))


def rules(minimax, other):
    def answer(odds, rule):
        return (minimax if rule == "minimax" else other)(sigmoid(odds))

    return answer


def norms_of(gradients):
    return np.linalg.norm(gradients, axis=1)


def distances(made, people):
    return np.linalg.norm(people[:, None] - made[None], axis=-1)


def gap(real, made):
    return np.sum((real.mean(axis=0) - made.mean(axis=0)) ** 2)


def spread(real, made, ddof=1):
    return np.sum(
        (real.std(axis=0, ddof=ddof) - made.std(axis=0, ddof=ddof)) ** 2
    )


def by_variances(real, made):
    apart = real.var(axis=0, ddof=1) - made.var(axis=0, ddof=1)
    return gap(real, made) + np.sum(apart**2)


def always_in_turns(x, y, eta, alternating):
    x = x - eta * y
    return x, y + eta * x


WRONG = {
    "2.2.4-1": {
        "forger": for_the_forger,
        "odds": as_odds,
        "mean": averaged,
        "half": real_only,
    },
    "2.2.4-2": {
        "swapped": rules(lambda d: d - 1, lambda d: -d),
        "sign": rules(lambda d: d, lambda d: 1 - d),
        "inner": rules(lambda d: -1 / (1 - d), lambda d: -1 / d),
        "mean": rules(lambda d: -d / len(d), lambda d: (d - 1) / len(d)),
    },
    "2.2.4-3": {
        "always": always_in_turns,
        "never": lambda x, y, eta, _: (x - eta * y, y + eta * x),
        "both-down": lambda x, y, eta, _: (x - eta * y, y - eta * x),
        "own": lambda x, y, eta, _: (x - eta * x, y + eta * y),
    },
    "2.2.4-4": {
        "entries": lambda g: np.mean((g - 1) ** 2),
        "root": lambda g: np.mean((norms_of(g) ** 2 - 1) ** 2),
        "one-sided": lambda g: np.mean(np.maximum(norms_of(g) - 1, 0) ** 2),
        "whole": lambda g: (np.linalg.norm(g) - 1) ** 2,
    },
    "2.2.4-5": {
        "means": gap,
        "variances": by_variances,
        "root": lambda r, m: np.sqrt(gap(r, m) + spread(r, m)),
        "biased": lambda r, m: gap(r, m) + spread(r, m, ddof=0),
    },
    "2.2.4-6": {
        "made": lambda m, p: -distances(m, p).min(axis=0),
        "sign": lambda m, p: distances(m, p).min(axis=1),
        "mean": lambda m, p: -distances(m, p).mean(axis=1),
        "farthest": lambda m, p: -distances(m, p).max(axis=1),
    },
}

"""Answers to chapter 3.3.1: wrong ones with a general hint, right ones."""

import numpy as np

MONTH = 365.25 / 12


def one_for_each_stay(starts, ends, transferred):
    return np.zeros(len(starts), int)


def texts(starts, ends, transferred):
    return ["0-1m"] * (len(starts) - 1)


def all_the_same(starts, ends, transferred):
    return np.ones(len(starts) - 1, int)


def in_a_loop(starts, ends, transferred):
    numbers = []
    for k in range(1, len(starts)):
        gap = float(starts[k]) - float(ends[k - 1])
        if gap < 0.5 or (transferred[k] and gap < 1):
            numbers.append(0)
        else:
            numbers.append(1 + sum(gap >= m * MONTH for m in (1, 3, 6, 12)))
    return numbers


def first_n_gram(vectors, kernels, biases, weights):
    n = len(kernels)
    answers = np.einsum("ne,nek->k", vectors[:n], kernels) + biases
    return weights * np.maximum(answers, 0)


def in_place(vectors, kernels, biases, weights):
    n = len(kernels)
    answers = []
    for start in range(len(vectors) - n + 1):
        match = np.einsum("ne,nek->k", vectors[start : start + n], kernels)
        answers.append(np.maximum(match + biases, 0))
    weights *= np.max(answers, axis=0)
    return weights


def windows(vectors, kernels, biases, weights):
    n, width, _ = kernels.shape
    rows = np.lib.stride_tricks.sliding_window_view(vectors, (n, width))[:, 0]
    answers = np.tensordot(rows, kernels, axes=2) + biases
    return (weights * answers.max(axis=0).clip(0)).astype("float32")


def of_counts(labels, alarms, prevalence):
    half = labels.sum()
    right = (alarms * labels).sum() / half * prevalence
    false = (alarms * (1 - labels)).sum() / half * (1 - prevalence)
    return 1 / (1 + false / right)


def negative_value(labels, alarms, prevalence):
    missed = (1 - alarms[labels == 1]).mean() * prevalence
    clear = (1 - alarms[labels == 0]).mean() * (1 - prevalence)
    return clear / (clear + missed)


def on_log_odds(p, share, prevalence):
    move = np.log(prevalence / (1 - prevalence)) - np.log(share / (1 - share))
    return list(1 / (1 + np.exp(-(np.log(p / (1 - p)) + move))))


def unchanged(p, share, prevalence):
    return p


WRONG = {
    "3.3.1-1": {
        "shape": one_for_each_stay,
        "kind": texts,
        "values": all_the_same,
    },
    "3.3.1-2": {"values": first_n_gram, "in-place": in_place},
    "3.3.1-3": {"values": negative_value},
    "3.3.1-4": {"values": unchanged},
}
RIGHT = {
    "3.3.1-1": {"loop": in_a_loop},
    "3.3.1-2": {"windows": windows},
    "3.3.1-3": {"counts": of_counts},
    "3.3.1-4": {"log odds": on_log_odds},
}
EQUIVALENT = {}

"""Plausible wrong answers for chapter 2.2.2, each by the hint it earns."""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def hidden(kernel, b, v):
    return np.log1p(np.exp(v @ kernel + b)).sum(axis=1)


def energy_of_all_on(kernel, a, b, v):
    return -v @ a - (v @ kernel + b).sum(axis=1)


def one_log(kernel, a, b, v):
    return -v @ a - np.log(1 + np.exp(v @ kernel + b).sum(axis=1))


def free(kernel, a, b):
    v = np.array(list(np.ndindex(*[2] * len(a))), float)
    return -v @ a - hidden(kernel, b, v)


def cd(kernel, b, start, end):
    before, after = sigmoid(start @ kernel + b), sigmoid(end @ kernel + b)
    return (start.T @ before - end.T @ after) / len(start)


def rounded(kernel, b, start, end):
    before, after = start @ kernel + b > 0, end @ kernel + b > 0
    return (start.T @ before - end.T @ after) / len(start)


def back(kernel, a, b, v):
    return sigmoid(sigmoid(v @ kernel + b) @ kernel.T + a)


WRONG = {
    "2.2.2-1": {
        "sign": lambda w, a, b, v: v @ a + hidden(w, b, v),
        "visible-sign": lambda w, a, b, v: v @ a - hidden(w, b, v),
        "all-on": energy_of_all_on,
        "one-log": one_log,
        "shape": lambda w, a, b, v: float((-v @ a - hidden(w, b, v)).mean()),
    },
    "2.2.2-2": {
        "mean": lambda w, a, b: np.log(np.exp(-free(w, a, b)).mean()),
        "no-log": lambda w, a, b: np.exp(-free(w, a, b)).sum(),
        "sign": lambda w, a, b: np.log(np.exp(free(w, a, b)).sum()),
    },
    "2.2.2-3": {
        "sign": lambda w, b, start, end: -cd(w, b, start, end),
        "sum": lambda w, b, start, end: cd(w, b, start, end) * len(start),
        "old-hidden": lambda w, b, start, end: (
            (start - end).T @ sigmoid(start @ w + b) / len(start)
        ),
        "rounded": rounded,
        "shape": lambda w, b, start, end: cd(w, b, start, end).T,
    },
    "2.2.2-4": {
        "overflow": lambda start, logs: start + np.log(np.exp(logs).mean()),
        "mean-log": lambda start, logs: start + logs.mean(),
        "no-start": lambda start, logs: (
            np.logaddexp.reduce(logs) - np.log(len(logs))
        ),
        "sum": lambda start, logs: start + np.logaddexp.reduce(logs),
    },
    "2.2.2-5": {
        "overwritten": lambda w, a, b, v, known: back(w, a, b, v),
        "swapped": lambda w, a, b, v, known: np.where(
            known, back(w, a, b, v), v
        ),
        "no-bias": lambda w, a, b, v, known: np.where(
            known, v, sigmoid(sigmoid(v @ w + b) @ w.T)
        ),
        "shape": lambda w, a, b, v, known: v[:, 0],
    },
}

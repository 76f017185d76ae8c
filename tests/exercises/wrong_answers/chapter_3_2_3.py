"""Wrong answers of chapter 3.2.3 that end in a general hint."""

import numpy as np


def one_gate(z, p_before, kernel, time, time_kernel):
    return 1 / (1 + np.exp(-(z + p_before @ kernel + time @ time_kernel)))[0]


def turned_round(z, p_before, kernel, time, time_kernel):
    return 1 / (1 + np.exp(z + p_before @ kernel + time @ time_kernel))


def every_visit(states, method, months, span):
    weight = (months <= span) / (method + np.log(1 + months))
    return weight[:, None] * states / weight.sum()


def log_of_months(states, method, months, span):
    weight = (months <= span) / (method + np.log10(1 + months))
    return weight @ states / weight.sum()


def of_each_stay(scores, truth, k):
    top = np.argsort(-scores, axis=1)[:, :k]
    return np.take_along_axis(truth, top, axis=1).mean(axis=1)


def one_more(scores, truth, k):
    top = np.argsort(-scores, axis=1)[:, : k + 1]
    return np.take_along_axis(truth, top, axis=1).mean()


def of_each_place(attention, gates, vector, weights):
    return attention * gates * vector * weights


def squared(attention, gates, vector, weights):
    return attention**2 * np.sum(gates * vector * weights)


WRONG = {
    "3.2.3-1": {"shape": one_gate, "values": turned_round},
    "3.2.3-2": {"shape": every_visit, "values": log_of_months},
    "3.2.3-3": {"shape": of_each_stay, "values": one_more},
    "3.2.3-4": {"shape": of_each_place, "values": squared},
}
EQUIVALENT = {}

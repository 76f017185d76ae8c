"""Answers to chapter 3.2.3: wrong ones with a general hint, right ones."""

import numpy as np
import pandas as pd


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


def added_to_z(z, p_before, kernel, time, time_kernel):
    z += p_before @ kernel
    z += time @ time_kernel
    return 1 / (1 + np.exp(-z))


def weighed_in_place(states, method, months, span):
    weight = (months <= span) / (method + np.log1p(months))
    states *= weight[:, None]
    return states.sum(axis=0) / weight.sum()


def struck_out(scores, truth, k):
    rows, hits = np.arange(len(scores)), 0
    for _ in range(k):
        best = scores.argmax(axis=1)
        hits += truth[rows, best].sum()
        scores[rows, best] = -np.inf
    return hits / (k * len(scores))


def gates_in_place(attention, gates, vector, weights):
    gates *= vector
    return attention * gates @ weights


def on_copies(answer):
    def called(*arguments):
        return answer(*(np.copy(each) for each in arguments))

    return called


def struck_out_of_a_copy(scores, truth, k):
    return struck_out(scores.copy(), truth, k)


def gate_in_a_loop(z, p_before, kernel, time, time_kernel):
    gate = []
    for unit in range(len(z)):
        total = float(z[unit])
        for k in range(len(p_before)):
            total += p_before[k] * kernel[k, unit]
        for k in range(3):
            total += time[k] * time_kernel[k, unit]
        gate.append(1 / (1 + np.exp(-total)))
    return tuple(gate)


def average(states, method, months, span):
    inside = months <= span
    weight = 1 / (method + np.log1p(months))[inside]
    return np.average(states[inside].astype("float32"), 0, weight)


def by_rank(scores, truth, k):
    rank = pd.DataFrame(scores).rank(axis=1, ascending=False).to_numpy()
    return truth[rank <= k].mean()


def one_by_one(attention, gates, vector, weights):
    parts = zip(gates, vector, weights, strict=True)
    return np.float32(sum(attention * g * v * w for g, v, w in parts))


WRONG = {
    "3.2.3-1": {
        "shape": one_gate,
        "values": turned_round,
        "in-place": added_to_z,
    },
    "3.2.3-2": {
        "shape": every_visit,
        "values": log_of_months,
        "in-place": weighed_in_place,
    },
    "3.2.3-3": {
        "shape": of_each_stay,
        "values": one_more,
        "in-place": struck_out,
    },
    "3.2.3-4": {
        "shape": of_each_place,
        "values": squared,
        "in-place": gates_in_place,
    },
}
RIGHT = {
    "3.2.3-1": {"loop": gate_in_a_loop, "copies": on_copies(added_to_z)},
    "3.2.3-2": {"average": average, "copies": on_copies(weighed_in_place)},
    "3.2.3-3": {"ranks": by_rank, "copy": struck_out_of_a_copy},
    "3.2.3-4": {"loop": one_by_one, "copies": on_copies(gates_in_place)},
}
EQUIVALENT = {}

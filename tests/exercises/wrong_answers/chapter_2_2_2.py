"""Plausible wrong answers for chapter 2.2.2 that earn a general hint.

Those with a hint of their own stand in the check itself.
"""

import numpy as np
import pandas as pd


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def one_number_for_all_rows(kernel, a, b, v):
    return float((-v @ a - np.logaddexp(0, v @ kernel + b).sum(axis=1)).sum())


def states_with_one_unit_on(kernel, a, b):
    v = np.eye(len(a))
    return np.logaddexp.reduce(
        v @ a + np.logaddexp(0, v @ kernel + b).sum(axis=1)
    )


def hidden_by_visible(kernel, b, start, end):
    before, after = sigmoid(start @ kernel + b), sigmoid(end @ kernel + b)
    return (before.T @ start - after.T @ end) / len(start)


def four_chains_whatever_is_given(log_z0, log_weights):
    return log_z0 + np.logaddexp.reduce(log_weights) - np.log(4)


def first_column_only(kernel, a, b, v, known):
    return v[:, 0]


def only_the_mean(differences, rbm, t_value):
    return differences.mean()


def loop_over_all_states(kernel, a, b):
    total = 0
    for v in np.ndindex(*[2] * len(a)):
        for h in np.ndindex(*[2] * len(b)):
            total += np.exp(v @ a + h @ b + v @ kernel @ h)
    return float(np.log(total))


def hidden_states_first(kernel, a, b):
    h = np.array(list(np.ndindex(*[2] * len(b))))
    fields = np.logaddexp(0, h @ kernel.T + a).sum(axis=1)
    return np.logaddexp.reduce(h @ b + fields)


def divided_in_place(kernel, b, start, end):
    before, after, rows = (
        sigmoid(start @ kernel + b),
        sigmoid(end @ kernel + b),
        len(end),
    )
    start /= rows
    end /= rows
    return (start.T @ before - end.T @ after).tolist()


def written_into_v(kernel, a, b, v, known):
    back = sigmoid(sigmoid(v @ kernel + b) @ kernel.T + a)
    v[~known] = back[~known]
    return v.astype("float32")


def grouped_by_pandas(differences, rbm, t_value):
    means = pd.Series(differences, dtype="Float64").groupby(rbm).mean()
    margin = t_value * means.sem()
    return [means.mean(), means.mean() - margin, means.mean() + margin]


WRONG = {
    "2.2.2-1": {"shape": one_number_for_all_rows},
    "2.2.2-2": {"values": states_with_one_unit_on},
    "2.2.2-3": {"transposed": hidden_by_visible},
    "2.2.2-4": {"values": four_chains_whatever_is_given},
    "2.2.2-5": {"shape": first_column_only},
    "2.2.2-6": {"shape": only_the_mean},
}
RIGHT = {
    "2.2.2-2": {
        "both layers listed": loop_over_all_states,
        "hidden units listed": hidden_states_first,
    },
    "2.2.2-3": {"arguments changed, a list": divided_in_place},
    "2.2.2-5": {"written into v, single precision": written_into_v},
    "2.2.2-6": {"a list of nullable numbers": grouped_by_pandas},
}

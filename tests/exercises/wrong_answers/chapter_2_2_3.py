"""Plausible wrong answers for chapter 2.2.3 that earn a general hint.

Those with a hint of their own stand in the check itself.
"""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def over_the_images(log_given, negative_free_energy):
    log_z = np.logaddexp.reduce(negative_free_energy)
    log_prior = negative_free_energy - log_z
    return np.logaddexp.reduce(log_given + log_prior, axis=0)


def one_bracket_a_state(q, log_prior, log_given):
    with np.errstate(divide="ignore", invalid="ignore"):
        return q * (log_given + log_prior - np.log(q))


def every_state_alike(q, log_prior, log_given):
    seen = q > 0
    return np.mean((log_given + log_prior)[seen] - np.log(q[seen]))


def first_row_only(v, layers):
    v = v[:1]
    for kernel, _, hidden_bias in layers:
        v = sigmoid(v @ kernel + hidden_bias)
    for kernel, visible_bias, _ in layers[::-1]:
        v = sigmoid(v @ kernel.T + visible_bias)
    return v


def of_the_wrong_layers_noise(top, layers, noise):
    state = top
    for (kernel, bias, _), uniform in zip(layers[::-1], noise, strict=True):
        on = sigmoid(state @ kernel.T + bias)
        state = np.where(uniform < on, 1.0, -1.0)
    return state


def labels_by_rows(features, kernel, visible_bias, hidden_bias, labels):
    arguments = features, kernel, visible_bias, hidden_bias, labels
    return np.transpose(columns_of_the_kernel(*arguments))


def only_the_mean(ours, theirs, t_value):
    return np.mean(ours - theirs)


def theirs_minus_ours(ours, theirs, t_value):
    difference = theirs - ours
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    mean = difference.mean()
    return mean, mean - t_value * error, mean + t_value * error


def tiny_number_in_the_logarithm(q, log_prior, log_given):
    inside = log_given + log_prior - np.log(np.maximum(q, 1e-300))
    return sum(q * inside)


def a_boolean_state(top, layers, noise):
    state = top
    for (kernel, bias, _), uniform in zip(
        layers[::-1], noise[::-1], strict=True
    ):
        state = uniform < sigmoid(state @ kernel.T + bias)
    return state


def columns_of_the_kernel(features, kernel, visible_bias, hidden_bias, labels):
    fields = features @ kernel[:-labels] + hidden_bias
    both = fields[:, None, :] + kernel[-labels:]  # (rows, labels, hidden)
    scores = visible_bias[-labels:] + np.logaddexp(0, both).sum(axis=2)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (weights / weights.sum(axis=1, keepdims=True)).tolist()


WRONG = {
    "2.2.3-1": {"shape": over_the_images},
    "2.2.3-2": {"shape": one_bracket_a_state, "values": every_state_alike},
    "2.2.3-3": {"shape": first_row_only},
    "2.2.3-4": {"values": of_the_wrong_layers_noise},
    "2.2.3-5": {"transposed": labels_by_rows},
    "2.2.3-6": {"shape": only_the_mean, "values": theirs_minus_ours},
}
RIGHT = {
    "2.2.3-2": {"a floor below q": tiny_number_in_the_logarithm},
    "2.2.3-4": {"true and false": a_boolean_state},
    "2.2.3-5": {"features cancel, a list": columns_of_the_kernel},
}

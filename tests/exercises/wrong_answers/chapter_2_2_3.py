"""Plausible wrong answers for chapter 2.2.3, each by the hint it earns."""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def go_down(state, layers, turned=True, bias=1):
    for layer in layers:
        kernel = layer[0].T if turned else layer[0]
        state = sigmoid(state @ kernel + layer[bias])
    return state


def go_up(v, layers):
    for kernel, _, hidden_bias in layers:
        v = sigmoid(v @ kernel + hidden_bias)
    return v


def from_the_bottom(top, layers, noise):
    state = top
    for (kernel, bias, _), uniform in zip(layers, noise, strict=True):
        on = sigmoid(state @ kernel.T + bias)
        state = (uniform < on).astype(float)
    return state


def last_only(top, layers, noise):
    on = go_down(top, layers[::-1])
    return (noise[0] < on).astype(float)


def too_often_off(top, layers, noise):
    state = top
    for (kernel, bias, _), uniform in zip(
        layers[::-1], noise[::-1], strict=True
    ):
        on = sigmoid(state @ kernel.T + bias)
        state = (uniform > on).astype(float)
    return state


def first_probabilities(top, layers, noise):
    """Draws above, leaves the lowest as probabilities."""
    state = from_the_bottom(top, layers[:0:-1], noise[:0:-1])
    return go_down(state, layers[:1])


def gain(half, quantile=None):
    def answer(ours, theirs, t_value):
        mean, n = np.mean(ours - theirs), len(ours)
        width = (quantile or t_value) * half(ours, theirs, n)
        return mean, mean - width, mean + width

    return answer


def paired(ours, theirs, n):
    return np.std(ours - theirs, ddof=1) / np.sqrt(n)


WRONG = {
    "2.2.3-1": {
        "triple": lambda w, a, b: w.T,
        "not-transposed": lambda w, a, b: (w, b, a),
        "not-swapped": lambda w, a, b: (w.T, a, b),
        "zeros": lambda w, a, b: (w.T, b, np.zeros_like(a)),
        "values": lambda w, a, b: (w.T, -b, -a),
    },
    "2.2.3-2": {
        "no-entropy": lambda q, p, g: np.sum(q * (p + g)),
        "sign": lambda q, p, g: np.sum(q * (p + g + np.log(q))),
        "exact": lambda q, p, g: np.log(np.sum(np.exp(p + g))),
        "unweighted": lambda q, p, g: np.mean(p + g - np.log(q)),
        "zero": lambda q, p, g: np.sum(q * (p + g - np.log(q))),
    },
    "2.2.3-3": {
        "hidden-bias-down": lambda v, s: go_down(go_up(v, s), s[::-1], bias=2),
        "not-transposed": lambda v, s: go_down(go_up(v, s), s[::-1], False),
        "order": lambda v, s: go_down(go_up(v, s), s),
        "only-up": go_up,
    },
    "2.2.3-4": {
        "means": lambda top, layers, noise: go_down(top, layers[::-1]),
        "last-only": last_only,
        "reversed": too_often_off,
        "order": from_the_bottom,
        "values": first_probabilities,
    },
    "2.2.3-5": {
        "unpaired": gain(
            lambda a, b, n: np.sqrt((np.var(a, ddof=1) + np.var(b, ddof=1)) / n)
        ),
        "spread": gain(lambda a, b, n: np.std(a - b, ddof=1)),
        "ddof": gain(lambda a, b, n: np.std(a - b) / np.sqrt(n)),
        "normal": gain(paired, 1.96),
    },
}

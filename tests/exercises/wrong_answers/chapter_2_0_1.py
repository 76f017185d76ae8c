"""Wrong answers for chapter 2.0.1 that earn a general hint."""

import numpy as np


def _right_gradients(x, W, b, upstream):
    delta = upstream * (1 - np.tanh(x @ W + b) ** 2)
    return x.T @ delta, delta.sum(axis=0), delta @ W.T


def only_the_kernel(x, W, b, upstream):
    return _right_gradients(x, W, b, upstream)[0]


def backwards(x, W, b, upstream):
    return _right_gradients(x, W, b, upstream)[::-1]


def kernel_transposed(x, W, b, upstream):
    W_gradient, b_gradient, x_gradient = _right_gradients(x, W, b, upstream)
    return W_gradient.T, b_gradient, x_gradient


def bias_for_each_row(x, W, b, upstream):
    W_gradient, _, x_gradient = _right_gradients(x, W, b, upstream)
    delta = upstream * (1 - np.tanh(x @ W + b) ** 2)
    return W_gradient, delta, x_gradient


def _central(loss, weights, epsilon):
    steps = epsilon * np.eye(len(weights))
    rises = [loss(weights + step) - loss(weights - step) for step in steps]
    return np.array(rises) / (2 * epsilon)


def down_minus_up(loss, weights, epsilon):
    return -_central(loss, weights, epsilon)


def one_number(loss, weights, epsilon):
    return _central(loss, weights, epsilon).sum()


def moves_the_weights(loss, weights, epsilon):
    gradient = _central(loss, weights, epsilon)
    weights += epsilon
    return gradient


def changes_the_mask(x, a, b, c, scale, crossed, forced):
    crossed[forced] = True
    return np.where(crossed, a + scale * (b - c), x)


def which_are_crossed(x, a, b, c, scale, crossed, forced):
    return crossed


def changed_coordinates_only(x, a, b, c, scale, crossed, forced):
    return (a + scale * (b - c))[crossed]


def with_intercept(first, second, outcome):
    return np.polyfit(first, outcome, 1)


def on_the_second(first, second, outcome):
    return np.polyfit(second, outcome, 1)[0]


WRONG = {
    "2.0.1-1": {
        "parts": only_the_kernel,
        "swapped": backwards,
        "transposed": kernel_transposed,
        "shape": bias_for_each_row,
    },
    "2.0.1-2": {
        "negated": down_minus_up,
        "shape": one_number,
        "in-place": moves_the_weights,
    },
    "2.0.1-3": {
        "in-place": changes_the_mask,
        "mask": which_are_crossed,
        "shape": changed_coordinates_only,
    },
    "2.0.1-4": {"shape": with_intercept, "values": on_the_second},
}

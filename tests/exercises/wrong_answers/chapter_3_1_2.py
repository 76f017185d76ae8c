"""Wrong answers of chapter 3.1.2 that the checks do not know themselves."""

import numpy as np


def fused_as_column(probabilities, present):
    odds = np.log(probabilities / (1 - probabilities))
    mean = (odds * present).sum(axis=1) / present.sum(axis=1)
    return 1 / (1 + np.exp(-mean[:, None]))


def fused_in_place(probabilities, present):
    probabilities[present == 0] = 0.5
    odds = np.log(probabilities / (1 - probabilities))
    mean = (odds * present).sum(axis=1) / present.sum(axis=1)
    return 1 / (1 + np.exp(-mean))


def fused_by_sort(probabilities, present):
    return np.median(probabilities, axis=1)


def only_stable(chosen, threshold):
    return chosen.mean(axis=0) >= threshold


def bound_first(chosen, threshold):
    most = chosen.sum(axis=1).max()
    bound = most**2 / ((2 * threshold - 1) * chosen.shape[1])
    return bound, chosen.mean(axis=0) >= threshold


def stable_by_number(chosen, threshold):
    most = chosen.sum(axis=1).max()
    bound = most**2 / ((2 * threshold - 1) * chosen.shape[1])
    return np.flatnonzero(chosen.mean(axis=0) >= threshold), bound


def hidden_in_place(X, y, weights, bias, mean):
    def right(rows):
        return np.mean((rows @ weights + bias > 0) == (y == 1))

    whole, falls = right(X), []
    for feature in range(len(mean)):
        kept = X[:, feature].copy()
        X[:, feature] = mean[feature]
        falls.append(whole - right(X))
        X[:, feature] = kept
    X[:] = 0
    return np.array(falls)


def one_number(X, y, weights, bias, mean):
    return np.mean((X @ weights + bias > 0) == (y == 1))


def by_weights(X, y, weights, bias, mean):
    return np.abs(weights)


def loss_alone(first, second, spacing, years):
    before, after = (first > 0).sum(), (second > 0).sum()
    return 100 * (before - after) / before / years


def loss_first(first, second, spacing, years):
    before, after = (first > 0).sum(), (second > 0).sum()
    loss = 100 * (before - after) / before / years
    return loss, before * np.prod(spacing)


def squared_side(first, second, spacing, years):
    before, after = (first > 0).sum(), (second > 0).sum()
    return before * spacing[0] ** 3, 100 * (before - after) / before / years


WRONG = {
    "3.1.2-1": {
        "shape": fused_as_column,
        "in-place": fused_in_place,
        "values": fused_by_sort,
    },
    "3.1.2-2": {
        "parts": only_stable,
        "swapped": bound_first,
        "shape": stable_by_number,
    },
    "3.1.2-3": {
        "in-place": hidden_in_place,
        "shape": one_number,
        "values": by_weights,
    },
    "3.1.2-4": {
        "parts": loss_alone,
        "swapped": loss_first,
        "values": squared_side,
    },
}

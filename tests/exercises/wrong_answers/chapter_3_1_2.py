"""Wrong answers of chapter 3.1.2 that end in a general hint."""

import numpy as np


def rounded(probabilities, present):
    return (probabilities * present).max(axis=1) > 0.5


def across_people(probabilities, present):
    odds = np.log(probabilities / (1 - probabilities)) * present
    return 1 / (1 + np.exp(-odds.sum(axis=0) / present.sum(axis=0)))


def counts(chosen, threshold):
    return chosen.sum(axis=0), 1.0


def stable_only(chosen, threshold):
    return chosen.mean(axis=0) >= threshold


def weights_alone(X, y, weights, bias, mean):
    return np.abs(weights)


def in_place(X, y, weights, bias, mean):
    whole = np.mean((X @ weights + bias > 0) == (y == 1))
    falls = []
    for feature in range(X.shape[1]):
        before = X[:, feature].copy()
        X[:, feature] = mean[feature]
        falls.append(whole - np.mean((X @ weights + bias > 0) == (y == 1)))
        X[:, feature] = before
    X[:] = mean
    return np.array(falls)


def cleared(probabilities, present):
    probabilities[present == 0] = 0.5
    odds = np.log(probabilities / (1 - probabilities)).sum(axis=1)
    return 1 / (1 + np.exp(-odds / present.sum(axis=1)))


def anterior_only(first, second, spacing, years):
    voxel = np.prod(spacing)
    before, after = (first == 1).sum() * voxel, (second == 1).sum() * voxel
    return before, 100 * (before - after) / before / years


def volume_only(first, second, spacing, years):
    return (first > 0).sum() * np.prod(spacing)


def median(probabilities, present):
    return np.median(probabilities, axis=1)


def bound_first(chosen, threshold):
    most = chosen.sum(axis=1).max()
    bound = most**2 / ((2 * threshold - 1) * chosen.shape[1])
    return bound, chosen.mean(axis=0) >= threshold


def one_accuracy(X, y, weights, bias, mean):
    return np.mean((X @ weights + bias > 0) == (y == 1))


def loss_first(first, second, spacing, years):
    before, after = (first > 0).sum(), (second > 0).sum()
    loss = 100 * (before - after) / before / years
    return loss, before * np.prod(spacing)


WRONG = {
    "3.1.2-1": {
        "mask": rounded,
        "shape": across_people,
        "values": median,
        "in-place": cleared,
    },
    "3.1.2-2": {"values": counts, "parts": stable_only, "swapped": bound_first},
    "3.1.2-3": {
        "in-place": in_place,
        "values": weights_alone,
        "shape": one_accuracy,
    },
    "3.1.2-4": {
        "values": anterior_only,
        "parts": volume_only,
        "swapped": loss_first,
    },
}

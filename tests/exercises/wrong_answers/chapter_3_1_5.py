"""Wrong answers of chapter 3.1.5 that end in a general hint."""

import numpy as np


def coarse_alone(image):
    return (
        image[0::2, 0::2] + image[0::2, 1::2]
        + image[1::2, 0::2] + image[1::2, 1::2]
    ) / 2  # fmt: skip


def absolute(image):
    a, b = image[0::2, 0::2], image[0::2, 1::2]
    c, d = image[1::2, 0::2], image[1::2, 1::2]
    bands = [a + b + c + d, a + b - c - d, a - b + c - d, a - b - c + d]
    return np.abs(np.stack(bands)) / 2


def without_the_last(bands):
    low, down, across, _ = bands
    image = np.zeros((2 * low.shape[0], 2 * low.shape[1]))
    image[0::2, 0::2] = low + down + across
    image[0::2, 1::2] = low + down - across
    image[1::2, 0::2] = low - down + across
    image[1::2, 1::2] = low - down - across
    return image / 2


def only_one_square(bands):
    return np.array([[1.0, 1.0], [1.0, -1.0]])


def transform_again(gradient, h):
    n = len(gradient)
    return np.array(
        [
            sum(h[j] * gradient[(2 * k + j) % n] for j in range(len(h)))
            for k in range(n // 2)
        ]
    )


def repeated(gradient, h):
    return np.repeat(gradient, 2)


def one_fold(patients, num_folds):
    return np.zeros(len(patients), int)


def one_for_each_patient(patients, num_folds):
    return np.arange(len(np.unique(patients))) % num_folds


def one_number(probabilities, patients, k):
    return np.sort(probabilities)[-k:].mean()


def medians(probabilities, patients, k):
    return np.array(
        [np.median(probabilities[patients == p]) for p in np.unique(patients)]
    )


def mean_alone(right, patients):
    return float(np.mean(right))


def without_width(right, patients):
    mean = np.mean([right[patients == p].mean() for p in np.unique(patients)])
    return mean, mean, mean


WRONG = {
    "3.1.5-1": {"shape": coarse_alone, "values": absolute},
    "3.1.5-2": {"values": without_the_last, "shape": only_one_square},
    "3.1.5-3": {"shape": transform_again, "values": repeated},
    "3.1.5-4": {"values": one_fold, "shape": one_for_each_patient},
    "3.1.5-5": {"shape": one_number, "values": medians},
    "3.1.5-6": {"parts": mean_alone, "values": without_width},
}
EQUIVALENT = {}

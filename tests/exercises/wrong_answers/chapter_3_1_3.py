"""Wrong answers of chapter 3.1.3 that end in a general hint."""

import numpy as np


def each_distance(train_scores, test_scores):
    return np.abs(test_scores - train_scores.mean())


def of_training(train_scores, test_scores):
    return np.abs(train_scores - train_scores.mean()).mean()


def from_the_median(train_scores, test_scores):
    return np.abs(test_scores - np.median(train_scores)).mean()


def one_for_all(probabilities, persons):
    return probabilities.mean()


def highest(probabilities, persons):
    names = np.unique(persons)
    return np.array([probabilities[persons == one].max() for one in names])


def one_row(values, mean, variance, scale):
    return (scale * (values - mean) / np.sqrt(variance + 1e-3))[0]


def scale_divides(values, mean, variance, scale):
    return (values - mean) / (scale * np.sqrt(variance + 1e-3))


def of_each_pixel(image, striatum, background):
    return image[striatum] / image[background].mean() - 1


def always_one_place(image, striatum, background):
    return image[1:4, 1:3].mean() / image[-2:, 1:].mean() - 1


WRONG = {
    "3.1.3-1": {"shape": each_distance, "values": of_training},
    "3.1.3-2": {"shape": one_for_all, "values": highest},
    "3.1.3-3": {"shape": one_row, "values": scale_divides},
    "3.1.3-4": {"shape": of_each_pixel, "values": always_one_place},
}
EQUIVALENT = {}

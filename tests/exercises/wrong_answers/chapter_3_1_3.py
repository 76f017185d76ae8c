"""Wrong answers of chapter 3.1.3 that end in a general hint."""

import numpy as np


def each_distance(train_scores, test_scores):
    return np.abs(test_scores - train_scores.mean())


def of_training(train_scores, test_scores):
    return np.abs(train_scores - train_scores.mean()).mean()


def from_the_median(train_scores, test_scores):
    return np.abs(test_scores - np.median(train_scores)).mean()


def takes_the_mean_away(train_scores, test_scores):
    test_scores -= train_scores.mean()
    return np.abs(test_scores).mean()


def one_for_all(probabilities, persons):
    return probabilities.mean()


def highest(probabilities, persons):
    names = np.unique(persons)
    return np.array([probabilities[persons == one].max() for one in names])


def odds_in_place(probabilities, persons):
    probabilities /= 1 - probabilities
    names = np.unique(persons)
    odds = np.log(probabilities)
    means = [odds[persons == name].mean() for name in names]
    return 1 / (1 + np.exp(-np.array(means)))


def one_row(values, mean, variance, scale):
    return (scale * (values - mean) / np.sqrt(variance + 1e-3))[0]


def scale_divides(values, mean, variance, scale):
    return (values - mean) / (scale * np.sqrt(variance + 1e-3))


def centred_in_place(values, mean, variance, scale):
    values -= mean
    return scale * values / np.sqrt(variance + 1e-3)


def of_each_pixel(image, striatum, background):
    return image[striatum] / image[background].mean() - 1


def always_one_place(image, striatum, background):
    return image[1:4, 1:3].mean() / image[-2:, 1:].mean() - 1


def scaled_in_place(image, striatum, background):
    image /= image[background].mean()
    return image[striatum].mean() - 1


WRONG = {
    "3.1.3-1": {
        "shape": each_distance,
        "values": of_training,
        "in-place": takes_the_mean_away,
    },
    "3.1.3-2": {
        "shape": one_for_all,
        "values": highest,
        "in-place": odds_in_place,
    },
    "3.1.3-3": {
        "shape": one_row,
        "values": scale_divides,
        "in-place": centred_in_place,
    },
    "3.1.3-4": {
        "shape": of_each_pixel,
        "values": always_one_place,
        "in-place": scaled_in_place,
    },
}
EQUIVALENT = {}

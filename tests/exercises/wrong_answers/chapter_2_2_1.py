"""Wrong answers of chapter 2.2.1 that end in a general hint."""

import numpy as np


def negated_penalty(codes, rho):
    found = codes.mean(axis=0)
    active = rho * np.log(found / rho)
    silent = (1 - rho) * np.log((1 - found) / (1 - rho))
    return np.sum(active + silent)


def unit_by_unit(codes, rho):
    found = codes.mean(axis=0)
    active = rho * np.log(rho / found)
    return active + (1 - rho) * np.log((1 - rho) / (1 - found))


def all_eigenvalues(x, size):
    centred = x - x.mean(axis=0)
    return np.trace(centred.T @ centred) / len(x)


def mean_error(clean, restored, peak):
    return np.mean(np.abs(clean - restored))


def unchanged(noisy, mean, covariance, sigma):
    return noisy


def one_row(noisy, mean, covariance, sigma):
    return mean


def three_bands(picture):
    a, b = picture[::2, ::2], picture[::2, 1::2]
    return a + b, a - b, a


def whole_picture(picture):
    return picture, picture, picture, picture


def of_each_patient(train_errors, test_errors, patients, allowed):
    alarms = test_errors > np.quantile(train_errors, 1 - allowed)
    return np.array([alarms[patients == p].mean() for p in set(patients)])


def alarms_only(train_errors, test_errors, patients, allowed):
    return test_errors > np.quantile(train_errors, 1 - allowed)


WRONG = {
    "2.2.1-1": {"negated": negated_penalty, "shape": unit_by_unit},
    "2.2.1-2": {"values": all_eigenvalues},
    "2.2.1-3": {"values": mean_error},
    "2.2.1-4": {"values": unchanged, "shape": one_row},
    "2.2.1-5": {"parts": three_bands, "shape": whole_picture},
    "2.2.1-6": {"shape": of_each_patient, "mask": alarms_only},
}
EQUIVALENT = {}

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


def codes_scaled(codes, rho):
    codes /= len(codes)
    found = codes.sum(axis=0)
    silent = (1 - rho) * np.log((1 - rho) / (1 - found))
    return np.sum(rho * np.log(rho / found) + silent)


def centred_in_place(x, size):
    x -= x.mean(axis=0)
    values = np.linalg.eigvalsh(x.T @ x / len(x))
    return values[: x.shape[1] - size].sum()


def all_eigenvalues(x, size):
    centred = x - x.mean(axis=0)
    return np.trace(centred.T @ centred) / len(x)


def mean_error(clean, restored, peak):
    return np.mean(np.abs(clean - restored))


def error_in_place(clean, restored, peak):
    restored -= clean
    return 10 * np.log10(peak**2 / np.mean(restored**2))


def pulled_in_place(noisy, mean, covariance, sigma):
    noisy -= mean
    total = covariance + sigma**2 * np.eye(len(mean))
    return mean + noisy @ np.linalg.solve(total, covariance)


def unchanged(noisy, mean, covariance, sigma):
    return noisy


def one_row(noisy, mean, covariance, sigma):
    return mean


def three_bands(picture):
    a, b = picture[::2, ::2], picture[::2, 1::2]
    return a + b, a - b, a


def whole_picture(picture):
    return picture, picture, picture, picture


def rows_in_place(picture):
    upper, lower = picture[::2].copy(), picture[1::2].copy()
    picture[::2], picture[1::2] = upper + lower, upper - lower
    left, right = picture[:, ::2], picture[:, 1::2]
    low, high = (left + right) / 2, (left - right) / 2
    return low[::2], low[1::2], high[::2], high[1::2]


def sorted_in_place(train_errors, test_errors, patients, allowed):
    alarms = test_errors > np.quantile(train_errors, 1 - allowed)
    shares = [alarms[patients == p].mean() for p in set(patients)]
    train_errors.sort()
    return np.mean(shares)


def share_of_the_largest(train_errors, test_errors, patients, allowed):
    alarms = test_errors > (1 - allowed) * train_errors.max()
    return np.mean([alarms[patients == p].mean() for p in set(patients)])


def of_each_patient(train_errors, test_errors, patients, allowed):
    alarms = test_errors > np.quantile(train_errors, 1 - allowed)
    return np.array([alarms[patients == p].mean() for p in set(patients)])


def alarms_only(train_errors, test_errors, patients, allowed):
    return test_errors > np.quantile(train_errors, 1 - allowed)


WRONG = {
    "2.2.1-1": {
        "negated": negated_penalty,
        "shape": unit_by_unit,
        "in-place": codes_scaled,
    },
    "2.2.1-2": {"values": all_eigenvalues, "in-place": centred_in_place},
    "2.2.1-3": {"values": mean_error, "in-place": error_in_place},
    "2.2.1-4": {
        "values": unchanged,
        "shape": one_row,
        "in-place": pulled_in_place,
    },
    "2.2.1-5": {
        "parts": three_bands,
        "shape": whole_picture,
        "in-place": rows_in_place,
    },
    "2.2.1-6": {
        "shape": of_each_patient,
        "mask": alarms_only,
        "values": share_of_the_largest,
        "in-place": sorted_in_place,
    },
}
EQUIVALENT = {}

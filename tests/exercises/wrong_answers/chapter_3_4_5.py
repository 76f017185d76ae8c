"""Answers to chapter 3.4.5: wrong ones with a general hint, right ones."""

import numpy as np


def mean_of_taps(x, weights, dilation):
    return np.convolve(x, weights)[: len(x)] / len(weights)


def as_text(x, weights, dilation):
    return ["0"] * len(x)


def as_matrix(x, weights, dilation):
    taps = [w * np.eye(len(x), k=-p * dilation) for p, w in enumerate(weights)]
    return sum(taps) @ x


def in_loops(x, weights, dilation):
    answer = []
    for step in range(len(x)):
        total = 0.0
        for place, weight in enumerate(weights):
            if step >= place * dilation:
                total += float(weight) * float(x[step - place * dilation])
        answer.append(total)
    return answer


def spread_kernel(x, weights, dilation):
    kernel = np.zeros((len(weights) - 1) * dilation + 1)
    kernel[::dilation] = weights
    return np.convolve(x, kernel)[: len(x)].astype("float32")


def in_place(x, weights, dilation):
    padded = np.concatenate([np.zeros(dilation * (len(weights) - 1)), x])
    x *= 0
    for place, weight in enumerate(weights):
        start = dilation * (len(weights) - 1 - place)
        x += weight * padded[start : start + len(x)]
    return x


def first_alarm_only(residuals, allowance):
    return np.zeros(len(residuals))


def last_sum(residuals, allowance):
    return 0.0


def by_maximum(residuals, allowance):
    """The sum is the path minus its lowest point so far."""
    known = np.where(np.isnan(residuals), allowance, residuals)
    path = np.cumsum(known - allowance)
    return path - np.minimum(np.minimum.accumulate(path), 0)


def as_list(residuals, allowance):
    total, sums = 0.0, []
    for value in residuals.tolist():
        if value == value:
            total = total + value - allowance
            total = total if total > 0 else 0
        sums.append(total)
    return sums


def fills_the_gaps(residuals, allowance):
    residuals[np.isnan(residuals)] = allowance
    return by_maximum(residuals, allowance)


def twice_the_mean(scores, alpha):
    return 2 * float(np.mean(scores))


def all_ranks(scores, alpha):
    return np.sort(scores)


def sorts_in_place(scores, alpha):
    scores.sort()
    return with_one_more(scores, alpha)


def with_one_more(scores, alpha):
    """The new person is put above all others."""
    everybody = np.append(scores, np.inf)
    return np.quantile(everybody, 1 - alpha, method="inverted_cdf")


def by_counting(scores, alpha):
    for score in sorted(scores):
        higher = sum(other > score for other in scores)
        if (higher + 1) / (len(scores) + 1) <= alpha + 1e-9:
            return np.float32(score)
    return float("inf")


def every_fourth(scores, threshold, refractory):
    return np.arange(0, len(scores), 4)


def in_a_while(scores, threshold, refractory):
    found, place = [], 0
    while place < len(scores):
        if scores[place] >= threshold:
            found.append(place)
            place += refractory
        place += 1
    return tuple(found)


def by_a_counter(scores, threshold, refractory):
    found, wait = [], 0
    for place, score in enumerate(scores):
        if wait:
            wait -= 1
        elif score >= threshold:
            found.append(place)
            wait = refractory
    return np.array(found, "float32")


def marks_the_gaps(scores, threshold, refractory):
    scores[np.isnan(scores)] = 0
    return in_a_while(scores, threshold, refractory)


def one_later(scores, threshold, refractory):
    return [place + 1 for place in in_a_while(scores, threshold, refractory)]


WRONG = {
    "3.4.5-1": {"values": mean_of_taps, "kind": as_text},
    "3.4.5-2": {"values": first_alarm_only, "shape": last_sum},
    "3.4.5-3": {"values": twice_the_mean, "shape": all_ranks},
    "3.4.5-4": {"shape": every_fourth, "values": one_later},
}
RIGHT = {
    "3.4.5-1": {
        "loop": in_loops,
        "kernel": spread_kernel,
        "matrix": as_matrix,
    },
    "3.4.5-2": {"path": by_maximum, "list": as_list},
    "3.4.5-3": {"counting": by_counting, "one more": with_one_more},
    "3.4.5-4": {"while": in_a_while, "counter": by_a_counter},
}
EQUIVALENT = {}
WRONG["3.4.5-1"]["in-place"] = in_place
WRONG["3.4.5-2"]["in-place"] = fills_the_gaps
WRONG["3.4.5-3"]["in-place"] = sorts_in_place
WRONG["3.4.5-4"]["in-place"] = marks_the_gaps

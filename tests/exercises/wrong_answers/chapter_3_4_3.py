"""Answers to chapter 3.4.3: wrong ones with a general hint, right ones."""

import math

import numpy as np


def nobody(scaffolds, room):
    return np.zeros(len(scaffolds), bool)


def first_rows(scaffolds, room):
    return np.arange(len(scaffolds)) < room


def rows_not_mask(scaffolds, room):
    return np.flatnonzero(taken_one_by_one(scaffolds, room))


def sorted_in_place(scaffolds, room):
    mask = taken_one_by_one(scaffolds, room)
    scaffolds.sort()
    return mask


def taken_one_by_one(scaffolds, room):
    counts = {}
    for each in scaffolds.tolist():
        counts[each] = counts.get(each, 0) + 1
    chosen, used = set(), 0
    for name in sorted(counts, key=counts.get):
        if used + counts[name] > room:
            break
        used += counts[name]
        chosen.add(name)
    return [name in chosen for name in scaffolds.tolist()]


def all_that_fit_as_numbers(scaffolds, room):
    _, inverse, counts = np.unique(
        scaffolds, return_inverse=True, return_counts=True
    )
    at_most = [counts[counts <= size].sum() for size in counts]
    return (np.array(at_most) <= room)[inverse].astype(int)


def all_alike(queries, training):
    return np.ones(len(queries))


def whole_matrix(queries, training):
    both = queries @ training.T
    return both / np.maximum(both, 1)


def nearest_in_a_loop(queries, training):
    found = []
    for query in queries:
        best = 0
        for known in training:
            both = sum(1 for a, b in zip(query, known, strict=True) if a and b)
            either = sum(1 for a, b in zip(query, known, strict=True) if a or b)
            best = max(best, both / either)
        found.append(best)
    return found


def by_broadcasting(queries, training):
    one, other = queries[:, None, :] > 0, training[None] > 0
    share = (one & other).sum(axis=2) / (one | other).sum(axis=2)
    return share.max(axis=1).astype("float32")


def two_shares(generated, training):
    return with_sets(generated, training)[:2]


def with_sets(generated, training):
    valid = [int(each) for each in generated if each != -1]
    different = set(valid)
    new = different - set(training.tolist())
    shares = (
        len(valid) / len(generated),
        len(different) / len(valid),
        len(new) / len(different),
    )
    return shares


def known_below_a_number(generated, training):
    valid, unique, _ = with_sets(generated, training)
    different = np.unique(generated[generated >= 0])
    return [valid, unique, np.mean(different >= len(training) - 3)]


def first_draw_taken_out(log_weights):
    first = log_weights[:, :1]
    with np.errstate(over="ignore"):
        mean = np.exp(log_weights - first).mean(axis=1)
    return first[:, 0] + np.log(mean)


def one_number(log_weights):
    return float(stable(log_weights).mean())


def in_place(log_weights):
    answer = stable(log_weights)
    log_weights -= log_weights.max(axis=1, keepdims=True)
    return answer


def stable(log_weights):
    draws = log_weights.shape[1]
    return np.logaddexp.reduce(log_weights, axis=1) - np.log(draws)


def in_single_precision(log_weights):
    numbers = log_weights.astype("float32")
    total = np.logaddexp.reduce(numbers, axis=1)
    return total - np.float32(math.log(log_weights.shape[1]))


def row_by_row(log_weights):
    found = []
    for row in log_weights.tolist():
        top = max(row)
        mean = sum(math.exp(each - top) for each in row) / len(row)
        found.append(top + math.log(mean))
    return found


def each_string(log_prior, log_agent, scores, is_new, sigma):
    return (log_prior + sigma * scores * is_new - log_agent) ** 2


def no_loss(log_prior, log_agent, scores, is_new, sigma):
    return 0.0


def policy_gradient(log_prior, log_agent, scores, is_new, sigma):
    return -np.mean(sigma * scores * is_new * log_agent)


def string_by_string(log_prior, log_agent, scores, is_new, sigma):
    squares = []
    for place, score in enumerate(scores):
        bonus = sigma * score if is_new[place] else 0
        squares.append((log_agent[place] - log_prior[place] - bonus) ** 2)
    return sum(squares) / len(squares)


def with_where(log_prior, log_agent, scores, is_new, sigma):
    worth = np.where(is_new, scores, 0)
    return float(np.square(log_agent - (log_prior + sigma * worth)).mean())


WRONG = {
    "3.4.3-1": {
        "values": nobody,
        "shape": rows_not_mask,
        "in-place": sorted_in_place,
    },
    "3.4.3-2": {"values": all_alike, "shape": whole_matrix},
    "3.4.3-3": {"values": known_below_a_number, "parts": two_shares},
    "3.4.3-4": {
        "values": first_draw_taken_out,
        "shape": one_number,
        "in-place": in_place,
    },
    "3.4.3-5": {"values": no_loss, "shape": each_string},
}
RIGHT = {
    "3.4.3-1": {"loop": taken_one_by_one, "numbers": all_that_fit_as_numbers},
    "3.4.3-2": {"loop": nearest_in_a_loop, "broadcast": by_broadcasting},
    "3.4.3-3": {"sets": with_sets},
    "3.4.3-4": {
        "logaddexp": stable,
        "loop": row_by_row,
        "single": in_single_precision,
    },
    "3.4.3-5": {"loop": string_by_string, "where": with_where},
}

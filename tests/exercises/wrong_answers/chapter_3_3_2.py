"""Answers to chapter 3.3.2: wrong ones with a general hint, right ones."""

from itertools import pairwise, product

import numpy as np


def one_for_each_text(counts):
    return np.zeros(len(counts))


def as_text(counts):
    return ["rare"] * counts.shape[1]


def ones(counts):
    return np.ones(counts.shape[1])


def counted_in_a_loop(counts):
    weights = []
    for word in range(counts.shape[1]):
        used_by = sum(1 for row in counts if row[word] > 0)
        weights.append(1 + float(np.log((1 + len(counts)) / (1 + used_by))))
    return weights


def single_precision(counts):
    has_word = np.asarray(counts, bool).astype("float32")
    n = np.float32(len(counts))
    return 1 + np.log1p(n) - np.log1p(has_word.sum(axis=0))


def both_odds(counts, labels, text, smoothing):
    return np.zeros(2)


def nothing(counts, labels, text, smoothing):
    return 0.0


def probability(counts, labels, text, smoothing):
    return 1 / (1 + np.exp(-word_by_word(counts, labels, text, smoothing)))


def smoothed_in_place(counts, labels, text, smoothing):
    counts += 1
    return word_by_word(counts - 1, labels, text, smoothing)


def word_by_word(counts, labels, text, smoothing):
    odds = np.log(labels.sum()) - np.log((1 - labels).sum())
    ones, zeros = counts[labels == 1], counts[labels == 0]
    all_ones = ones.sum() + smoothing * len(text)
    all_zeros = zeros.sum() + smoothing * len(text)
    for word, times in enumerate(text):
        for_one = (ones[:, word].sum() + smoothing) / all_ones
        for_zero = (zeros[:, word].sum() + smoothing) / all_zeros
        odds += times * (np.log(for_one) - np.log(for_zero))
    return float(odds)


def half(first, second, slopes, starts, prime):
    return 0.5


def each_function(first, second, slopes, starts, prime):
    return np.zeros(len(slopes))


def whole_loop(first, second, slopes, starts, prime):
    same = 0
    for a, b in zip(slopes.tolist(), starts.tolist(), strict=True):
        one = min((a * x + b) % prime for x in first.tolist())
        other = min((a * x + b) % prime for x in second.tolist())
        same += one == other
    return same / len(slopes)


def even(query, key, there):
    return np.full((len(query), len(query)), 1 / len(query))


def one_row(query, key, there):
    return np.ones(len(query))


def with_infinity(query, key, there):
    scores = np.einsum("id,jd->ij", query, key) / np.sqrt(query.shape[-1])
    scores[:, there == 0] = -np.inf
    weights = np.exp(scores)
    return (weights / weights.sum(axis=-1, keepdims=True)).tolist()


def renormalised(query, key, there):
    weights = np.exp(query @ key.T / np.sqrt(query.shape[1])) * there
    return (weights / weights.sum(axis=1, keepdims=True)).astype("float32")


def each_row(p, labels, coverage):
    return (p.argmax(axis=1) != labels).astype(float)


def sorted_in_python(p, labels, coverage):
    rows = sorted(range(len(labels)), key=lambda row: -max(p[row]))
    count = int(np.ceil(coverage * len(labels)))
    wrong = [int(np.argmax(p[row])) != labels[row] for row in rows[:count]]
    return sum(wrong) / count


def sorts_what_it_was_given(p, labels, coverage):
    risk = sorted_in_python(p, labels, coverage)
    p.sort(axis=1)
    return risk


def by_the_true_class(p, labels, coverage):
    order = np.argsort(-p[np.arange(len(labels)), labels])
    rows = order[: int(np.ceil(coverage * len(labels)))]
    return np.mean(p[rows].argmax(axis=1) != labels[rows])


def without_a_sort(p, labels, coverage):
    count = -int(-coverage * len(labels) // 1)
    rows = np.argpartition(-p.max(axis=1), count - 1)[:count]
    return np.float32(1 - np.mean(p[rows].argmax(axis=1) == labels[rows]))


def sums_of_tags(emissions, transitions):
    return emissions.sum(axis=0) + transitions.sum(axis=0)


def one_tag(emissions, transitions):
    return [0] * len(emissions)


def adds_to_what_it_was_given(emissions, transitions):
    came_from = []
    for word in range(1, len(emissions)):
        ways = emissions[word - 1][:, None] + transitions
        came_from.append(ways.argmax(axis=0))
        emissions[word] += ways.max(axis=0)
    path = [emissions[-1].argmax()]
    for before in came_from[::-1]:
        path.append(before[path[-1]])
    return path[::-1]


def all_paths(emissions, transitions):
    best, found = -np.inf, ()
    for path in product(range(emissions.shape[1]), repeat=len(emissions)):
        steps = pairwise(path)
        score = sum(emissions[t][tag] for t, tag in enumerate(path))
        score += sum(transitions[pair] for pair in steps)
        if score > best:
            best, found = score, path
    return found


def from_the_end(emissions, transitions):
    later, steps = np.zeros(emissions.shape[1]), []
    for scores in emissions[:0:-1]:
        ways = transitions + (scores + later)
        steps.append(ways.argmax(axis=1))
        later = ways.max(axis=1)
    path = [np.argmax(emissions[0] + later)]
    for step in reversed(steps):
        path.append(step[path[-1]])
    return np.array(path, "float32")


WRONG = {
    "3.3.2-1": {"shape": one_for_each_text, "kind": as_text, "values": ones},
    "3.3.2-2": {
        "shape": both_odds,
        "values": nothing,
        "in-place": smoothed_in_place,
    },
    "3.3.2-3": {"shape": each_function, "values": half},
    "3.3.2-4": {"shape": one_row, "values": even},
    "3.3.2-5": {
        "shape": each_row,
        "values": by_the_true_class,
        "in-place": sorts_what_it_was_given,
    },
    "3.3.2-7": {
        "shape": sums_of_tags,
        "values": one_tag,
        "in-place": adds_to_what_it_was_given,
    },
}
RIGHT = {
    "3.3.2-1": {"loop": counted_in_a_loop, "float32": single_precision},
    "3.3.2-2": {"word by word": word_by_word},
    "3.3.2-3": {"loop": whole_loop},
    "3.3.2-4": {"infinity": with_infinity, "renormalised": renormalised},
    "3.3.2-5": {"sorted": sorted_in_python, "partition": without_a_sort},
    "3.3.2-7": {"all paths": all_paths, "from the end": from_the_end},
}
EQUIVALENT = {
    "3.3.2-2": {
        "line 7: sum to mean": "both classes have the same number of words"
    },
    "3.3.2-4": {
        "line 6: Sub to Add": "a softmax ignores what is added to a row"
    },
}

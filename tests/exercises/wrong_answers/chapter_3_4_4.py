"""Answers to chapter 3.4.4: wrong ones with a general hint, right ones."""

import numpy as np


def one_for_each_place(counts, pseudocount, background):
    return np.zeros(len(counts))


def zeros(counts, pseudocount, background):
    return np.zeros((len(counts), 4))


def letters(counts, pseudocount, background):
    return [["A", "C", "G", "T"]] * len(counts)


def changes_counts(counts, pseudocount, background):
    right = entry_by_entry(counts, pseudocount, background)
    counts += 1
    return right


def entry_by_entry(counts, pseudocount, background):
    rows = []
    for row in counts.tolist():
        total = sum(row) + 4 * pseudocount
        shares = [(n + pseudocount) / total for n in row]
        rows.append(
            [
                float(np.log2(p) - np.log2(q))
                for p, q in zip(shares, background, strict=True)
            ]
        )
    return rows


def single_precision(counts, pseudocount, background):
    more = np.float32(counts) + np.float32(pseudocount)
    shares = more / more.sum(axis=-1, keepdims=True)
    return np.log2(shares / np.float32(background))


def every_window(encoded, weights):
    return np.zeros(len(encoded) - len(weights) + 1)


def best_possible(encoded, weights):
    return weights.max(axis=1).sum()


def turned_in_place(encoded, weights):
    right = with_a_view(encoded, weights)
    encoded[:] = encoded[::-1, ::-1].copy()
    return right


def absolute(encoded, weights):
    windows = [
        np.sum(strand[t : t + len(weights)] * weights)
        for strand in (encoded, encoded[::-1, ::-1])
        for t in range(len(encoded) - len(weights) + 1)
    ]
    return np.abs(windows).max()


def with_a_view(encoded, weights):
    windows = np.lib.stride_tricks.sliding_window_view(
        encoded, len(weights), axis=0
    )  # (places, 4, width)
    both = [weights, weights[::-1, ::-1]]
    scores = [np.einsum("tjw,wj->t", windows, each) for each in both]
    return np.float32(np.max(scores))


def letter_by_letter(encoded, weights):
    best = -np.inf
    text = encoded.argmax(axis=1).tolist()
    for strand in (text, [3 - letter for letter in text[::-1]]):
        for t in range(len(text) - len(weights) + 1):
            score = sum(weights[i, strand[t + i]] for i in range(len(weights)))
            best = max(best, score)
    return float(best)


def one_each_place(encoded, weights):
    return np.zeros(len(encoded))


def no_change(encoded, weights):
    return np.zeros(encoded.shape)


def left_changed(encoded, weights):
    changes = vectorised(encoded, weights)
    encoded[0] = np.roll(encoded[0], 1)
    return changes


def vectorised(encoded, weights):
    length = len(encoded)
    mutants = np.tile(encoded, (4 * length, 1, 1))
    for number in range(4 * length):
        mutants[number, number // 4] = np.eye(4)[number % 4]
    places = length - len(weights) + 1

    def scores(rows):
        windows = np.stack(
            [rows[:, t : t + len(weights)] for t in range(places)]
        )
        return (windows * weights).sum(axis=(2, 3)).max(axis=0)

    before = scores(encoded[None])
    return (scores(mutants) - before).reshape(length, 4).astype("float32")


def in_lists(encoded, weights):
    def best(rows):
        return max(
            float(np.tensordot(rows[t : t + len(weights)], weights))
            for t in range(len(rows) - len(weights) + 1)
        )

    start, table = best(encoded), []
    for place in range(len(encoded)):
        row = []
        for letter in range(4):
            other = encoded.copy()
            other[place] = np.arange(4) == letter
            row.append(best(other) - start)
        table.append(row)
    return table


def each_positive(labels, scores, prevalence):
    return np.ones(int(np.sum(labels)))


def just_the_share(labels, scores, prevalence):
    return prevalence


def sorts_in_place(labels, scores, prevalence):
    right = weighted_average(labels, scores, prevalence)
    scores.sort()
    return right


def weighted_average(labels, scores, prevalence):
    from sklearn.metrics import average_precision_score

    ones = labels.mean()
    weight = np.where(
        labels == 1, prevalence / ones, (1 - prevalence) / (1 - ones)
    )
    return average_precision_score(labels, scores, sample_weight=weight)


def in_a_loop(labels, scores, prevalence):
    total, ones = 0.0, int(sum(labels))
    for label, threshold in zip(labels, scores, strict=True):
        if label:
            found = sum(
                s >= threshold for s, y in zip(scores, labels, strict=True) if y
            )
            alarms = sum(
                s >= threshold
                for s, y in zip(scores, labels, strict=True)
                if not y
            )
            true = prevalence * found / ones
            false = (1 - prevalence) * alarms / (len(labels) - ones)
            total += true / (true + false)
    return float(total / ones)


def each_drug(observed, predicted):
    return np.zeros(observed.shape[1])


def nothing(observed, predicted):
    return 0.0


def fills_in_place(observed, predicted):
    right = with_pandas(observed, predicted)
    observed[np.isnan(observed)] = 0
    return right


def with_pandas(observed, predicted):
    import pandas as pd

    return pd.DataFrame(observed).corrwith(pd.DataFrame(predicted)).mean()


def by_standard_scores(observed, predicted):
    found = []
    for one, other in zip(observed.T, predicted.T, strict=True):
        there = np.isfinite(one)
        a, b = one[there], other[there]
        a, b = (a - a.mean()) / a.std(), (b - b.mean()) / b.std()
        found.append(float((a * b).mean()))
    return np.float32(sum(found) / len(found))


WRONG = {
    "3.4.4-1": {
        "shape": one_for_each_place,
        "kind": letters,
        "values": zeros,
        "in-place": changes_counts,
    },
    "3.4.4-2": {
        "shape": every_window,
        "values": absolute,
        "in-place": turned_in_place,
    },
    "3.4.4-3": {
        "shape": one_each_place,
        "values": no_change,
        "in-place": left_changed,
    },
    "3.4.4-4": {
        "shape": each_positive,
        "values": just_the_share,
        "in-place": sorts_in_place,
    },
    "3.4.4-5": {
        "shape": each_drug,
        "values": nothing,
        "in-place": fills_in_place,
    },
}
RIGHT = {
    "3.4.4-1": {"loop": entry_by_entry, "float32": single_precision},
    "3.4.4-2": {"view": with_a_view, "letters": letter_by_letter},
    "3.4.4-3": {"vectorised": vectorised, "lists": in_lists},
    "3.4.4-4": {"weights": weighted_average, "loop": in_a_loop},
    "3.4.4-5": {"pandas": with_pandas, "scores": by_standard_scores},
}
EQUIVALENT = {}

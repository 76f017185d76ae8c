"""Wrong answers of chapter 2.1.2 that end in a general hint."""

import numpy as np


def transposed(hiddens, deltas):
    return deltas.T @ hiddens[:-1]


def negated(hiddens, deltas):
    return -hiddens[:-1].T @ deltas


def without_sum(hiddens, deltas):
    return hiddens[:-1, :, None] * deltas[:, None, :]


def norm_only(gradients, limit):
    return np.sqrt(sum(np.sum(g**2) for g in gradients))


def first_only(gradients, limit):
    return gradients[:1]


def squared_norm(gradients, limit):
    squared = sum(np.sum(g**2) for g in gradients)
    return [g * min(1.0, limit / max(squared, 1e-9)) for g in gradients]


def clipped_in_place(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    for gradient in gradients:
        if norm > limit:
            gradient *= limit / norm
    return gradients


def states_in_place(scores, hidden, cell, is_padding):
    new_cell, new_hidden = cell_first(scores, hidden, cell, is_padding)
    hidden[:], cell[:] = new_hidden, new_cell
    return hidden, cell


def start_set_to_zero(hiddens, deltas):
    gradient = hiddens[:-1].T @ deltas
    hiddens[0] = 0
    return gradient


def patients_used_up(patients, drawn):
    rows = np.concatenate([np.flatnonzero(patients == p) for p in drawn])
    patients[rows] = -1
    return rows


def cell_first(scores, hidden, cell, is_padding):
    i, f, g, o = np.split(scores, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    new = f * cell + i * np.tanh(g)
    stays = is_padding[:, None]
    out = np.where(stays, hidden, o * np.tanh(new))
    return np.where(stays, cell, new), out


def one_state(scores, hidden, cell, is_padding):
    return cell


def in_place(counts, ignored):
    for true, chosen in ignored:
        counts[true, chosen] = 0
    called = counts.sum(axis=0)
    right = np.diag(counts)
    return np.where(called > 0, right / np.maximum(called, 1), np.nan)


def mean_of_classes(counts, ignored):
    return np.diag(counts).sum() / np.sum(counts)


def mask(patients, drawn):
    return np.isin(patients, drawn)


def without_the_last(patients, drawn):
    rows = [np.flatnonzero(patients == one) for one in drawn[:-1]]
    return np.concatenate(rows)


WRONG = {
    "2.1.2-1": {
        "transposed": transposed,
        "negated": negated,
        "shape": without_sum,
        "in-place": start_set_to_zero,
    },
    "2.1.2-2": {
        "parts": norm_only,
        "values": squared_norm,
        "in-place": clipped_in_place,
    },
    "2.1.2-3": {
        "swapped": cell_first,
        "parts": one_state,
        "in-place": states_in_place,
    },
    "2.1.2-4": {"in-place": in_place, "shape": mean_of_classes},
    "2.1.2-5": {
        "mask": mask,
        "shape": without_the_last,
        "in-place": patients_used_up,
    },
}
EQUIVALENT = {
    "2.1.2-3": {"line 4: minus left out": "axis 1 is the last of two"},
    "2.1.2-5": {"reversed": "the order does not matter"},
}

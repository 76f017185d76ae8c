"""Plausible wrong answers for chapter 2.1.2, each by the hint it earns."""

import numpy as np


def pairs_same_steps(hiddens, deltas):
    return hiddens[1:].T @ deltas


def transposed(hiddens, deltas):
    return deltas.T @ hiddens[:-1]


def last_step_only(hiddens, deltas):
    return np.outer(hiddens[-2], deltas[-1])


def clips_one_by_one(gradients, limit):
    return [g * min(1, limit / np.linalg.norm(g)) for g in gradients]


def clips_entries(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]


def stretches(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * limit / norm for g in gradients]


def returns_the_norm(gradients, limit):
    return np.sqrt(sum(np.sum(g**2) for g in gradients))


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forget_first(scores, cell):
    f, i, g, o = np.split(scores, 4, axis=-1)
    cell = _sigmoid(f) * cell + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(cell), cell


def output_third(scores, cell):
    i, f, o, g = np.split(scores, 4, axis=-1)
    cell = _sigmoid(f) * cell + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(cell), cell


def candidate_as_gate(scores, cell):
    i, f, g, o = np.split(_sigmoid(scores), 4, axis=-1)
    cell = f * cell + i * g
    return o * np.tanh(cell), cell


def unsquashed(scores, cell):
    i, f, g, o = np.split(scores, 4, axis=-1)
    cell = _sigmoid(f) * cell + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * cell, cell


def after_padding(states, lengths):
    return states[:, -1]


def one_too_early(states, lengths):
    return states[np.arange(len(states)), lengths - 2]


def every_pair(states, lengths):
    return states[:, lengths - 1]


def other_beats(patients, test):
    return np.setdiff1d(np.arange(len(patients)), test)


def tested_patients(patients, test):
    return np.flatnonzero(np.isin(patients, patients[test]))


def names_of_patients(patients, test):
    return np.setdiff1d(patients, patients[test])


WRONG = {
    "2.1.2-1": {
        "same-step": pairs_same_steps,
        "transposed": transposed,
        "last-step": last_step_only,
    },
    "2.1.2-2": {
        "one-by-one": clips_one_by_one,
        "entries": clips_entries,
        "stretched": stretches,
        "list": returns_the_norm,
    },
    "2.1.2-3": {
        "forget-first": forget_first,
        "torch-order": output_third,
        "candidate-gated": candidate_as_gate,
        "no-tanh": unsquashed,
    },
    "2.1.2-4": {
        "padding": after_padding,
        "too-early": one_too_early,
        "all-pairs": every_pair,
    },
    "2.1.2-5": {
        "beats": other_beats,
        "inverted": tested_patients,
        "names": names_of_patients,
    },
}

"""Checks for chapter 2.1.2: recurrent networks, and beats of strangers."""

import numpy as np

from medkeras.exercises.assertions import expect_close, same
from medkeras.exercises.checking import Wrong, exercise
from medkeras.exercises.problems import answer_to


def _states_and_gradients(rng, place):
    steps, units = (5, 2, 7)[place], (3, 4, 2)[place]
    return rng.normal(size=(steps + 1, units)), rng.normal(size=(steps, units))


@answer_to(
    "2.1.2-1",
    title="The gradient of the recurrent kernel",
    objective="write a recurrent network and its back-propagation through time",
    problems=_states_and_gradients,
    what="the gradient of U",
)
def recurrent_gradient(hiddens, deltas):
    """Sum the outer products of each state with the next gradient."""
    return np.einsum("ti,tj->ij", hiddens[:-1], deltas)


@recurrent_gradient.mistake(
    "same-step",
    "each gradient was paired with the state of its own step.",
    "Which state did U multiply at step t?",
    "U multiplies h_{t-1}: pair hiddens[:-1] with deltas.",
)
def _same_step(hiddens, deltas):
    return hiddens[1:].T @ deltas


@recurrent_gradient.mistake(
    "last-step",
    "only the last step was counted.",
    "U is the same at every step, so every step adds to it.",
    "Sum the outer products over all steps: a matrix product does it.",
)
def _last_step(hiddens, deltas):
    return np.outer(hiddens[-2], deltas[-1])


@recurrent_gradient.mistake(
    "mean",
    "the steps were averaged.",
    "U is used once a step: what does each use add to the gradient?",
    "Sum over the steps, do not divide by their number.",
)
def _mean_over_steps(hiddens, deltas):
    return hiddens[:-1].T @ deltas / len(deltas)


def _gradients_and_limit(rng, place):
    shapes = [(2,), (2, 3)], [(4, 2), (3,), (1,)], [(3,), (2, 2)]
    gradients = [5 * rng.normal(size=shape) for shape in shapes[place]]
    # The last list is shorter than its limit and has to stay as it is.
    return gradients, (3.0, 0.5, 1000.0)[place]


@answer_to(
    "2.1.2-2",
    title="Clip by the global norm",
    objective="measure how far back a gradient reaches, and clip one that "
    "explodes",
    problems=_gradients_and_limit,
    what="the clipped gradients",
)
def clip_by_global_norm(gradients, limit):
    """Scale all arrays together so that their joint norm is at most `limit`."""
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    return [g / max(1.0, norm / limit) for g in gradients]


@clip_by_global_norm.mistake(
    "one-by-one",
    "each array was shortened by its own norm: the direction changes.",
    "Global means: one norm for all arrays together.",
    "norm = sqrt(sum of the squares of all entries of all arrays).",
)
def _one_by_one(gradients, limit):
    return [g / max(1.0, np.linalg.norm(g) / limit) for g in gradients]


@clip_by_global_norm.mistake(
    "entries",
    "each entry was cut at the limit.",
    "Clipping by the norm multiplies, it does not cut.",
    "Multiply every array by limit / norm.",
)
def _entries(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]


@clip_by_global_norm.mistake(
    "stretched",
    "gradients that were short enough have changed.",
    "Clipping makes long gradients shorter. What of short ones?",
    "factor = min(1.0, limit / norm).",
)
def _stretched(gradients, limit):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    return [g * limit / norm for g in gradients]


@exercise(
    "2.1.2-3",
    title="One step of an LSTM",
    objective="say what the gates of an LSTM keep, and prove it with numbers",
)
def lstm_step(answer):
    """Give scores and a cell; expect hidden state and cell."""
    draw = np.random.default_rng(0)
    scores, cell = draw.normal(size=(2, 12)), draw.normal(size=(2, 3))
    result = answer(scores.copy(), cell.copy())
    if not isinstance(result, tuple) or len(result) != 2:
        raise Wrong(
            "pair",
            "expected a pair (hidden, cell).",
            "Two states are carried on.",
            "return o * np.tanh(cell), cell",
        )
    hidden, new = result
    for key, order, squash, *hints in _LSTM_MISTAKES:
        wrong = _step(scores, cell, order, squash)
        if same(hidden, wrong[0]) and same(new, wrong[1]):
            raise Wrong(key, *hints)
    right_hidden, right_cell = _step(scores, cell)
    expect_close(new, right_cell, "the cell")
    if same(hidden, _sigmoid(scores[:, 9:]) * right_cell):
        raise Wrong(
            "no-tanh",
            "the hidden state lets the cell out unsquashed.",
            "Compare with the last equation of section 4.",
            "h = o * np.tanh(cell).",
        )
    expect_close(hidden, right_hidden, "the hidden state")


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def _step(scores, cell, order=(0, 1, 2, 3), squash=np.tanh):
    blocks = np.split(scores, 4, axis=-1)
    i, f, g, o = (blocks[place] for place in order)
    new = _sigmoid(f) * cell + _sigmoid(i) * squash(g)
    return _sigmoid(o) * np.tanh(new), new


_LSTM_MISTAKES = [
    (
        "forget-first",
        (1, 0, 2, 3),
        np.tanh,
        "the input gate and the forget gate have changed places.",
        "Which block comes first in Keras?",
        "The order is input, forget, candidate, output.",
    ),
    (
        "torch-order",
        (0, 1, 3, 2),
        np.tanh,
        "the candidate and the output gate have changed places.",
        "The third block is the one that gets a tanh.",
        "i, f, g, o = np.split(scores, 4, axis=-1).",
    ),
    (
        "candidate-gated",
        (0, 1, 2, 3),
        _sigmoid,
        "the candidate went through the logistic function.",
        "What is written into the cell may be negative.",
        "Use np.tanh(g) for the candidate.",
    ),
]


@exercise(
    "2.1.2-4",
    title="The last state that was no padding",
    objective="read sequences of unequal length without reading the padding",
)
def last_states(answer):
    """Give states of three sequences; expect each at its own length."""
    states = np.random.default_rng(0).normal(size=(3, 5, 2))
    lengths = np.array([5, 1, 3])
    result = answer(states.copy(), lengths.copy())
    if same(result, states[:, -1]):
        raise Wrong(
            "padding",
            "the states after the padding were returned.",
            "Where does a sequence of length 3 end?",
            "Each row needs its own step: index with two arrays.",
        )
    if same(result, states[np.arange(3), np.array([4, 0, 2]) - 1]):
        raise Wrong(
            "too-early",
            "the states are one step too early.",
            "The first step has the number 0: what has the last?",
            "states[np.arange(len(states)), lengths - 1].",
        )
    if same(result, states[:, lengths - 1]):
        raise Wrong(
            "all-pairs",
            "every sequence was read at every length.",
            "A slice and an array give all combinations.",
            "Use np.arange(len(states)) in the first place.",
        )
    expect_close(result, states[np.arange(3), lengths - 1], "the last states")


@exercise(
    "2.1.2-5",
    title="Rows to train on",
    objective="judge a heartbeat classifier on people it has never seen",
)
def training_rows(answer):
    """Give beats of four patients; expect those of untested patients."""
    patients = np.array([7, 7, 5, 5, 9, 9, 3, 7])
    test = np.array([0, 4])
    result = np.sort(np.asarray(answer(patients.copy(), test.copy())))
    if same(result, np.setdiff1d(np.arange(8), test)):
        raise Wrong(
            "beats",
            "other beats of the tested patients are left for training.",
            "A patient must not be on both sides. Who is in the test?",
            "Leave out every row whose patient is in patients[test].",
        )
    if same(result, np.array([0, 1, 4, 5, 7])):
        raise Wrong(
            "inverted",
            "these are all beats of the tested patients.",
            "Training needs the others.",
            "Negate the mask: ~np.isin(patients, patients[test]).",
        )
    if same(result, np.array([3, 5])):
        raise Wrong(
            "names",
            "patients were returned where row numbers were asked for.",
            "The caller will index the beats with your answer.",
            "np.flatnonzero turns a mask into row numbers.",
        )
    expect_close(result, np.array([2, 3, 6]), "the training rows")

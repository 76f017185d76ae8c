"""Checks for chapter 2.1.2, exercises 1 to 3: recurrent networks."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between


def _states_and_gradients(rng, place):
    steps, units = (5, 2, 7)[place], (3, 4, 2)[place]
    return rng.normal(size=(steps + 1, units)), rng.normal(size=(steps, units))


@answer_to(
    "2.1.2-1",
    title="The gradient of the recurrent kernel",
    objective="write a recurrent network and its back-propagation through time",
    problems=_states_and_gradients,
    points=2,
    what="the gradient of U",
    pure=True,
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
    shapes = [(2,), (2, 3)], [(4, 2), (3,), (1,)], [(3,), (2, 2)], [(2,)]
    gradients = [rng.normal(size=shape) for shape in shapes[place]]
    # In turn: long, long and below 1, short enough, nothing at all.
    scale = (5.0, 0.1, 1.0, 0.0)[place]
    limit = (3.0, 0.02, 1000.0, 0.0)[place]
    return [scale * gradient for gradient in gradients], limit


@answer_to(
    "2.1.2-2",
    title="Clip by the global norm",
    objective="measure how far back a gradient reaches, and clip one that "
    "explodes",
    problems=_gradients_and_limit,
    num_problems=4,
    points=2,
    what="the clipped gradients",
    pure=True,
)
def clip_by_global_norm(gradients, limit):
    """Scale all arrays together so that their joint norm is at most `limit`."""
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    return [g if norm <= limit else g * limit / norm for g in gradients]


@clip_by_global_norm.mistake(
    "one-by-one",
    "each array was shortened by its own norm: the direction changes.",
    "Global means: one norm for all arrays together.",
    "norm = sqrt(sum of the squares of all entries of all arrays).",
)
def _one_by_one(gradients, limit):
    norms = [np.linalg.norm(g) for g in gradients]
    return [
        g * (limit / norm if norm > limit else 1.0)
        for g, norm in zip(gradients, norms, strict=True)
    ]


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
    return [g * limit / max(norm, 1e-12) for g in gradients]


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def _scores_and_states(rng, place):
    batch, units = (3, 5, 4)[place], (2, 3, 4)[place]
    padding = np.arange(batch) % 2 == place % 2
    return (
        rng.normal(size=(batch, 4 * units)),
        rng.normal(size=(batch, units)),
        rng.normal(size=(batch, units)),
        padding,
    )


def _step(scores, hidden, cell, padding, order="ifgo", squash=np.tanh):
    """A masked step with the blocks in some order."""
    blocks = dict(zip(order, np.split(scores, 4, axis=-1), strict=True))
    i, f, o = (_sigmoid(blocks[gate]) for gate in "ifo")
    new = f * cell + i * squash(blocks["g"])
    stays = padding[:, None]
    return np.where(stays, hidden, o * np.tanh(new)), np.where(stays, cell, new)


def _remembering(bias, scores, hidden, cell, padding):
    """A forget gate that is open at first."""
    scores, units = scores.copy(), scores.shape[1] // 4
    scores[:, units : 2 * units] += bias
    return scores, hidden, cell, padding


@answer_to(
    "2.1.2-3",
    title="A masked step of an LSTM",
    objective="read sequences of unequal length without reading the padding",
    problems=_scores_and_states,
    what=("the hidden state", "the cell"),
    pure=True,
    points=3,
    stated=Stated(
        "bias",
        "0",
        between("0.2", "3.0"),
        (
            ("$i, f, g, o$.", "$i, f, g, o$; add {} to those of $f$."),
            (
                "np.split(scores, 4, axis=-1)",
                "np.split(scores, 4, axis=-1)\n    f = f + {}",
            ),
        ),
        given=_remembering,
    ),
)
def masked_lstm_step(scores, hidden, cell, padding):
    """One step where there is no padding, both states kept where there is."""
    return _step(scores, hidden, cell, padding)


@masked_lstm_step.mistake(
    "unmasked",
    "the padding was read: states changed where they should stay.",
    "What does the last argument say of each sequence?",
    "np.where(is_padding[:, None], old, new), for both states.",
)
def _unmasked(scores, hidden, cell, padding):
    return _step(scores, hidden, cell, np.zeros_like(padding))


@masked_lstm_step.mistake(
    "mask-inverted",
    "the states stay where there is no padding and change where there is.",
    "Is it True or False where a step is padding?",
    "np.where(is_padding[:, None], old, new): the old state first.",
)
def _mask_inverted(scores, hidden, cell, padding):
    return _step(scores, hidden, cell, ~padding)


@masked_lstm_step.mistake(
    "cell-only",
    "the cell stays at padding, the hidden state does not.",
    "Two states are carried on. Which of them does the next step read?",
    "Apply np.where to the hidden state as well.",
)
def _cell_only(scores, hidden, cell, padding):
    _, kept = _step(scores, hidden, cell, padding)
    new, _ = _step(scores, hidden, cell, np.zeros_like(padding))
    return new, kept


@masked_lstm_step.mistake(
    "zeroed",
    "at padding the states were set to 0.",
    "A masked step must not be noticed by the next one.",
    "Keep the old states where is_padding is True.",
)
def _zeroed(scores, hidden, cell, padding):
    return _step(
        scores, 0 * hidden, np.where(padding[:, None], 0, cell), padding
    )


@masked_lstm_step.mistake(
    "forget-first",
    "the input gate and the forget gate have changed places.",
    "Which block comes first in Keras?",
    "The order is input, forget, candidate, output.",
)
def _forget_first(scores, hidden, cell, padding):
    return _step(scores, hidden, cell, padding, order="figo")


@masked_lstm_step.mistake(
    "torch-order",
    "the candidate and the output gate have changed places.",
    "The third block is the one that gets a tanh.",
    "i, f, g, o = np.split(scores, 4, axis=-1).",
)
def _torch_order(scores, hidden, cell, padding):
    return _step(scores, hidden, cell, padding, order="ifog")


@masked_lstm_step.mistake(
    "candidate-gated",
    "the candidate went through the logistic function.",
    "What is written into the cell may be negative.",
    "Use np.tanh(g) for the candidate.",
)
def _candidate_gated(scores, hidden, cell, padding):
    return _step(scores, hidden, cell, padding, squash=_sigmoid)


@masked_lstm_step.mistake(
    "no-tanh",
    "the hidden state lets the cell out unsquashed.",
    "Compare with the last equation of the LSTM in section 4.",
    "h = o * np.tanh(cell).",
)
def _no_tanh(scores, hidden, cell, padding):
    _, new = _step(scores, hidden, cell, padding)
    o = _sigmoid(np.split(scores, 4, axis=-1)[3])
    return np.where(padding[:, None], hidden, o * new), new


@masked_lstm_step.mistake(
    "old-cell",
    "the hidden state was made from the cell before the step.",
    "The last equation of the LSTM has the index t on its c.",
    "Compute the new cell first, then o * np.tanh(new cell).",
)
def _old_cell(scores, hidden, cell, padding):
    _, new = _step(scores, hidden, cell, padding)
    o = _sigmoid(np.split(scores, 4, axis=-1)[3])
    return np.where(padding[:, None], hidden, o * np.tanh(cell)), new

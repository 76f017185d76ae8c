"""Checks for chapter 2.1.2: recurrent networks, and beats of patients."""

import numpy as np

from medkeras.exercises.problems import answer_to


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


@answer_to(
    "2.1.2-3",
    title="A masked step of an LSTM",
    objective="read sequences of unequal length without reading the padding",
    problems=_scores_and_states,
    what=("the hidden state", "the cell"),
    pure=True,
    points=3,
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


def _counts_and_pairs(rng, place):
    classes = (5, 3, 4)[place]
    counts = rng.integers(1, 50, size=(classes, classes))
    ignored = ([(3, 2), (4, 2), (4, 1)], [(2, 0)], [(0, 3), (1, 3)])[place]
    if place == 1:
        counts[:, 1] = 0  # nothing is called 1
    if place == 2:
        counts[:, 3] = (6, 7, 0, 0)  # nothing is left for 3
        counts[:, 0] = (1, 0, 0, 0)  # a single one is called 0
    return counts, ignored


def _ratio(part, whole):
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def _held(counts, ignored):
    held = np.array(counts, float)
    for pair in ignored:
        held[tuple(pair)] = 0
    return held


@answer_to(
    "2.1.2-4",
    title="Positive predictivity, as EC57 counts",
    objective="judge a heartbeat classifier on patients it has never seen",
    problems=_counts_and_pairs,
    what="the positive predictivity",
    points=2,
    pure=True,
)
def predictivity(counts, ignored):
    """Diagonal by column sums, without the ignored pairs."""
    held = _held(counts, ignored)
    return _ratio(np.diag(held), held.sum(axis=0))


@predictivity.mistake(
    "strict",
    "the ignored pairs are still held against the class that was chosen.",
    "Which entries of the matrix should not count at all?",
    "Set counts[true, chosen] to 0 for each ignored pair, on a copy.",
)
def _strict(counts, ignored):
    return predictivity(counts, [])


@predictivity.mistake(
    "sensitivity",
    "this is the sensitivity: the share of the true class that was found.",
    "Predictivity asks of those that were CALLED so. Rows are the truth.",
    "Divide the diagonal by the sums of the columns (axis=0).",
)
def _sensitivity(counts, ignored):
    held = _held(counts, ignored)
    return _ratio(np.diag(held), held.sum(axis=1))


@predictivity.mistake(
    "called-right",
    "the ignored pairs were counted as right answers.",
    "An F beat called V is no V beat. It is left out, not forgiven.",
    "Take the pair out of the column's sum; do not add it to the diagonal.",
)
def _called_right(counts, ignored):
    held = _held(counts, ignored)
    total = np.asarray(counts).sum(axis=0)
    return _ratio(np.diag(held) + total - held.sum(axis=0), total)


@predictivity.mistake(
    "pair-turned",
    "the pairs were read as (class chosen, true class).",
    "The first of a pair is the truth, the row.",
    "counts[true, chosen] = 0 on a copy.",
)
def _pair_turned(counts, ignored):
    return predictivity(counts, [pair[::-1] for pair in ignored])


@predictivity.mistake(
    "zero-for-nan",
    "a class that nothing was called has 0 in place of NaN.",
    "0 of 0 is not 0: there is nothing to judge.",
    "Begin with np.full(classes, np.nan) and fill where the sum is positive.",
)
def _zero_for_nan(counts, ignored):
    return np.nan_to_num(predictivity(counts, ignored))


def _patients_and_drawn(rng, place):
    patients = (
        np.array([7, 7, 5, 9, 9, 9, 5, 3]),
        np.repeat([201, 106, 103], [3, 1, 2]),
        rng.permutation(np.repeat([4, 8, 6, 2], [2, 5, 3, 1])),
    )[place]
    drawn = ([5, 9, 5, 3], [103, 103, 103], [8, 2, 2, 4])[place]
    return patients, np.array(drawn)


@answer_to(
    "2.1.2-5",
    title="The beats of drawn patients",
    objective="judge a heartbeat classifier on patients it has never seen",
    problems=_patients_and_drawn,
    what="the row numbers",
    pure=True,
    points=2,
    in_any_order=True,
)
def rows_of_drawn(patients, drawn):
    """All rows of each drawn patient, as often as the patient was drawn."""
    times = (patients[:, None] == drawn).sum(axis=1)
    return np.repeat(np.arange(len(patients)), times)


@rows_of_drawn.mistake(
    "once",
    "a patient drawn twice is there once.",
    "A draw is with replacement: what should a second draw change?",
    "Go through `drawn` and add the patient's rows each time.",
)
def _once(patients, drawn):
    return np.flatnonzero(np.isin(patients, drawn))


@rows_of_drawn.mistake(
    "beats-drawn",
    "each drawn patient has one beat only.",
    "The patient is drawn with ALL beats: they belong together.",
    "np.flatnonzero(patients == patient) gives them.",
)
def _beats_drawn(patients, drawn):
    return np.array([np.flatnonzero(patients == one)[0] for one in drawn])


@rows_of_drawn.mistake(
    "names",
    "patients were returned where row numbers were asked for.",
    "The caller will index the beats with your answer.",
    "np.flatnonzero turns a mask into row numbers.",
)
def _names(patients, drawn):
    return patients[rows_of_drawn(patients, drawn)]


@rows_of_drawn.mistake(
    "not-drawn",
    "these are the beats of the patients who were not drawn.",
    "Which patients does the draw keep?",
    "Compare with ==, patient by patient of `drawn`.",
)
def _not_drawn(patients, drawn):
    return np.flatnonzero(~np.isin(patients, drawn))

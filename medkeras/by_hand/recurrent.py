"""Elman network and LSTM over a sequence, with back-propagation in time.

Truncated back-propagation cuts the sequence into pieces of `truncation`
steps: the state runs on from piece to piece, the gradient does not.

A mask, (batch, steps), true where a step counts, makes the other steps keep
the state as it is: h_t = h_{t-1}, c_t = c_{t-1}. The gradient passes them
unchanged. Keras does the same, but shows zeros as its output until the first
step that counts; here the output is the state.
"""

import numpy as np

from medkeras.by_hand.dense import sigmoid
from medkeras.by_hand.recurrent_weights import (
    RecurrentWeights,
    checked_input,
    checked_mask,
    checked_state,
    checked_upstream,
)
from medkeras.utils.errors import UsageError


def elman(
    sequence: np.ndarray,
    weights: RecurrentWeights,
    initial_state: np.ndarray | None = None,
    mask: np.ndarray | None = None,
    activation: str = "tanh",
) -> tuple[np.ndarray, dict]:
    """Read a sequence: h_t = tanh(x_t W + h_{t-1} U + b).

    Args:
        sequence: x, (batch, steps, features).
        weights: a `RecurrentWeights`.
        initial_state: h_0, (batch, units); None for zeros.
        mask: (batch, steps), true where a step counts; None for all.
        activation: "tanh", or "linear" to leave it out.

    Returns:
        h at every step, (batch, steps, units), and what `elman_gradients`
        needs.

    Raises:
        UsageError: shapes that do not fit, an unknown activation, NaN, or
            text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import recurrent
        >>> shapes = [(2, 3), (3, 3), (3,)]
        >>> weights = recurrent.RecurrentWeights(*map(np.zeros, shapes))
        >>> recurrent.elman(np.ones((1, 4, 2)), weights)[0].shape
        (1, 4, 3)

    Reference: Elman 1990, "Finding structure in time", Cognitive Science 14,
        doi:10.1207/s15516709cog1402_1.
    Chapter: 2.1.2
    """
    if activation not in ("tanh", "linear"):
        raise UsageError(
            f'`activation` must be "tanh" or "linear". Received: {activation!r}'
        )
    sequence, weights = checked_input(sequence, weights, gates=1)
    hidden = checked_state("initial_state", initial_state, sequence, weights)
    mask = checked_mask(mask, sequence)
    inputs = sequence @ weights.kernel + weights.bias  # (batch, steps, units)
    hiddens = [hidden]
    for step in range(sequence.shape[1]):
        new = inputs[:, step] + hiddens[-1] @ weights.recurrent_kernel
        new = np.tanh(new) if activation == "tanh" else new
        hiddens.append(np.where(mask[:, step], new, hiddens[-1]))
    hiddens = np.stack(hiddens, axis=1)  # (batch, 1 + steps, units)
    cache = dict(sequence=sequence, weights=weights, hidden_states=hiddens)
    return hiddens[:, 1:], cache | dict(mask=mask, activation=activation)


def elman_gradients(
    cache: dict, upstream: np.ndarray, truncation: int | None = None
) -> dict[str, np.ndarray]:
    """Carry a gradient back through time.

    Args:
        cache: second value of `elman`.
        upstream: (batch, steps, units), gradient of the loss for every h_t
            on its direct way; zero where the loss does not read it.
        truncation: steps in a piece; None for the whole sequence.

    Returns:
        Gradients by name: `kernel`, `recurrent_kernel`, `bias`, `sequence`,
        `initial_state`, and `hidden_states`: all that reaches h_t, shaped
        like `upstream`.

    Raises:
        UsageError: `truncation` below 1, or `upstream` of another shape,
            with NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import recurrent
        >>> shapes = [(2, 3), (3, 3), (3,)]
        >>> weights = recurrent.RecurrentWeights(*map(np.zeros, shapes))
        >>> hiddens, cache = recurrent.elman(np.ones((1, 4, 2)), weights)
        >>> recurrent.elman_gradients(cache, np.ones_like(hiddens))["bias"]
        array([4., 4., 4.])

    Chapter: 2.1.2
    """
    hiddens = cache["hidden_states"][:, 1:]
    upstream = checked_upstream(hiddens, upstream, truncation)
    back, reached = np.zeros_like(hiddens), np.zeros_like(hiddens)
    later = np.zeros_like(hiddens[:, 0])
    for step in reversed(range(hiddens.shape[1])):
        if truncation and (step + 1) % truncation == 0:
            later = np.zeros_like(later)
        reached[:, step] = upstream[:, step] + later
        slope = (
            1 - hiddens[:, step] ** 2 if cache["activation"] == "tanh" else 1
        )
        count = cache["mask"][:, step]
        back[:, step] = np.where(count, reached[:, step] * slope, 0)
        before = back[:, step] @ cache["weights"].recurrent_kernel.T
        later = np.where(count, before, reached[:, step])
    return _weight_gradients(cache, back) | dict(
        initial_state=later, hidden_states=reached
    )


def lstm(
    sequence: np.ndarray,
    weights: RecurrentWeights,
    initial_state: tuple[np.ndarray, np.ndarray] | None = None,
    mask: np.ndarray | None = None,
) -> tuple[np.ndarray, dict]:
    """Read a sequence with an LSTM.

        i, f, o = σ(x_t W + h_{t-1} U + b), each with its own columns
        g = tanh(x_t W_c + h_{t-1} U_c + b_c)
        c_t = f ∘ c_{t-1} + i ∘ g
        h_t = o ∘ tanh(c_t)

    Args:
        sequence: x, (batch, steps, features).
        weights: a `RecurrentWeights`.
        initial_state: h_0 and c_0, each (batch, units); None for zeros.
        mask: as in `elman`.

    Returns:
        h at every step, (batch, steps, units), and what `lstm_gradients`
        needs; in it `cell_states`, c from c_0 on, (batch, 1 + steps, units).

    Raises:
        UsageError: shapes that do not fit, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import recurrent
        >>> shapes = [(2, 12), (3, 12), (12,)]
        >>> weights = recurrent.RecurrentWeights(*map(np.zeros, shapes))
        >>> recurrent.lstm(np.ones((1, 4, 2)), weights)[0].shape
        (1, 4, 3)

    Reference: Gers et al. 2000, "Learning to forget: continual prediction
        with LSTM", Neural Computation 12, doi:10.1162/089976600300015015.
    Chapter: 2.1.2
    """
    sequence, weights = checked_input(sequence, weights, gates=4)
    hidden, cell = (
        checked_state("initial_state", state, sequence, weights)
        for state in (initial_state or (None, None))
    )
    mask = checked_mask(mask, sequence)
    inputs = sequence @ weights.kernel + weights.bias  # (batch, steps, 4 units)
    hiddens, cells, gates = [hidden], [cell], []
    for step in range(sequence.shape[1]):
        scores = inputs[:, step] + hiddens[-1] @ weights.recurrent_kernel
        to_i, to_f, to_g, to_o = np.split(scores, 4, axis=-1)
        i, f, o = (sigmoid(score)[0] for score in (to_i, to_f, to_o))
        g, count = np.tanh(to_g), mask[:, step]
        cells.append(np.where(count, f * cells[-1] + i * g, cells[-1]))
        hiddens.append(np.where(count, o * np.tanh(cells[-1]), hiddens[-1]))
        gates.append((i, f, g, o))
    hiddens, cells = np.stack(hiddens, axis=1), np.stack(cells, axis=1)
    cache = dict(sequence=sequence, weights=weights, hidden_states=hiddens)
    cache |= dict(cell_states=cells, gates=gates, mask=mask)
    return hiddens[:, 1:], cache


def lstm_gradients(
    cache: dict,
    upstream: np.ndarray,
    truncation: int | None = None,
    upstream_cells: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Carry a gradient back through time.

    Args:
        cache: second value of `lstm`.
        upstream: as in `elman_gradients`.
        truncation: as in `elman_gradients`.
        upstream_cells: the same for every c_t, if the loss reads them.

    Returns:
        As `elman_gradients`, with `initial_cell_state` and `cell_states`
        beside `initial_state` and `hidden_states`.

    Raises:
        UsageError: as `elman_gradients`.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import recurrent
        >>> shapes = [(2, 12), (3, 12), (12,)]
        >>> weights = recurrent.RecurrentWeights(*map(np.zeros, shapes))
        >>> hiddens, cache = recurrent.lstm(np.ones((1, 4, 2)), weights)
        >>> recurrent.lstm_gradients(cache, hiddens)["kernel"].shape
        (2, 12)

    Chapter: 2.1.2
    """
    hiddens = cache["hidden_states"][:, 1:]
    upstream = checked_upstream(hiddens, upstream, truncation)
    if upstream_cells is None:
        upstream_cells = np.zeros_like(upstream)
    upstream_cells = checked_upstream(hiddens, upstream_cells, truncation)
    parts = []
    later = later_cell = np.zeros_like(hiddens[:, 0])
    for step in reversed(range(hiddens.shape[1])):
        if truncation and (step + 1) % truncation == 0:
            later = later_cell = np.zeros_like(later)
        for_hidden = upstream[:, step] + later
        for_cell = upstream_cells[:, step] + later_cell
        scores, later, later_cell, total = _step_back(
            cache, step, for_hidden, for_cell
        )
        parts.append((scores, for_hidden, total))
    parts = zip(*parts[::-1], strict=True)
    back, reached, total = (np.stack(part, axis=1) for part in parts)
    ends = dict(initial_state=later, initial_cell_state=later_cell)
    named = dict(hidden_states=reached, cell_states=total)
    return _weight_gradients(cache, back) | ends | named


def _step_back(cache, step, for_hidden, for_cell):
    """Gradients for the four scores, for h and c before, and all of c's."""
    i, f, g, o = cache["gates"][step]
    count = cache["mask"][:, step]
    tanh_cell = np.tanh(cache["cell_states"][:, step + 1])
    through_h = for_hidden * o * (1 - tanh_cell**2)
    total = for_cell + np.where(count, through_h, 0)
    scores = [
        total * g * i * (1 - i),
        total * cache["cell_states"][:, step] * f * (1 - f),
        total * i * (1 - g**2),
        for_hidden * tanh_cell * o * (1 - o),
    ]
    scores = np.where(count, np.concatenate(scores, axis=-1), 0)
    before = scores @ cache["weights"].recurrent_kernel.T
    later = np.where(count, before, for_hidden)
    return scores, later, np.where(count, total * f, total), total


def _weight_gradients(cache, back):
    """From the gradient before the activations, at every step."""
    before = cache["hidden_states"][:, :-1]
    both = ([0, 1], [0, 1])  # summed over batch and steps
    return dict(
        kernel=np.tensordot(cache["sequence"], back, both),
        recurrent_kernel=np.tensordot(before, back, both),
        bias=back.sum(axis=(0, 1)),
        sequence=back @ cache["weights"].kernel.T,
    )

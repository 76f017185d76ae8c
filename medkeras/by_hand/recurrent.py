"""Elman network and LSTM over a sequence, with back-propagation in time.

Truncated back-propagation cuts the sequence into pieces of `truncation`
steps: the state runs on from piece to piece, the gradient does not.
"""

from typing import NamedTuple

import numpy as np

from medkeras.by_hand.dense import sigmoid
from medkeras.utils.errors import UsageError


class RecurrentWeights(NamedTuple):
    """Weights of a recurrent layer, laid out as in Keras.

    Attributes:
        kernel: W, (features, units); for the LSTM (features, 4 units):
            input, forget, candidate, output gate, side by side.
        recurrent_kernel: U, (units, units) or (units, 4 units).
        bias: b, (units,) or (4 units,).

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.recurrent import RecurrentWeights
        >>> RecurrentWeights(np.ones((2, 1)), np.ones((1, 1)), np.zeros(1)).bias
        array([0.])

    Chapter: 2.1.2
    """

    kernel: np.ndarray
    recurrent_kernel: np.ndarray
    bias: np.ndarray


def elman(
    sequence: np.ndarray, weights: RecurrentWeights
) -> tuple[np.ndarray, dict]:
    """Read a sequence: h_t = tanh(x_t W + h_{t-1} U + b), from h = 0.

    Args:
        sequence: x, (batch, steps, features).
        weights: a `RecurrentWeights`.

    Returns:
        h at every step, (batch, steps, units), and what `elman_gradients`
        needs.

    Raises:
        UsageError: shapes that do not fit.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import recurrent
        >>> weights = recurrent.RecurrentWeights(
        ...     np.zeros((2, 3)), np.zeros((3, 3)), np.zeros(3))
        >>> recurrent.elman(np.ones((1, 4, 2)), weights)[0].shape
        (1, 4, 3)

    Reference: Elman 1990, "Finding structure in time", Cognitive Science 14,
        doi:10.1207/s15516709cog1402_1.
    Chapter: 2.1.2
    """
    _check(sequence, weights, gates=1)
    inputs = sequence @ weights.kernel + weights.bias  # (batch, steps, units)
    hiddens = [np.zeros_like(inputs[:, 0])]
    for step in range(sequence.shape[1]):
        before = hiddens[-1] @ weights.recurrent_kernel
        hiddens.append(np.tanh(inputs[:, step] + before))
    hiddens = np.stack(hiddens, axis=1)  # (batch, 1 + steps, units)
    seen = dict(sequence=sequence, weights=weights, hiddens=hiddens)
    return hiddens[:, 1:], seen


def elman_gradients(
    seen: dict, upstream: np.ndarray, truncation: int | None = None
) -> dict[str, np.ndarray]:
    """Carry a gradient back through time.

    Args:
        seen: second value of `elman`.
        upstream: (batch, steps, units), gradient of the loss for every h_t
            on its direct way; zero where the loss does not read it.
        truncation: steps in a piece; None for the whole sequence.

    Returns:
        Gradients by name: `kernel`, `recurrent_kernel`, `bias`, `sequence`.

    Raises:
        UsageError: `truncation` below 1, or `upstream` of another shape.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import recurrent
        >>> weights = recurrent.RecurrentWeights(
        ...     np.zeros((2, 3)), np.zeros((3, 3)), np.zeros(3))
        >>> hiddens, seen = recurrent.elman(np.ones((1, 4, 2)), weights)
        >>> recurrent.elman_gradients(seen, np.ones_like(hiddens))["bias"]
        array([4., 4., 4.])

    Chapter: 2.1.2
    """
    hiddens = seen["hiddens"][:, 1:]
    _check_back(hiddens, upstream, truncation)
    back = np.zeros_like(hiddens)
    later = np.zeros_like(hiddens[:, 0])
    for step in reversed(range(hiddens.shape[1])):
        if truncation and (step + 1) % truncation == 0:
            later = np.zeros_like(later)
        for_hidden = upstream[:, step] + later
        back[:, step] = for_hidden * (1 - hiddens[:, step] ** 2)
        later = back[:, step] @ seen["weights"].recurrent_kernel.T
    return _weight_gradients(seen, back)


def lstm(
    sequence: np.ndarray, weights: RecurrentWeights
) -> tuple[np.ndarray, dict]:
    """Read a sequence with an LSTM, from h = 0 and c = 0.

        i, f, o = σ(x_t W + h_{t-1} U + b), each with its own columns
        g = tanh(x_t W_c + h_{t-1} U_c + b_c)
        c_t = f ∘ c_{t-1} + i ∘ g
        h_t = o ∘ tanh(c_t)

    Args:
        sequence: x, (batch, steps, features).
        weights: a `RecurrentWeights`.

    Returns:
        h at every step, (batch, steps, units), and what `lstm_gradients`
        needs.

    Raises:
        UsageError: shapes that do not fit.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import recurrent
        >>> weights = recurrent.RecurrentWeights(
        ...     np.zeros((2, 12)), np.zeros((3, 12)), np.zeros(12))
        >>> recurrent.lstm(np.ones((1, 4, 2)), weights)[0].shape
        (1, 4, 3)

    Reference: Gers et al. 2000, "Learning to forget: continual prediction
        with LSTM", Neural Computation 12, doi:10.1162/089976600300015015.
    Chapter: 2.1.2
    """
    _check(sequence, weights, gates=4)
    inputs = sequence @ weights.kernel + weights.bias  # (batch, steps, 4 units)
    hiddens = [np.zeros_like(np.split(inputs[:, 0], 4, axis=-1)[0])]
    cells, gates = [hiddens[0]], []
    for step in range(sequence.shape[1]):
        scores = inputs[:, step] + hiddens[-1] @ weights.recurrent_kernel
        to_i, to_f, to_g, to_o = np.split(scores, 4, axis=-1)
        i, f, o = (sigmoid(score)[0] for score in (to_i, to_f, to_o))
        g = np.tanh(to_g)
        cells.append(f * cells[-1] + i * g)
        hiddens.append(o * np.tanh(cells[-1]))
        gates.append((i, f, g, o))
    hiddens = np.stack(hiddens, axis=1)  # (batch, 1 + steps, units)
    seen = dict(sequence=sequence, weights=weights, hiddens=hiddens)
    return hiddens[:, 1:], seen | dict(cells=cells, gates=gates)


def lstm_gradients(
    seen: dict, upstream: np.ndarray, truncation: int | None = None
) -> dict[str, np.ndarray]:
    """Carry a gradient back through time.

    Args:
        seen: second value of `lstm`.
        upstream: as in `elman_gradients`.
        truncation: as in `elman_gradients`.

    Returns:
        Gradients by name: `kernel`, `recurrent_kernel`, `bias`, `sequence`.

    Raises:
        UsageError: as `elman_gradients`.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import recurrent
        >>> weights = recurrent.RecurrentWeights(
        ...     np.zeros((2, 12)), np.zeros((3, 12)), np.zeros(12))
        >>> hiddens, seen = recurrent.lstm(np.ones((1, 4, 2)), weights)
        >>> recurrent.lstm_gradients(seen, hiddens)["kernel"].shape
        (2, 12)

    Chapter: 2.1.2
    """
    hiddens = seen["hiddens"][:, 1:]
    _check_back(hiddens, upstream, truncation)
    back = []
    later = later_cell = np.zeros_like(hiddens[:, 0])
    for step in reversed(range(hiddens.shape[1])):
        if truncation and (step + 1) % truncation == 0:
            later = later_cell = np.zeros_like(later)
        i, f, g, o = seen["gates"][step]
        tanh_cell = np.tanh(seen["cells"][step + 1])
        for_hidden = upstream[:, step] + later
        for_cell = later_cell + for_hidden * o * (1 - tanh_cell**2)
        to_i = for_cell * g * i * (1 - i)
        to_f = for_cell * seen["cells"][step] * f * (1 - f)
        to_g = for_cell * i * (1 - g**2)
        to_o = for_hidden * tanh_cell * o * (1 - o)
        back.append(np.concatenate([to_i, to_f, to_g, to_o], axis=-1))
        later = back[-1] @ seen["weights"].recurrent_kernel.T
        later_cell = for_cell * f
    return _weight_gradients(seen, np.stack(back[::-1], axis=1))


def _weight_gradients(seen, back):
    """From the gradient before the activations, at every step."""
    before = seen["hiddens"][:, :-1]
    both = ([0, 1], [0, 1])  # summed over batch and steps
    return dict(
        kernel=np.tensordot(seen["sequence"], back, both),
        recurrent_kernel=np.tensordot(before, back, both),
        bias=back.sum(axis=(0, 1)),
        sequence=back @ seen["weights"].kernel.T,
    )


def _check(sequence, weights, gates):
    units = len(weights.recurrent_kernel)
    wide = gates * units
    shapes = [np.shape(w) for w in weights]
    expected = [(sequence.shape[-1], wide), (units, wide), (wide,)]
    if sequence.ndim != 3 or sequence.shape[1] < 1 or shapes != expected:
        raise UsageError(
            "`sequence` must be (batch, steps, features) and the weights "
            f"{expected}. Received: {sequence.shape} and {shapes}"
        )


def _check_back(hiddens, upstream, truncation):
    if upstream.shape != hiddens.shape:
        raise UsageError(
            f"`upstream` must have the output's shape {hiddens.shape}. "
            f"Received: {upstream.shape}"
        )
    if truncation is not None and truncation < 1:
        raise UsageError(
            f"`truncation` must be 1 or more steps. Received: {truncation}"
        )

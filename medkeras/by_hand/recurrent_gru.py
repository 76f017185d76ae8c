"""Gated recurrent unit over a sequence, with back-propagation in time.

The form is Keras's own, `reset_after=True`: the reset gate works on what the
recurrent kernel has made of the state, not on the state itself. That is why
there are two biases, one inside the gate. Masks and truncation are those of
`recurrent`.
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


def gru(
    sequence: np.ndarray,
    weights: RecurrentWeights,
    initial_state: np.ndarray | None = None,
    mask: np.ndarray | None = None,
) -> tuple[np.ndarray, dict]:
    """Read a sequence with a GRU.

        z, r = σ(x_t W + b + h_{t-1} U + b'), each with its own columns
        g = tanh(x_t W_g + b_g + r ∘ (h_{t-1} U_g + b'_g))
        h_t = z ∘ h_{t-1} + (1 - z) ∘ g

    Args:
        sequence: x, (batch, steps, features).
        weights: a `RecurrentWeights`; b and b' are the rows of its bias.
        initial_state: h_0, (batch, units); None for zeros.
        mask: (batch, steps), true where a step counts; None for all.

    Returns:
        h at every step, (batch, steps, units), and what `gru_gradients`
        needs.

    Raises:
        UsageError: shapes that do not fit, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.recurrent_gru import gru
        >>> from medkeras.by_hand.recurrent_weights import RecurrentWeights
        >>> shapes = [(2, 9), (3, 9), (2, 9)]
        >>> weights = RecurrentWeights(*map(np.zeros, shapes))
        >>> gru(np.ones((1, 2, 2)), weights, initial_state=np.ones((1, 3)))[0]
        array([[[0.5 , 0.5 , 0.5 ],
                [0.25, 0.25, 0.25]]])

    Reference: Cho et al. 2014, "Learning phrase representations using RNN
        encoder-decoder", doi:10.48550/arXiv.1406.1078.
    Chapter: 2.1.2
    """
    sequence, weights = checked_input(sequence, weights, 3, num_biases=2)
    hidden = checked_state("initial_state", initial_state, sequence, weights)
    mask = checked_mask(mask, sequence)
    inputs = sequence @ weights.kernel + weights.bias[0]
    hiddens, gates = [hidden], []
    for step in range(sequence.shape[1]):
        before = hiddens[-1]
        inner = before @ weights.recurrent_kernel + weights.bias[1]
        x_z, x_r, x_g = np.split(inputs[:, step], 3, axis=-1)
        h_z, h_r, h_g = np.split(inner, 3, axis=-1)
        z, r = sigmoid(x_z + h_z)[0], sigmoid(x_r + h_r)[0]
        g = np.tanh(x_g + r * h_g)
        new = z * before + (1 - z) * g
        hiddens.append(np.where(mask[:, step], new, before))
        gates.append((z, r, g, h_g))
    hiddens = np.stack(hiddens, axis=1)  # (batch, 1 + steps, units)
    cache = dict(sequence=sequence, weights=weights, hidden_states=hiddens)
    return hiddens[:, 1:], cache | dict(gates=gates, mask=mask)


def gru_gradients(
    cache: dict, upstream: np.ndarray, truncation: int | None = None
) -> dict[str, np.ndarray]:
    """Carry a gradient back through time.

    Args:
        cache: second value of `gru`.
        upstream: (batch, steps, units), gradient of the loss for every h_t
            on its direct way; zero where the loss does not read it.
        truncation: steps in a piece; None for the whole sequence.

    Returns:
        As `recurrent.elman_gradients`.

    Raises:
        UsageError: `truncation` below 1, or `upstream` of another shape,
            with NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.recurrent_gru import gru, gru_gradients
        >>> from medkeras.by_hand.recurrent_weights import RecurrentWeights
        >>> shapes = [(2, 9), (3, 9), (2, 9)]
        >>> weights = RecurrentWeights(*map(np.zeros, shapes))
        >>> hiddens, cache = gru(np.ones((1, 4, 2)), weights)
        >>> gru_gradients(cache, np.ones_like(hiddens))["initial_state"]
        array([[0.9375, 0.9375, 0.9375]])

    Chapter: 2.1.2
    """
    hiddens = cache["hidden_states"][:, 1:]
    upstream = checked_upstream(hiddens, upstream, truncation)
    parts, later = [], np.zeros_like(hiddens[:, 0])
    for step in reversed(range(hiddens.shape[1])):
        if truncation and (step + 1) % truncation == 0:
            later = np.zeros_like(later)
        reached = upstream[:, step] + later
        outer, inner, later = _step_back(cache, step, reached)
        parts.append((outer, inner, reached))
    parts = zip(*parts[::-1], strict=True)
    outer, inner, reached = (np.stack(part, axis=1) for part in parts)
    before = cache["hidden_states"][:, :-1]
    both = ([0, 1], [0, 1])  # summed over batch and steps
    return dict(
        kernel=np.tensordot(cache["sequence"], outer, both),
        recurrent_kernel=np.tensordot(before, inner, both),
        bias=np.stack([outer.sum(axis=(0, 1)), inner.sum(axis=(0, 1))]),
        sequence=outer @ cache["weights"].kernel.T,
        initial_state=later,
        hidden_states=reached,
    )


def _step_back(cache, step, reached):
    """Gradients for x W + b, for h U + b', and for h before."""
    z, r, g, h_g = cache["gates"][step]
    before, count = cache["hidden_states"][:, step], cache["mask"][:, step]
    for_z = reached * (before - g) * z * (1 - z)
    for_g = reached * (1 - z) * (1 - g**2)
    for_r = for_g * h_g * r * (1 - r)
    outer, inner = (
        np.where(count, np.concatenate([for_z, for_r, last], axis=-1), 0)
        for last in (for_g, for_g * r)  # the reset gate stands in between
    )
    later = reached * z + inner @ cache["weights"].recurrent_kernel.T
    return outer, inner, np.where(count, later, reached)

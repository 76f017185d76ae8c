"""One step of a convolutional LSTM in NumPy, forward and backward.

The symbols are those of Shi et al. (2015): X a frame, H the hidden state, C
the cell; `*` is convolution, `∘` the product of matching entries. Kernels
are laid out as in Keras: input, forget, candidate, output gate, side by
side along the last axis.
"""

from typing import NamedTuple

import numpy as np

from medkeras.by_hand.conv2d import conv2d, conv2d_gradients
from medkeras.utils.arrays import float_array, float_arrays
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import unpacked


class ConvLSTMWeights(NamedTuple):
    """Weights of a Conv-LSTM cell with `filters` feature maps.

    Attributes:
        kernel: (rows, columns, channels, 4 filters), acts on the frame.
        recurrent_kernel: (rows, columns, filters, 4 filters), on H.
        bias: (4 filters,).
        peephole: (3, height, width, filters) or None; the W_c of the paper
            for input, forget and output gate. Keras has none.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.conv_lstm import ConvLSTMWeights
        >>> ConvLSTMWeights(np.ones((3, 3, 1, 8)), None, None).peephole

    Chapter: 3.2.1
    """

    kernel: np.ndarray
    recurrent_kernel: np.ndarray
    bias: np.ndarray
    peephole: np.ndarray | None = None


def conv_lstm_step(
    frame: np.ndarray,
    hidden: np.ndarray,
    cell: np.ndarray,
    weights: ConvLSTMWeights,
) -> tuple[np.ndarray, np.ndarray, dict]:
    """Read one frame: the next hidden state and the next cell.

        i = σ(W_xi * X + W_hi * H + W_ci ∘ C + b_i)
        f = σ(W_xf * X + W_hf * H + W_cf ∘ C + b_f)
        g = tanh(W_xc * X + W_hc * H + b_c)
        C' = f ∘ C + i ∘ g
        o = σ(W_xo * X + W_ho * H + W_co ∘ C' + b_o)
        H' = o ∘ tanh(C')

    Args:
        frame: X, (batch, height, width, channels).
        hidden: H, (batch, height, width, filters).
        cell: C, (batch, height, width, filters).
        weights: a `ConvLSTMWeights`.

    Returns:
        H', C' (shaped like H), and the intermediate values that
        `conv_lstm_step_gradients` needs.

    Raises:
        UsageError: shapes that do not fit, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import conv_lstm
        >>> weights = conv_lstm.ConvLSTMWeights(
        ...     np.zeros((3, 3, 1, 4)), np.zeros((3, 3, 1, 4)), np.zeros(4))
        >>> state = np.ones((1, 5, 5, 1))
        >>> _, cell, _ = conv_lstm.conv_lstm_step(state, state, state, weights)
        >>> float(cell[0, 0, 0, 0])  # the forget gate is half open
        0.5

    Reference: Shi et al. 2015, "Convolutional LSTM network: a machine
        learning approach for precipitation nowcasting", NeurIPS 28,
        doi:10.48550/arXiv.1506.04214.
    Chapter: 3.2.1
    """
    frame, hidden, cell = float_arrays(frame=frame, hidden=hidden, cell=cell)
    weights = _checked(frame, hidden, cell, weights)
    gates = (
        conv2d(frame, weights.kernel, padding="same")
        + conv2d(hidden, weights.recurrent_kernel, padding="same")
        + weights.bias
    )  # (batch, height, width, 4 filters)
    to_i, to_f, to_g, to_o = np.split(gates, 4, axis=-1)
    w_i, w_f, w_o = _peepholes(weights, hidden)
    i = _sigmoid(to_i + w_i * cell)
    f = _sigmoid(to_f + w_f * cell)
    g = np.tanh(to_g)
    next_cell = f * cell + i * g
    o = _sigmoid(to_o + w_o * next_cell)
    next_hidden = o * np.tanh(next_cell)
    cache = dict(frame=frame, hidden=hidden, cell=cell, weights=weights)
    cache |= dict(i=i, f=f, g=g, o=o, next_cell=next_cell)
    return next_hidden, next_cell, cache


def conv_lstm_step_gradients(
    cache: dict, for_hidden: np.ndarray, for_cell: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Carry a gradient back through one step.

    Args:
        cache: third value of `conv_lstm_step`.
        for_hidden: gradient of the loss for H', shaped like H'.
        for_cell: gradient that reaches C' from later steps; zero if None.

    Returns:
        Gradients by name: `kernel`, `recurrent_kernel`, `bias`, `frame`,
        `hidden`, `cell`, and `peephole` where the weights have one. With
        H = 0, as at the first step, `recurrent_kernel` is exactly zero: each
        of its entries is a sum of products with H.

    Raises:
        UsageError: a gradient that is not shaped like H', NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import conv_lstm
        >>> ones = np.ones((1, 5, 5, 1))
        >>> weights = conv_lstm.ConvLSTMWeights(
        ...     np.ones((3, 3, 1, 4)), np.ones((3, 3, 1, 4)), np.zeros(4))
        >>> _, _, cache = conv_lstm.conv_lstm_step(
        ...     ones, 0 * ones, 0 * ones, weights)
        >>> gradients = conv_lstm.conv_lstm_step_gradients(cache, ones)
        >>> bool(np.all(gradients["recurrent_kernel"] == 0))
        True

    Chapter: 3.2.1
    """
    cell, weights = cache["cell"], cache["weights"]
    names = ("i", "f", "g", "o", "next_cell")
    i, f, g, o, next_cell = (cache[name] for name in names)
    for_hidden = float_array("for_hidden", for_hidden, cell.shape, empty=True)
    w_i, w_f, w_o = _peepholes(weights, cache["hidden"])
    tanh_cell = np.tanh(next_cell)

    # H' = o ∘ tanh(C'): through the output gate, then into the cell.
    to_o = for_hidden * tanh_cell * o * (1 - o)
    for_next = for_hidden * o * (1 - tanh_cell**2) + to_o * w_o
    if for_cell is not None:
        for_cell = float_array("for_cell", for_cell, cell.shape, empty=True)
        for_next = for_next + for_cell
    # C' = f ∘ C + i ∘ g.
    to_i = for_next * g * i * (1 - i)
    to_f = for_next * cell * f * (1 - f)
    to_g = for_next * i * (1 - g**2)
    back = np.concatenate([to_i, to_f, to_g, to_o], axis=-1)

    frame, kernel = conv2d_gradients(
        cache["frame"], weights.kernel, back, padding="same"
    )
    hidden, recurrent_kernel = conv2d_gradients(
        cache["hidden"], weights.recurrent_kernel, back, padding="same"
    )
    gradients = dict(kernel=kernel, recurrent_kernel=recurrent_kernel)
    gradients |= dict(bias=back.sum(axis=(0, 1, 2)), frame=frame)
    gradients |= dict(
        hidden=hidden, cell=for_next * f + to_i * w_i + to_f * w_f
    )
    if weights.peephole is not None:
        parts = (to_i * cell, to_f * cell, to_o * next_cell)
        gradients["peephole"] = np.stack([part.sum(axis=0) for part in parts])
    return gradients


def _sigmoid(x):
    # tanh never overflows, where exp(-x) would.
    return 0.5 * (1 + np.tanh(0.5 * x))


def _peepholes(weights, hidden):
    if weights.peephole is None:
        return np.zeros((3, *hidden.shape[1:]))
    return weights.peephole


def _checked(frame, hidden, cell, weights):
    if hidden.shape != cell.shape or hidden.shape[:3] != frame.shape[:3]:
        raise UsageError(
            "`hidden` and `cell` must be (batch, height, width, filters) "
            f"with the frame's {frame.shape[:3]} in front. Received: "
            f"{hidden.shape} and {cell.shape}"
        )
    filters = hidden.shape[-1]
    shapes = {
        "kernel": ("rows", "columns", frame.shape[-1], 4 * filters),
        "recurrent_kernel": ("rows", "columns", filters, 4 * filters),
        "bias": (4 * filters,),
        "peephole": (3, *hidden.shape[1:]),
    }
    parts = unpacked("weights", weights, tuple(shapes))
    if parts[-1] is None:
        del shapes["peephole"]
    arrays = zip(shapes.items(), parts, strict=False)
    return ConvLSTMWeights(
        *(float_array(name, values, shape) for (name, shape), values in arrays)
    )

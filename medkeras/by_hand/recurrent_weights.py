"""The three arrays of a recurrent layer, in the order of Keras; checks."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.errors import UsageError


class RecurrentWeights(NamedTuple):
    """Weights of a recurrent layer, laid out as in Keras.

    Attributes:
        kernel: W, (features, units); for the LSTM (features, 4 units):
            input, forget, candidate, output gate, side by side; for the GRU
            (features, 3 units): update, reset gate, candidate.
        recurrent_kernel: U, (units, ...), as wide as the kernel.
        bias: b, as long as the kernel is wide; for the GRU two rows of that
            length, added to x W and to h U.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.recurrent_weights import RecurrentWeights
        >>> RecurrentWeights(np.ones((2, 1)), np.ones((1, 1)), np.zeros(1)).bias
        array([0.])

    Chapter: 2.1.2
    """

    kernel: np.ndarray
    recurrent_kernel: np.ndarray
    bias: np.ndarray


def checked_start(
    sequence: np.ndarray,
    weights: RecurrentWeights,
    gates: int,
    initial: np.ndarray | None,
    mask: np.ndarray | None,
    num_biases: int = 1,
) -> tuple[np.ndarray, np.ndarray]:
    """Check what a recurrent layer is given; the state to begin with.

    Args:
        sequence: x, (batch, steps, features).
        weights: of the layer.
        gates: blocks side by side in the kernel: 1, 3 or 4.
        initial: state before the first step, (batch, units); None for zeros.
        mask: (batch, steps), true where a step counts; None for all.
        num_biases: 2 for the GRU.

    Returns:
        The state, (batch, units), and which steps count, (batch, steps, 1).

    Raises:
        UsageError: shapes that do not fit.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import recurrent_weights
        >>> shapes = [(2, 3), (3, 3), (3,)]
        >>> weights = recurrent_weights.RecurrentWeights(*map(np.ones, shapes))
        >>> recurrent_weights.checked_start(
        ...     np.ones((1, 4, 2)), weights, 1, None, None)[0]
        array([[0., 0., 0.]])

    Chapter: 2.1.2
    """
    units = len(weights.recurrent_kernel)
    wide = gates * units
    shapes = [np.shape(w) for w in weights]
    bias = (wide,) if num_biases == 1 else (num_biases, wide)
    expected = [(sequence.shape[-1], wide), (units, wide), bias]
    if sequence.ndim != 3 or sequence.shape[1] < 1 or shapes != expected:
        raise UsageError(
            "`sequence` must be (batch, steps, features) and the weights "
            f"{expected}. Received: {sequence.shape} and {shapes}"
        )
    batch, steps, _ = sequence.shape
    zeros = np.zeros((batch, units), sequence.dtype)
    initial = zeros if initial is None else initial
    counts = np.ones((batch, steps), bool) if mask is None else np.asarray(mask)
    if initial.shape != (batch, units) or counts.shape != (batch, steps):
        raise UsageError(
            f"States must be {(batch, units)}, `mask` {(batch, steps)}. "
            f"Received: {initial.shape} and {counts.shape}"
        )
    return initial, counts[..., None].astype(bool)


def check_upstream(
    hiddens: np.ndarray, upstream: np.ndarray, truncation: int | None
) -> None:
    """Check a gradient that is to go back through time.

    Args:
        hiddens: output of the layer, (batch, steps, units).
        upstream: its gradient, of the same shape.
        truncation: steps in a piece; None for the whole sequence.

    Raises:
        UsageError: another shape, or `truncation` below 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.recurrent_weights import check_upstream
        >>> check_upstream(np.ones((1, 4, 2)), np.ones((1, 4, 2)), 2)

    Chapter: 2.1.2
    """
    too_short = truncation is not None and truncation < 1
    if upstream.shape != hiddens.shape or too_short:
        raise UsageError(
            f"`upstream` must be {hiddens.shape} like the output, `truncation` "
            f"1 or more. Received: {upstream.shape} and {truncation}"
        )

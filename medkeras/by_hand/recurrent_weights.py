"""The three arrays of a recurrent layer, in the order of Keras; checks."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import float_array, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import check_shape, unpacked
from medkeras.utils.sizes import check_whole


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


def checked_input(
    sequence, weights: RecurrentWeights, gates: int, num_biases: int = 1
) -> tuple[np.ndarray, RecurrentWeights]:
    """Sequence (batch, steps, features) and weights as floats that fit."""
    sequence = float_array(
        "sequence", sequence, ("batch", "steps", "features"), empty=True
    )
    names = RecurrentWeights._fields
    arrays = unpacked("weights", weights, names)
    weights = RecurrentWeights(*map(float_array, names, arrays))
    check_shape("kernel", weights.kernel.shape, ("features", "units"))
    square = weights.recurrent_kernel.shape
    check_shape("recurrent_kernel", square, ("units", "units"))
    units = len(weights.recurrent_kernel)
    wide = gates * units
    bias = (wide,) if num_biases == 1 else (num_biases, wide)
    expected = [(sequence.shape[-1], wide), (units, wide), bias]
    shapes = [np.shape(w) for w in weights]
    if sequence.shape[1] < 1 or shapes != expected:
        raise UsageError(
            "`sequence` must be (batch, steps, features) and the weights "
            f"{expected}. Received: {sequence.shape} and {shapes}"
        )
    return sequence, weights


def checked_state(name: str, state, sequence, weights) -> np.ndarray:
    """State before the first step, (batch, units); zeros if it is None."""
    shape = len(sequence), len(weights.recurrent_kernel)
    if state is None:
        return np.zeros(shape, sequence.dtype)
    return float_array(name, state, shape, empty=True)


def checked_mask(mask, sequence) -> np.ndarray:
    """Which steps count, (batch, steps, 1); all if it is None."""
    shape = sequence.shape[:2]
    if mask is None:
        mask = np.ones(shape, bool)
    mask = real_array("mask", mask, shape, low=0, high=1, empty=True)
    return mask[..., None].astype(bool)


def checked_upstream(
    hidden_states: np.ndarray, upstream, truncation: int | None
) -> np.ndarray:
    """A gradient that is to go back through time, shaped like the output."""
    if truncation is not None:
        check_whole("truncation", truncation)
    return float_array("upstream", upstream, hidden_states.shape, empty=True)

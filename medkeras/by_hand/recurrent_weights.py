"""The three arrays of a recurrent layer, in the order of Keras."""

from typing import NamedTuple

import numpy as np


class RecurrentWeights(NamedTuple):
    """Weights of a recurrent layer, laid out as in Keras.

    Attributes:
        kernel: W, (features, units); for the LSTM (features, 4 units):
            input, forget, candidate, output gate, side by side.
        recurrent_kernel: U, (units, units) or (units, 4 units).
        bias: b, (units,) or (4 units,).

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

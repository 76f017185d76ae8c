"""What each gate of the GRU does; the rest is tested in test_recurrent."""

import numpy as np
import pytest

from medkeras.by_hand.recurrent_gru import gru
from medkeras.by_hand.recurrent_weights import RecurrentWeights
from medkeras.utils.errors import UsageError

UNITS = 3


def test_gates_of_the_gru_lie_in_the_order_z_r_g():
    """Each bias alone, far out, does what its gate is named for."""
    wide = 3 * UNITS
    begin, kernel = np.full((1, UNITS), 0.8), np.zeros((UNITS, wide))
    kernel[:, 2 * UNITS :] = np.eye(UNITS)  # g = tanh(r h)
    expected = [
        0.8,  # z = 1: the state is kept
        0.4 + 0.5 * np.tanh(0.8),  # r = 1: the candidate sees all of it
        0.4 + 0.5,  # g = 1
    ]
    for gate, right in enumerate(expected):
        bias = np.zeros((2, wide))
        bias[0, gate * UNITS : (gate + 1) * UNITS] = 80
        weights = RecurrentWeights(np.zeros((2, wide)), kernel, bias)
        out, _ = gru(np.zeros((1, 1, 2)), weights, begin)
        np.testing.assert_allclose(out, right)


def test_one_bias_is_too_few():
    shapes = [(2, 9), (3, 9), (9,)]
    weights = RecurrentWeights(*map(np.zeros, shapes))
    with pytest.raises(UsageError, match="Received"):
        gru(np.zeros((1, 1, 2)), weights)

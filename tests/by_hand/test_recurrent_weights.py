"""Weights by hand lie as those of Keras: names, order, shapes, number."""

import keras
import numpy as np
import pytest

from medkeras.by_hand.recurrent_weights import RecurrentWeights


@pytest.mark.parametrize("units, features", [(1, 1), (5, 3), (32, 2)])
@pytest.mark.parametrize(
    "layer, gates",
    [
        (keras.layers.SimpleRNN, 1),
        (keras.layers.GRU, 3),
        (keras.layers.LSTM, 4),
    ],
)
def test_number_of_weights_and_forget_bias(layer, gates, units, features):
    layer = layer(units)
    layer.build((None, None, features))
    weights = RecurrentWeights(*layer.get_weights())
    names = tuple(variable.name for variable in layer.weights)
    assert names == weights._fields
    size = sum(array.size for array in weights)
    num_biases = 2 if gates == 3 else 1  # one more inside the reset gate
    assert size == gates * units * (units + features + num_biases)
    expected = np.zeros_like(weights.bias)
    if gates == 4:  # input, forget, candidate, output: forget begins at one
        expected[units : 2 * units] = 1
    np.testing.assert_array_equal(weights.bias, expected)

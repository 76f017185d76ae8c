"""The same seed, the same numbers."""

import random

import keras
import numpy as np

from medkeras.training.seeds import set_seeds


def test_python_numpy_and_keras_repeat_themselves():
    draws = []
    for _ in range(2):
        set_seeds(7)
        layer = keras.layers.Dense(3)
        layer.build((None, 4))
        draws.append(
            (random.random(), np.random.rand(), layer.get_weights()[0].sum())
        )
    assert draws[0] == draws[1]

"""The same seed, the same numbers."""

import random

import keras
import numpy as np
import pytest

from medkeras.training.seeds import set_seeds
from medkeras.utils.errors import UsageError


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


@pytest.mark.parametrize("seed", [-1, 2**32, 0.5, "0", None, True])
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(UsageError, match="`seed` must be a whole number"):
        set_seeds(seed)

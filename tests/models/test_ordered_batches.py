"""The batches of Keras, by a pipeline without a function."""

import keras
import numpy as np
import pytest

from medkeras.models.base import Model
from medkeras.models.ordered_batches import ordered_batches
from medkeras.utils.errors import UsageError

X = np.random.default_rng(0).normal(size=(37, 3)).astype("float32")
Y = (X[:, :1] > 0).astype("float32")


def test_they_are_read_in_order():
    data = ordered_batches(({"a": X}, Y), 16)
    found = list(data.as_numpy_iterator())
    assert [len(y) for _, y in found] == [16, 16, 5]
    np.testing.assert_array_equal(np.concatenate([y for _, y in found]), Y)
    assert not data.options().autotune.enabled


def network():
    keras.utils.set_random_seed(0)
    inputs = keras.Input((3,))
    hidden = keras.layers.Dropout(0.4)(keras.layers.Dense(5, "relu")(inputs))
    model = Model(inputs, keras.layers.Dense(1, "sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy", jit_compile=False)
    return model


def test_training_gives_the_very_weights_that_arrays_give():
    by_arrays, by_batches = network(), network()
    options = dict(epochs=3, shuffle=False, verbose=0)
    one = by_arrays.fit(X, Y, batch_size=16, **options)
    other = by_batches.fit(ordered_batches((X, Y), 16), **options)
    assert one.history == other.history
    for a, b in zip(
        by_arrays.get_weights(), by_batches.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(a, b)


def test_a_model_looks_at_the_arrays():
    hole = np.where(np.arange(111).reshape(37, 3) == 100, np.nan, X)
    with pytest.raises(UsageError, match="`x` must be finite"):
        network().fit(ordered_batches((hole, Y), 16), verbose=0)

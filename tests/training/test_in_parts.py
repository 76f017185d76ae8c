"""Answers in parts are the answers, of arrays and of dictionaries."""

import keras
import numpy as np
import pytest

from medkeras.training.in_parts import predict_in_parts
from medkeras.utils.errors import UsageError

X = np.random.default_rng(0).normal(size=(7, 3)).astype("float32")


def two_inputs():
    given = {name: keras.Input((3,), name=name) for name in ("a", "b")}
    both = keras.layers.Concatenate()([given["a"], given["b"]])
    hidden = keras.layers.Dropout(0.5)(both)
    return keras.Model(given, keras.layers.Dense(2)(hidden))


@pytest.mark.parametrize("rows", [1, 3, 7, 100])
def test_parts_of_any_size_give_the_same_and_nothing_is_dropped(rows):
    model, x = two_inputs(), {"a": X, "b": 2 * X}
    expected = model.predict(x, verbose=0)
    np.testing.assert_allclose(
        predict_in_parts(model, x, rows), expected, atol=1e-6
    )


def test_an_array_is_one_input():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    found = predict_in_parts(model, X.tolist(), rows=2)
    np.testing.assert_allclose(found, model(X), atol=1e-6)


def test_what_does_not_fit_is_refused():
    model = two_inputs()
    with pytest.raises(UsageError, match="one length"):
        predict_in_parts(model, {"a": X, "b": X[:2]})
    with pytest.raises(UsageError, match="one row or more"):
        predict_in_parts(model, X[:0])
    with pytest.raises(UsageError, match="rows"):
        predict_in_parts(model, X, rows=0)

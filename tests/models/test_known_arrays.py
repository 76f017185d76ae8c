"""Where the arrays are known, a model looks at them and at no batch."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.base import Model
from medkeras.models.input_validation import Rules, checked_data
from medkeras.models.known_arrays import arrays_of, made_of_arrays
from medkeras.models.rbm import RBM
from medkeras.training.batches import batches
from medkeras.utils.errors import UsageError

GOOD = np.random.default_rng(0).random((20, 6)).astype("float32")
HOLE = np.where(np.arange(120).reshape(20, 6) == 80, np.nan, GOOD)
LABELS = np.arange(20) % 3
OPTIONS = dict(shuffle=False, verbose=0)


def cut(*arrays):
    """Batches of five rows, nothing said about them."""
    rows = arrays if len(arrays) > 1 else arrays[0]
    return tf.data.Dataset.from_tensor_slices(rows).batch(5)


def test_batches_go_to_keras_as_they_are():
    known = made_of_arrays(cut(GOOD, LABELS), (GOOD, LABELS))
    rules = Rules([(6,)], num_classes=3)
    assert checked_data(rules, known)[0] is known
    assert checked_data(rules, cut(GOOD, LABELS))[0] is not known


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ((HOLE, LABELS), "`x` must be finite"),
        ((3 * GOOD, LABELS), "`x` must be from 0 to 1"),
        ((GOOD, LABELS + 1), "`y` must be whole numbers from 0 to 2"),
        ((GOOD[:, :5], LABELS), r"`x` must have the shape \(rows, 6\)"),
    ],
)
def test_bad_arrays_are_one_line(arrays, message):
    rules = Rules([(6,)], low=0, high=1, num_classes=3)
    known = made_of_arrays(cut(*arrays), arrays)
    with pytest.raises(UsageError, match=message):
        checked_data(rules, known)


def test_the_books_batches_are_known_and_looked_at():
    data = batches({"a": GOOD, "b": LABELS}, LABELS, batch_size=5)
    x, y = arrays_of(data)
    np.testing.assert_array_equal(x["a"], GOOD)
    np.testing.assert_array_equal(y, LABELS)
    inputs = keras.Input((6,))
    model = Model(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse", jit_compile=False)
    for bad in ((HOLE, LABELS), (GOOD, LABELS * np.nan)):
        with pytest.raises(UsageError, match="must be finite"):
            model.fit(batches(*bad, batch_size=5), **OPTIONS)


def test_what_is_made_of_known_batches_is_looked_at_by_batches():
    data = batches(GOOD, batch_size=5)
    rbm = RBM(6, 4)
    rbm.compile("sgd", jit_compile=False)
    rbm.fit(data, **OPTIONS)
    with pytest.raises(UsageError, match="`x` must be from 0 to 1"):
        rbm.fit(data.map(lambda x: 3 * x), **OPTIONS)


def test_a_model_that_keeps_its_state_looks_at_each_batchs_size():
    known = made_of_arrays(cut(GOOD), (GOOD,))
    assert checked_data(Rules([(6,)], batch_size=5), known)[0] is not known

"""Each epoch has an order of its own; Keras' `fit` keeps the first one."""

import keras
import numpy as np
import tensorflow as tf

from medkeras.models.base import Model
from medkeras.models.untuned import UntunedArrays

ROWS = np.arange(70)


def orders(epochs, kind=Model, calls=1, seed=0, **options):
    """The rows of each epoch as a network saw them, calls one by one."""
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((1,))
    model = kind(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse", run_eagerly=True)
    seen, step = [], model.train_step
    model.train_step = lambda data: seen.append(data[0]) or step(data)
    x = ROWS[:, None] / 70
    for _ in range(calls):
        model.fit(x, x, 16, epochs, verbose=0, **options)
    rows = np.concatenate([np.ravel(batch) for batch in seen]) * 70
    return np.rint(rows).astype(int).reshape(-1, 70)


def test_each_epoch_has_all_rows_in_a_new_order():
    found = orders(3, calls=2)
    assert len(found) == 6
    for order in found:
        np.testing.assert_array_equal(np.sort(order), ROWS)
    assert len(set(map(tuple, found))) == 6


def test_keras_keeps_its_order():
    """The reason for ours. If this fails, Keras may draw them again."""
    assert len(set(map(tuple, orders(3, keras.Model, calls=2)))) == 1


def test_the_seed_decides_the_orders():
    np.testing.assert_array_equal(orders(3), orders(3))
    assert not np.array_equal(orders(3), orders(3, seed=1))


def test_three_epochs_are_one_and_two():
    """A pipeline that Keras makes ready and does not read draws nothing."""
    keras.utils.set_random_seed(0)
    data = UntunedArrays(ROWS, batch_size=16, shuffle=True).get_tf_dataset()
    keras.utils.set_random_seed(0)
    other = UntunedArrays(ROWS, batch_size=16, shuffle=True).get_tf_dataset()
    found = [list(map(tuple, map(np.array, data))) for _ in range(2)]
    for place in range(2):
        iter(other)  # not read
        assert list(map(tuple, map(np.array, other))) == found[place]


def test_passes_may_be_one_pipeline():
    keras.utils.set_random_seed(0)
    data = UntunedArrays(ROWS, batch_size=16, shuffle=True).get_tf_dataset()
    batches = list(data.repeat(2))
    assert [len(batch) for batch in batches] == 2 * [16, 16, 16, 16, 6]
    one, other = np.concatenate(batches).reshape(2, 70)
    np.testing.assert_array_equal(np.sort(one), np.sort(other))
    assert not np.array_equal(one, other)


def test_parts_stay_together_in_any_structure():
    x = {"a": ROWS.astype("float32"), "b": tf.constant(ROWS)}
    data = UntunedArrays(x, ROWS[:, None], ROWS / 70, shuffle=True)
    for parts, y, weights in data.get_tf_dataset():
        np.testing.assert_array_equal(parts["a"], y[:, 0])
        np.testing.assert_array_equal(parts["b"], y[:, 0])
        np.testing.assert_allclose(weights * 70, y[:, 0], rtol=1e-6)
        assert weights.dtype == "float32"


def test_steps_of_an_epoch_go_on_in_the_order():
    """With `steps_per_epoch` Keras leaves the order where it was."""
    found = orders(5, calls=1, steps_per_epoch=1)
    np.testing.assert_array_equal(np.sort(found[0]), ROWS)

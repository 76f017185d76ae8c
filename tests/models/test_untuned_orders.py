"""Each epoch has an order of its own; Keras' `fit` keeps the first one."""

import keras
import numpy as np
import tensorflow as tf

from medkeras.models.base import Model
from medkeras.models.untuned import UntunedArrays

ROWS = np.arange(70)


def orders(epochs, kind=Model, calls=1, seed=0, rows=70, **options):
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
    found = np.concatenate([np.ravel(batch) for batch in seen]) * 70
    return np.rint(found).astype(int).reshape(-1, rows)


def test_each_epoch_has_all_rows_in_a_new_order():
    found = orders(3, calls=2)
    assert len(found) == 6
    for order in found:
        np.testing.assert_array_equal(np.sort(order), ROWS)
    assert len(set(map(tuple, found))) == 6


def test_a_share_held_back_changes_nothing_of_that():
    found = orders(3, validation_split=0.5, rows=35)
    assert len(set(map(tuple, found))) == 3
    for order in found:
        np.testing.assert_array_equal(np.sort(order), ROWS[:35])


def test_updates_beyond_the_end_of_a_pass_change_nothing_of_that():
    """A call makes ten updates, a pass has five."""
    one, other = (
        trained(epochs=3, steps_per_execution=each) for each in (1, 10)
    )
    np.testing.assert_allclose(one, other, rtol=1e-6)


def trained(epochs, **options):
    keras.utils.set_random_seed(0)
    inputs = keras.Input((1,))
    model = Model(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse", jit_compile=False, **options)
    x = ROWS[:, None] / 70
    model.fit(x, np.sin(9 * x), 16, epochs, verbose=0)
    return np.ravel(model.get_weights()[0])


def test_keras_keeps_its_order():
    """The reason for ours. If this fails, Keras may draw them again."""
    assert len(set(map(tuple, orders(3, keras.Model, calls=2)))) == 1


def test_the_seed_decides_the_orders():
    np.testing.assert_array_equal(orders(3), orders(3))
    assert not np.array_equal(orders(3), orders(3, seed=1))


def test_what_is_made_ready_and_not_read_changes_nothing():
    """Keras makes a pipeline more an epoch; copies to devices read ahead."""
    keras.utils.set_random_seed(0)
    arrays = UntunedArrays(ROWS, batch_size=16, shuffle=True)
    data = arrays.get_tf_dataset()
    arrays.on_epoch_begin()
    first = np.concatenate(list(data))
    arrays.on_epoch_begin()
    second = np.concatenate(list(data))
    assert not np.array_equal(first, second)
    keras.utils.set_random_seed(0)
    arrays = UntunedArrays(ROWS, batch_size=16, shuffle=True)
    data = arrays.get_tf_dataset()
    for expected in first, second:
        next(iter(data))  # of the last epoch, and only begun
        arrays.on_epoch_begin()
        np.testing.assert_array_equal(np.concatenate(list(data)), expected)


def test_passes_of_one_pipeline_are_those_of_the_epochs():
    keras.utils.set_random_seed(0)
    arrays = UntunedArrays(ROWS, batch_size=16, shuffle=True)
    batches = list(arrays.get_tf_dataset(passes=2))
    assert [len(batch) for batch in batches] == 2 * [16, 16, 16, 16, 6]
    keras.utils.set_random_seed(0)
    arrays = UntunedArrays(ROWS, batch_size=16, shuffle=True)
    data, expected = arrays.get_tf_dataset(), []
    for _ in range(2):
        arrays.on_epoch_begin()
        expected += list(data)
    np.testing.assert_array_equal(
        np.concatenate(batches), np.concatenate(expected)
    )


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
    found = orders(5, steps_per_epoch=1)
    np.testing.assert_array_equal(np.sort(found[0]), ROWS)

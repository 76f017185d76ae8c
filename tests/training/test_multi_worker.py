"""The loop of `multi_worker` on one device; on two: tests/test_workers.py."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.training.checkpoints import Checkpoints
from medkeras.training.multi_worker import evaluate, fit
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)
X = rng.normal(size=(7, 3)).astype("float32")
Y = (X @ [1.0, -2.0, 0.5] + 1)[:, None].astype("float32")


def line(optimizer=None):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    optimizer = optimizer or keras.optimizers.Adam(0.1)
    # What a graph of the step does is tested in models/test_worker_loop.py.
    model.compile(optimizer, "mse", metrics=["mae"], run_eagerly=True)
    return model


def weights(model):
    return np.concatenate([np.ravel(w) for w in model.get_weights()])


def test_the_steps_are_those_of_keras_in_the_order_of_the_seed():
    model, twin = line(), line()
    fit(model, (X, Y), epochs=2, batch_size=3, seed=5, verbose=0)
    for epoch in range(2):
        order = np.random.default_rng([5, epoch]).permutation(7)
        for rows in (order[:3], order[3:6], order[6:]):
            twin.train_on_batch(X[rows], Y[rows])
    np.testing.assert_allclose(weights(model), weights(twin), atol=1e-6)


def test_metrics_are_over_all_rows():
    model = line(keras.optimizers.SGD(0.0))
    seen = fit(model, (X, Y), 1, 4, validation=(X[:5], Y[:5]), verbose=0)
    error = model.predict(X, verbose=0) - Y
    assert seen["loss"] == [pytest.approx((error**2).mean(), rel=1e-5)]
    assert seen["mae"] == [pytest.approx(abs(error).mean(), rel=1e-5)]
    assert seen["val_loss"] == [
        pytest.approx((error[:5] ** 2).mean(), rel=1e-5)
    ]
    judged = evaluate(model, (X, Y), batch_size=2)
    assert judged["loss"] == pytest.approx((error**2).mean(), rel=1e-5)


class Heard(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.steps, self.ends = [], 0

    def on_train_batch_begin(self, step, logs=None):
        self.steps.append(step)

    def on_train_batch_end(self, step, logs=None):
        self.ends += 1

    def on_epoch_end(self, epoch, logs=None):
        assert {"loss", "mae"} == set(logs)


def test_callbacks_hear_of_steps_and_passes():
    heard = Heard()
    fit(line(), (X, Y), 2, 3, callbacks=[heard], verbose=0)
    assert heard.steps == [0, 1, 2] * 2
    assert heard.ends == 6


def test_training_stops_early_with_the_best_weights():
    model = line(keras.optimizers.SGD(10.0))  # it can only become worse
    stop = keras.callbacks.EarlyStopping(
        "val_loss", patience=1, restore_best_weights=True
    )
    data = X, Y
    seen = fit(model, data, 9, 7, data, callbacks=[stop], verbose=0)
    assert len(seen["loss"]) == 2
    judged = evaluate(model, data)
    assert judged["loss"] == pytest.approx(min(seen["val_loss"]), rel=1e-5)


class Power(keras.callbacks.Callback):
    """Goes out at a step."""

    def on_train_batch_end(self, step, logs=None):
        if self.model.optimizer.iterations.numpy() == 5:
            raise KeyboardInterrupt


def test_it_goes_on_in_the_middle_of_a_pass(tmp_path):
    undisturbed = line()
    fit(undisturbed, (X, Y), 3, 3, verbose=0)
    checkpoints = Checkpoints(tmp_path, every=2)
    with pytest.raises(KeyboardInterrupt):
        fit(line(), (X, Y), 3, 3, None, [Power()], checkpoints, verbose=0)
    heard, again = Heard(), line()
    fit(again, (X, Y), 3, 3, None, [heard], checkpoints, verbose=0)
    np.testing.assert_array_equal(weights(again), weights(undisturbed))
    # The fourth and the fifth step had been the first two of the second pass.
    assert heard.steps == [2, 0, 1, 2] or heard.steps[:3] == [2, 0, 1]


def test_a_job_that_was_done_does_nothing_more(tmp_path):
    model = line()
    fit(model, (X, Y), 2, 3, checkpoints=Checkpoints(tmp_path), verbose=0)
    again, heard = line(), Heard()
    fit(again, (X, Y), 2, 3, None, [heard], Checkpoints(tmp_path), verbose=0)
    assert heard.steps == []
    np.testing.assert_array_equal(weights(again), weights(model))


def test_own_batches_of_a_pass_are_followed():
    model, twin = line(), line()

    def batches(epoch):
        rows = tf.data.Dataset.from_tensor_slices((X, Y)).batch(3)
        return rows.skip(epoch)

    fit(model, batches, 2, verbose=0)
    for first in (0, 3, 6, 3, 6):
        twin.train_on_batch(X[first : first + 3], Y[first : first + 3])
    np.testing.assert_allclose(weights(model), weights(twin), atol=1e-6)


def test_inputs_by_name_are_taken():
    inputs = {
        "a": keras.Input((3,), name="a"),
        "b": keras.Input((3,), name="b"),
    }
    total = keras.layers.Add()([inputs["a"], inputs["b"]])
    model = keras.Model(inputs, keras.layers.Dense(1)(total))
    model.compile("sgd", "mse", run_eagerly=True)
    seen = fit(model, ({"a": X, "b": X}, Y), 1, 3, verbose=0)
    assert np.isfinite(seen["loss"]).all()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ((X, Y[:3]), "7"),
        ((X[:0], Y[:0]), "one row or more"),
        ((X, Y, Y), "must be x or"),
        (lambda epoch: [1], "must return a tf.data.Dataset"),
    ],
)
def test_other_data_are_refused(data, said):
    with pytest.raises(UsageError, match=said):
        fit(line(), data, verbose=0)


@pytest.mark.parametrize("name", ["epochs", "batch_size"])
def test_sizes_must_be_whole_numbers_of_one_or_more(name):
    for value in (0, 1.5, True, "2"):
        with pytest.raises(UsageError, match=name):
            fit(line(), (X, Y), **{name: value})

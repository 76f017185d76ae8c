"""A model that is kept and read back, and whose loss is that of Keras."""

import logging
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.base import Model
from medkeras.models.gan import GAN
from medkeras.models.rbm import RBM
from medkeras.utils.errors import UsageError


def small(kind):
    keras.utils.set_random_seed(0)
    inputs = keras.Input((3,))
    outputs = keras.layers.Dense(2, activity_regularizer="l2")(inputs)
    return kind(inputs, outputs)


def test_one_device_trains_as_a_plain_keras_model():
    x = np.random.default_rng(0).normal(size=(10, 3)).astype("float32")
    y = x[:, :2]
    runs = []
    for kind in (Model, keras.Model):
        model = small(kind)
        model.compile("sgd", "mse")
        seen = model.fit(x, y, batch_size=4, shuffle=False, verbose=0).history
        runs.append((seen["loss"], model.get_weights()))
    (ours, our_weights), (theirs, their_weights) = runs
    np.testing.assert_array_equal(ours, theirs)
    for one, other in zip(our_weights, their_weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_batch_is_answered_as_by_predict_and_looked_at():
    model, x = small(Model), np.ones((2, 3), "float32")
    np.testing.assert_array_equal(
        model.predict_on_batch(x), model.predict(x, verbose=0)
    )
    for wrong in (x[:, :2], x * np.nan, x[:0]):
        with pytest.raises(UsageError, match="`x`"):
            model.predict_on_batch(wrong)


def test_on_two_replicas_each_row_of_a_batch_is_answered_once(warm_python):
    code = (
        "import numpy as np, train_on_replicas as t\n"
        "t.use_logical_cpus(2)\n"
        "from medkeras.models.cnn.classic import lenet5\n"
        "from medkeras.training.strategy import strategy\n"
        "with strategy().scope():\n"
        "    model = lenet5((16, 16, 1), 3)\n"
        "x = np.random.default_rng(0).random((3, 16, 16, 1))\n"
        "found = [model.predict_on_batch(part) for part in (x, x[:1])]\n"
        "print(np.abs(found[0] - model(x)).max() < 1e-6, found[1].shape)\n"
    )
    here = Path(__file__).parents[1]
    out = subprocess.run(
        [warm_python, "-c", code], cwd=here, capture_output=True, text=True
    )
    assert out.stdout == "True (1, 3)\n", out.stderr[-500:]


def duel():
    generator, discriminator = (
        keras.Sequential([keras.Input((3,)), keras.layers.Dense(outputs)])
        for outputs in (3, 1)
    )
    return GAN(generator, discriminator)


@pytest.mark.parametrize(
    "make, loss",
    [(lambda: small(Model), "mse"), (duel, None), (lambda: RBM(3, 2), None)],
    ids=["model", "gan", "rbm"],
)
def test_the_step_is_traced_once(make, loss, monkeypatch):
    model, traced = make(), []
    step = model.train_step
    monkeypatch.setattr(
        model, "train_step", lambda data: traced.append(data) or step(data)
    )
    model.compile("adam", loss)
    x = np.ones((8, 3), "float32")
    for _ in range(2):
        model.fit(x, loss and x[:, :2], batch_size=4, verbose=0)
    assert len(traced) == 1


def test_before_compile_it_says_what_keras_says():
    x = np.ones((8, 3), "float32")
    with pytest.raises(ValueError, match="compile"):
        small(Model).fit(x, x[:, :2])


def test_it_is_read_back_as_what_it_was(tmp_path):
    model = small(Model)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    assert type(again).compute_loss is Model.compute_loss
    x = np.ones((2, 3), "float32")
    np.testing.assert_array_equal(
        again.predict(x, verbose=0), model.predict(x, verbose=0)
    )


class Lines(logging.Handler):
    """What TensorFlow logs."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


@pytest.fixture
def logged(monkeypatch):
    logger, lines = tf.get_logger(), Lines()
    logger.addHandler(lines)
    monkeypatch.setattr(logger, "level", logging.WARNING)
    yield lines.lines
    logger.removeHandler(lines)


def test_many_small_models_are_no_retracing(logged):
    x = np.ones((4, 3), "float32")
    for _ in range(7):
        model = small(Model)
        model.compile("sgd", "mse", jit_compile=False)
        model.fit(x, x[:, :2], verbose=0)
        model.predict(x, verbose=0)
    assert not [line for line in logged if "retracing" in line]


def test_a_function_that_is_traced_again_and_again_is_told_off(logged):
    for size in range(1, 8):
        tf.function(lambda x, n: x * n)(tf.ones(2), size)
    assert [line for line in logged if "triggered tf.function" in line]

"""A network that begins anew is as one that has seen nothing."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.autoencoder import dense_autoencoder
from medkeras.models.restarts import (
    FEW,
    Start,
    Starts,
    takes_few,
    updates_a_call,
)
from medkeras.models.unet import unet
from medkeras.utils.errors import UsageError


def x_and_y():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(8, 8, 8, 2)).astype("float32")
    return x, (x[..., :1] > 0).astype("float32")


def test_a_second_training_is_the_first_again():
    """Batch statistics, momentum, step count and dropout included."""
    keras.utils.set_random_seed(0)
    model = unet((8, 8, 2), filters=(2, 4), dropout=0.3)
    falling = keras.optimizers.schedules.CosineDecay(0.01, 6)
    model.compile(keras.optimizers.Adam(falling), "binary_crossentropy")
    start, trained = Start(model), []
    for _ in range(2):
        start.restore()
        model.fit(*x_and_y(), batch_size=4, epochs=3, shuffle=False, verbose=0)
        trained.append(model.get_weights())
    for one, other in zip(*trained, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_without_it_a_training_goes_on():
    model = dense_autoencoder((4,), (3, 2))
    model.compile(keras.optimizers.Adam(0.1))
    start, before = Start(model), model.get_weights()
    model.fit(np.eye(4), verbose=0)
    assert not np.allclose(model.get_weights()[0], before[0])
    assert int(model.optimizer.iterations) == 1
    start.restore()
    np.testing.assert_array_equal(model.get_weights()[0], before[0])
    assert int(model.optimizer.iterations) == 0


def test_a_network_may_be_compiled_later():
    """Its weights and its dropout begin anew, an optimizer does not."""
    model = unet((8, 8, 2), filters=(2, 4), dropout=0.3)
    start, trained = Start(model), []
    for _ in range(2):
        model = start.restore()
        model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
        model.fit(*x_and_y(), batch_size=4, epochs=3, shuffle=False, verbose=0)
        trained.append(model.get_weights())
    for one, other in zip(*trained, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_a_graph_is_for_many_steps_and_for_replicas():
    assert takes_few(FEW - 1) and not takes_few(FEW)
    assert not takes_few(1, replicas=2)


def test_one_update_a_call_without_a_graph_or_over_replicas():
    assert updates_a_call(eagerly=False) == 10
    assert updates_a_call(eagerly=True) == updates_a_call(False, 2) == 1


@pytest.mark.parametrize("wrong", ["a model", None, keras.Sequential()])
def test_what_has_no_weights_yet_is_refused(wrong):
    with pytest.raises(UsageError, match="built"):
        Start(wrong)


def compiled():
    model = dense_autoencoder((2,), (3,))
    model.compile("sgd", "mse")
    return model


def test_a_kept_network_belongs_to_its_strategy_and_few_are_kept():
    starts, one_device = Starts(2), tf.distribute.OneDeviceStrategy("/cpu:0")
    first = starts.network("small", compiled)
    with one_device.scope():
        other = starts.network("small", compiled)
    assert other is not first
    assert starts.network("small", compiled) is first
    starts.network("large", compiled)
    room = tf.distribute.get_strategy(), "float32"
    assert list(starts) == [("large", room)]


def test_a_kept_network_belongs_to_its_precision():
    starts = Starts(2)
    first = starts.network("small", compiled)
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        other = starts.network("small", compiled)
    finally:
        keras.config.set_dtype_policy(before)
    assert other is not first
    assert other.layers[1].compute_dtype == "bfloat16"

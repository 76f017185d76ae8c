"""The fused operation equals Keras' batch normalisation, gradient and all."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers.fused_batch_normalization import FusedBatchNormalization
from medkeras.utils.errors import UsageError

SHAPES = [(6, 5), (6, 9, 5), (6, 4, 3, 5), (3, 2, 4, 3, 5)]


def trained(kind, x, weights, **options):
    """Answer, gradients, and moving statistics after one step."""
    layer = kind(**options)
    layer.build(x.shape)
    inputs = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        answer = layer(inputs, training=True)
        loss = tf.reduce_sum(answer * weights)
    gradients = tape.gradient(loss, [inputs, *layer.trainable_variables])
    moving = [layer.moving_mean, layer.moving_variance]
    return [np.array(each) for each in (answer, *gradients, *moving)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "options", [{}, {"scale": False}, {"center": False}, {"momentum": 0.5}]
)
def test_it_equals_keras(shape, options):
    rng = np.random.default_rng(0)
    x = rng.normal(2, 3, shape).astype("float32")
    weights = rng.normal(size=shape).astype("float32")
    ours = trained(FusedBatchNormalization, x, weights, **options)
    peers = trained(keras.layers.BatchNormalization, x, weights, **options)
    for mine, peer in zip(ours, peers, strict=True):
        np.testing.assert_allclose(mine, peer, rtol=1e-4, atol=1e-5)


def test_frozen_and_outside_of_training_it_keeps_its_statistics():
    x = np.random.default_rng(0).normal(2, 3, (6, 4, 3, 5)).astype("float32")
    layer = FusedBatchNormalization()
    before = layer(x)
    np.testing.assert_allclose(before, x / np.sqrt(1 + 1e-3), rtol=1e-5)
    layer.trainable = False
    np.testing.assert_array_equal(layer(x, training=True), before)
    assert np.array_equal(layer.moving_mean, np.zeros(5))


def test_it_can_be_saved(tmp_path):
    layer = FusedBatchNormalization(momentum=0.9, name="normal")
    again = FusedBatchNormalization.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    inputs = keras.Input((4, 4, 2))
    model = keras.Model(inputs, layer(inputs))
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    x = np.ones((2, 4, 4, 2), "float32")
    np.testing.assert_array_equal(loaded(x), model(x))


def test_another_width_is_one_line():
    layer = FusedBatchNormalization()
    layer(np.ones((2, 4, 4, 3)))
    with pytest.raises(UsageError, match="Received: shape"):
        layer(np.ones((2, 4, 4, 2)))

"""Convolution by hand against Keras and against its own definition."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand.convolution import (
    convolve_same,
    convolve_same_gradients,
)
from medkeras.utils.errors import UsageError


@pytest.fixture
def arrays():
    generator = np.random.default_rng(0)
    images = generator.normal(size=(2, 7, 5, 3))
    kernel = generator.normal(size=(3, 5, 3, 4))
    return images, kernel


def test_equals_keras(arrays):
    images, kernel = arrays
    expected = keras.ops.conv(
        tf.constant(images), tf.constant(kernel), padding="same"
    )
    np.testing.assert_allclose(
        convolve_same(images, kernel), expected, atol=1e-10
    )


def test_gradients_equal_gradient_tape(arrays):
    images, kernel = arrays
    upstream = np.random.default_rng(1).normal(size=(2, 7, 5, 4))
    inputs = [tf.constant(images), tf.constant(kernel)]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        out = keras.ops.conv(*inputs, padding="same")
        loss = tf.reduce_sum(out * upstream)
    for ours, tapes in zip(
        convolve_same_gradients(images, kernel, upstream),
        tape.gradient(loss, inputs),
        strict=True,
    ):
        np.testing.assert_allclose(ours, tapes, atol=1e-10)


@pytest.mark.parametrize("shape", [(2, 3, 3, 4), (3, 3, 2, 4)])
def test_even_kernel_or_wrong_channels_are_refused(arrays, shape):
    with pytest.raises(UsageError, match="Received"):
        convolve_same(arrays[0], np.zeros(shape))

"""Pooling by hand against Keras, the tape and differences."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand import pooling
from medkeras.utils.errors import UsageError

PRECISIONS = [("float32", 1e-6), ("float64", 1e-10)]
NAMES = ["max_pool", "average_pool"]
to_numpy = keras.ops.convert_to_numpy


def random_images(dtype="float64", shape=(2, 7, 6, 3)):
    # Below zero on purpose: a padding of zeros would be the largest.
    return np.random.default_rng(0).normal(-2, 1, shape).astype(dtype)


@pytest.mark.parametrize("dtype, tolerance", PRECISIONS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("size, stride", [(2, None), (3, 2), (3, 1), (2, 3)])
def test_equals_keras_and_the_tape(
    size, stride, padding, name, dtype, tolerance
):
    images = random_images(dtype)
    ours = getattr(pooling, name)(images, size, stride, padding)
    upstream = random_images(dtype, ours.shape)
    tensor = tf.constant(images)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        out = getattr(keras.ops, name)(tensor, size, stride, padding)
        loss = tf.reduce_sum(out * upstream)
    mine = getattr(pooling, f"{name}_gradients")(
        images, upstream, size, stride, padding
    )
    theirs = to_numpy(tape.gradient(loss, tensor))
    assert ours.dtype == mine.dtype == dtype
    near = dict(atol=tolerance, rtol=tolerance)
    np.testing.assert_allclose(ours, to_numpy(out), **near)
    np.testing.assert_allclose(mine, theirs, **near)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("padding", ["same", "valid"])
def test_gradients_equal_finite_differences(padding, name):
    images = random_images(shape=(1, 5, 6, 2))
    pool = getattr(pooling, name)
    upstream = random_images(shape=pool(images, 3, 2, padding).shape)
    gradient = getattr(pooling, f"{name}_gradients")(
        images, upstream, 3, 2, padding
    )
    for place in np.ndindex(images.shape):
        rise = 0
        for step in (1e-5, -1e-5):
            moved = images.copy()
            moved[place] += step
            rise += np.sum(pool(moved, 3, 2, padding) * upstream) / step
        assert abs(rise / 2 - gradient[place]) < 1e-6


def test_of_several_largest_the_first_gets_the_gradient():
    gradient = pooling.max_pool_gradients(
        np.zeros((1, 2, 2, 1)), np.ones((1, 1, 1, 1))
    )
    np.testing.assert_array_equal(gradient.ravel(), [1, 0, 0, 0])


def test_whole_numbers_are_pooled():
    images = np.arange(9).reshape(1, 3, 3, 1)
    pooled = pooling.max_pool(images, 2, padding="same")
    np.testing.assert_array_equal(pooled.ravel(), [4, 5, 7, 8])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "size, padding", [(4, "valid"), (2, "full"), (0, "same")]
)
def test_windows_that_cannot_be_are_refused(name, size, padding):
    with pytest.raises(UsageError, match="Received"):
        getattr(pooling, name)(np.ones((1, 3, 3, 1)), size, 1, padding)


@pytest.mark.parametrize("name", NAMES)
def test_gradient_of_another_shape_is_refused(name):
    with pytest.raises(UsageError, match="Received"):
        getattr(pooling, f"{name}_gradients")(
            np.ones((1, 4, 4, 1)), np.ones((1, 4, 4, 1))
        )

"""Images, maps and filters cut into blocks give the sums they gave whole."""

import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.convolutional_dbn.in_blocks import (
    images_from_blocks,
    images_in_blocks,
    kernel_from_blocks,
    kernel_in_blocks,
    laid_down,
    maps_in_blocks,
)

# Side of a filter and of a block; the second and third lack rows.
CASES = [(3, 2), (4, 2), (3, 4), (5, 1), (1, 3)]
CHANNELS, FILTERS = 2, 3


def drawn(size, pool_size):
    """Images, filters and hidden maps of four blocks by three."""
    rng = np.random.default_rng(0)
    down, across = 4 * pool_size, 3 * pool_size
    sides = down + size - 1, across + size - 1
    images = rng.normal(size=(2, *sides, CHANNELS))
    kernel = rng.normal(size=(size, size, CHANNELS, FILTERS))
    maps = rng.normal(size=(2, down, across, FILTERS))
    return [tf.constant(each) for each in (images, kernel, maps)]


@pytest.mark.parametrize(("size", "pool_size"), CASES)
def test_what_reaches_the_units(size, pool_size):
    images, kernel, _ = drawn(size, pool_size)
    whole = tf.nn.conv2d(images, kernel, 1, "VALID")
    cut = tf.nn.conv2d(
        images_in_blocks(images, size, pool_size),
        kernel_in_blocks(kernel, pool_size),
        1,
        "VALID",
    )
    np.testing.assert_allclose(cut, maps_in_blocks(whole, pool_size))


@pytest.mark.parametrize(("size", "pool_size"), CASES)
def test_the_way_back(size, pool_size):
    images, kernel, maps = drawn(size, pool_size)
    whole = tf.nn.conv2d_transpose(maps, kernel, images.shape, 1, "VALID")
    cut = laid_down(
        maps_in_blocks(maps, pool_size), kernel_in_blocks(kernel, pool_size)
    )
    back = images_from_blocks(cut, images.shape[1:3], pool_size)
    np.testing.assert_allclose(back, whole, atol=1e-12)


@pytest.mark.parametrize(("size", "pool_size"), CASES)
def test_the_gradient_of_a_kernel(size, pool_size):
    _, kernel, _ = drawn(size, pool_size)
    with tf.GradientTape() as tape:
        tape.watch(kernel)
        cut = kernel_in_blocks(kernel, pool_size)
        loss = tf.reduce_sum(cut**3)
    expected = tape.gradient(loss, kernel)
    found = kernel_from_blocks(3 * cut**2, kernel.shape, pool_size)
    np.testing.assert_allclose(found, expected)


def test_images_come_back_whole():
    images, _, _ = drawn(4, 2)
    cut = images_in_blocks(images, 4, 2)
    np.testing.assert_array_equal(
        images_from_blocks(cut, images.shape[1:3], 2), images
    )


@pytest.mark.parametrize(
    ("height", "width", "channels", "filters"),
    [(7, 7, 1, 16), (5, 3, 2, 4), (4, 4, 16, 24), (1, 1, 1, 2), (6, 2, 3, 5)],
)
def test_filters_are_laid_down_as_the_transpose_does(
    height, width, channels, filters
):
    rng = np.random.default_rng(0)
    h = tf.constant(rng.random((2, 5, 6, filters)), tf.float32)
    shape = (height, width, channels, filters)
    kernel = tf.constant(rng.normal(size=shape), tf.float32)
    size = (2, 4 + height, 5 + width, channels)
    expected = tf.nn.conv2d_transpose(h, kernel, size, 1, "VALID")
    np.testing.assert_allclose(laid_down(h, kernel), expected, atol=1e-4)

"""Convolution by hand against Keras, the tape, differences and itself."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import signal

from medkeras.by_hand.conv2d import conv2d, conv2d_gradients
from medkeras.by_hand.dense import dense
from medkeras.utils.errors import UsageError

PRECISIONS = [("float32", 1e-6), ("float64", 1e-10)]
METHODS = ["direct", "im2col"]
to_numpy = keras.ops.convert_to_numpy


def random_arrays(dtype, *shapes):
    generator = np.random.default_rng(0)
    return [generator.normal(size=s).astype(dtype) * 0.3 for s in shapes]


def assert_near(ours, theirs, tolerance):
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, atol=tolerance, rtol=tolerance)


@pytest.mark.parametrize("dtype, tolerance", PRECISIONS)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("stride, dilation", [(1, 1), (2, 1), (3, 1), (1, 2)])
@pytest.mark.parametrize("size", [(3, 3), (2, 3)])
def test_equals_keras_and_the_tape(
    size, stride, dilation, padding, method, dtype, tolerance
):
    images, kernel = random_arrays(dtype, (2, 7, 6, 2), (*size, 2, 3))
    options = dict(stride=stride, dilation=dilation, padding=padding)
    inputs = [tf.constant(images), tf.constant(kernel)]
    ours = conv2d(images, kernel, **options, method=method)
    (upstream,) = random_arrays(dtype, ours.shape)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        out = keras.ops.conv(*inputs, stride, padding, dilation_rate=dilation)
        loss = tf.reduce_sum(out * upstream)
    assert_near(ours, to_numpy(out), tolerance)
    for mine, theirs in zip(
        conv2d_gradients(images, kernel, upstream, **options, method=method),
        tape.gradient(loss, inputs),
        strict=True,
    ):
        assert_near(mine, to_numpy(theirs), tolerance)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("stride, dilation", [(1, 1), (2, 1), (1, 2), (2, 2)])
def test_gradients_equal_finite_differences(stride, dilation, padding):
    arrays = random_arrays("float64", (1, 6, 5, 2), (3, 2, 2, 2))
    options = dict(stride=stride, dilation=dilation, padding=padding)
    (upstream,) = random_arrays("float64", conv2d(*arrays, **options).shape)
    gradients = conv2d_gradients(*arrays, upstream, **options)
    for which, gradient in enumerate(gradients):
        for place in np.ndindex(gradient.shape):
            rise = 0
            for step in (1e-4, -1e-4):
                moved = [array.copy() for array in arrays]
                moved[which][place] += step
                rise += np.sum(conv2d(*moved, **options) * upstream) / step
            assert abs(rise / 2 - gradient[place]) < 1e-8


@pytest.mark.parametrize("method", METHODS)
def test_one_by_one_kernel_is_a_dense_layer_on_every_pixel(method):
    images, kernel = random_arrays("float64", (2, 5, 3, 4), (1, 1, 4, 6))
    np.testing.assert_allclose(
        conv2d(images, kernel, method=method),
        dense(images, kernel[0, 0], np.zeros(6)),
        atol=1e-12,
    )


@pytest.mark.parametrize("method", METHODS)
def test_kernel_as_large_as_the_image_is_a_dense_layer(method):
    images, kernel = random_arrays("float64", (2, 5, 3, 4), (5, 3, 4, 6))
    np.testing.assert_allclose(
        conv2d(images, kernel, method=method)[:, 0, 0],
        dense(images.reshape(2, -1), kernel.reshape(-1, 6), np.zeros(6)),
        atol=1e-12,
    )


def test_circular_shift_and_convolution_exchange():
    images, kernel = random_arrays("float64", (1, 6, 6, 1), (3, 3, 1, 2))

    def circular(x):
        edges = ((0, 0), (1, 1), (1, 1), (0, 0))
        return conv2d(np.pad(x, edges, mode="wrap"), kernel, method="direct")

    np.testing.assert_array_equal(
        circular(np.roll(images, (2, 1), axis=(1, 2))),
        np.roll(circular(images), (2, 1), axis=(1, 2)),
    )


@pytest.mark.parametrize("method", METHODS)
def test_one_channel_is_scipy_s_cross_correlation(method):
    images, kernel = random_arrays("float64", (1, 7, 6, 1), (3, 2, 1, 1))
    np.testing.assert_allclose(
        conv2d(images, kernel, method=method)[0, ..., 0],
        signal.correlate2d(images[0, ..., 0], kernel[..., 0, 0], "valid"),
        atol=1e-12,
    )


@pytest.mark.parametrize("method", METHODS)
def test_is_the_sum_over_sliding_windows(method):
    images, kernel = random_arrays("float64", (2, 7, 6, 2), (3, 2, 2, 4))
    windows = np.lib.stride_tricks.sliding_window_view(
        images, (3, 2), axis=(1, 2)
    )  # (batch, height, width, channels, rows, columns)
    np.testing.assert_allclose(
        conv2d(images, kernel, method=method),
        np.einsum("npqcij,ijcf->npqf", windows, kernel),
        atol=1e-12,
    )


@pytest.mark.parametrize(
    "shape, options",
    [
        ((3, 3, 1, 4), {}),
        ((3, 3, 2), {}),
        ((6, 3, 2, 4), {}),
        ((3, 3, 2, 4), dict(method="fft")),
        ((3, 3, 2, 4), dict(padding="full")),
        ((3, 3, 2, 4), dict(stride=0)),
    ],
)
def test_what_cannot_be_convolved_is_refused(shape, options):
    with pytest.raises(UsageError, match="Received"):
        conv2d(np.ones((1, 5, 5, 2)), np.ones(shape), **options)


def test_gradient_of_another_shape_is_refused():
    images, kernel = np.ones((1, 5, 5, 2)), np.ones((3, 3, 2, 4))
    with pytest.raises(UsageError, match="Received"):
        conv2d_gradients(images, kernel, np.ones((1, 5, 5, 4)))

"""Windows of images against TensorFlow's, and their transpose."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand.patches import (
    add_patches,
    extract_patches,
    padding_amounts,
)
from medkeras.utils.errors import UsageError

CASES = [
    (stride, dilation, padding)
    for stride in (1, 2, 3)
    for dilation in (1, 2)
    for padding in ("same", "valid")
    if stride == 1 or dilation == 1
]


@pytest.mark.parametrize("stride, dilation, padding", CASES)
@pytest.mark.parametrize("places", [(7, 6), (5, 8)])
def test_windows_equal_tensorflow(stride, dilation, padding, places):
    images = np.random.default_rng(0).normal(size=(2, *places, 3))
    expected = keras.ops.convert_to_numpy(
        tf.image.extract_patches(
            images,
            sizes=[1, 3, 2, 1],
            strides=[1, stride, stride, 1],
            rates=[1, dilation, dilation, 1],
            padding=padding.upper(),
        )
    )
    ours = extract_patches(images, (3, 2), stride, dilation, padding)
    np.testing.assert_array_equal(ours.reshape(expected.shape), expected)


@pytest.mark.parametrize("stride, dilation, padding", CASES)
def test_adding_is_the_transpose_of_extracting(stride, dilation, padding):
    generator = np.random.default_rng(1)
    images = generator.normal(size=(2, 7, 6, 3))
    windows = extract_patches(images, (3, 2), stride, dilation, padding)
    others = generator.normal(size=windows.shape)
    added = add_patches(others, images.shape, stride, dilation, padding)
    assert added.shape == images.shape
    np.testing.assert_allclose(
        np.sum(windows * others), np.sum(images * added), rtol=1e-12
    )


def test_the_odd_pixel_goes_after():
    assert padding_amounts(6, 3, 2, "same") == (0, 1)
    assert padding_amounts(5, 2, 1, "same") == (0, 1)
    assert padding_amounts(7, 1, 3, "same") == (0, 0)


@pytest.mark.parametrize(
    "arguments",
    [
        dict(padding="full"),
        dict(size=(6, 1)),
        dict(size=(3, 3), dilation=3),
        dict(stride=0),
        dict(dilation=0),
        dict(size=(0, 2)),
    ],
)
def test_windows_that_cannot_be_are_refused(arguments):
    with pytest.raises(UsageError, match="Received"):
        extract_patches(np.ones((1, 5, 5, 1)), **dict(size=(2, 2)) | arguments)


def test_images_without_channels_are_refused():
    with pytest.raises(UsageError, match="Received"):
        extract_patches(np.ones((1, 5, 5)), (2, 2))

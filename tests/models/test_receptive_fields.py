"""Receptive fields from the graph against the support of the gradient."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from medkeras.models.cnn import (
    alexnet,
    inception,
    lenet5,
    receptive_field,
    resnet,
    vgg,
)
from medkeras.utils.errors import UsageError


def stack(shape, *stacked):
    return keras.Sequential([keras.Input(shape), *stacked])


def last_maps(model):
    """The maps before flattening or global pooling."""
    for layer in model.layers:
        if (
            isinstance(layer, layers.Flatten)
            or "Global" in type(layer).__name__
        ):
            return keras.Model(model.input, layer.input)
    return model


def support(model, unit):
    """First and last place, of each axis, that move one unit."""
    maps = last_maps(model)
    # No weight below zero: nothing cancels and no ReLU is shut. A maximum
    # hears one place of its window, so many draws are looked at.
    maps.set_weights([np.abs(w) for w in maps.get_weights()])
    draws = 200 if any("Max" in type(x).__name__ for x in maps.layers) else 1
    x = np.random.default_rng(0).uniform(1, 2, (draws, *maps.input_shape[1:]))
    x = tf.constant(x.astype("f4"))
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(maps(x, training=False)[(slice(None), *unit)])
    seen = np.any(tape.gradient(loss, x).numpy() != 0, axis=(0, -1))
    return [(int(i.min()), int(i.max())) for i in np.nonzero(seen)]


def predicted(model, unit):
    field = receptive_field(model)
    middles = [
        offset + stride * number
        for offset, stride, number in zip(
            field.offset, field.stride, unit, strict=True
        )
    ]
    halves = [(size - 1) / 2 for size in field.size]
    return [(m - h, m + h) for m, h in zip(middles, halves, strict=True)]


NETWORKS = {
    "lenet5": (lenet5((33, 37, 1), 2), (3, 4)),
    "lenet5 signal": (lenet5((37, 1), 2), (3,)),
    "lenet5 volume": (lenet5((29, 28, 30, 1), 2), (2, 2, 2)),
    "alexnet": (alexnet((195 + 160, 1), 2, units=4), (4,)),
    "two groups": (alexnet((195 + 160, 1), 2, grouped=True, units=4), (4,)),
    "vgg": (vgg((33, 37, 1), 2, ((1, 4), (2, 4)), units=4), (3, 4)),
    "resnet": (resnet((41, 38, 1), 1, num_filters=4), (5, 4)),
    "resnet, large stem": (
        resnet((75, 1), 1, blocks=(1, 1), num_filters=4, large_stem=True),
        (4,),
    ),
    "inception": (inception((61, 1), 1, num_filters=8), (7,)),
    "dilated": (
        stack((33, 1), layers.Conv1D(2, 3, dilation_rate=4),
              layers.Conv1D(2, 2, strides=3)), (2,),
    ),
    "causal": (
        stack((33, 1), layers.Conv1D(2, 4, padding="causal"),
              layers.Conv1D(2, 3, dilation_rate=2, padding="causal")), (20,),
    ),
    "unlike axes": (
        stack((33, 37, 1), layers.ZeroPadding2D(((1, 2), (3, 0))),
              layers.Conv2D(2, (3, 5), strides=(1, 2)),
              layers.AveragePooling2D((2, 1))), (4, 5),
    ),
    "separable": (
        stack((33, 37, 1), layers.SeparableConv2D(2, 3, padding="same"),
              layers.DepthwiseConv2D(4, strides=2, padding="same")), (6, 7),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_the_field_is_the_support_of_the_gradient(name):
    model, unit = NETWORKS[name]
    assert predicted(model, unit) == support(model, unit)


def test_one_unit_further_is_one_stride_further():
    model, unit = NETWORKS["resnet"]
    stride = receptive_field(model).stride
    assert stride == (4, 4)
    for axis in (0, 1):
        moved = tuple(n - (i == axis) for i, n in enumerate(unit))
        assert predicted(model, moved) == support(model, moved)


def test_an_even_width_lies_between_two_places():
    field = receptive_field(stack((8, 1), layers.Conv1D(1, 4)))
    assert field == ((4,), (1,), (1.5,))


def test_branches_count_by_the_largest():
    inputs = keras.Input((9, 1))
    joined = layers.Add()(
        [
            layers.Conv1D(2, 1)(inputs),
            layers.Conv1D(2, 5, padding="same")(inputs),
        ]
    )
    assert receptive_field(keras.Model(inputs, joined)).size == (5,)


def test_what_cannot_be_known_is_refused():
    inputs = keras.Input((8, 1))
    with pytest.raises(UsageError, match="LSTM"):
        memory = layers.LSTM(2, return_sequences=True)(inputs)
        receptive_field(keras.Model(inputs, memory))
    with pytest.raises(UsageError, match="Functional"):
        receptive_field(keras.Sequential([layers.Conv1D(1, 3)]))
    with pytest.raises(UsageError, match="input shape"):
        receptive_field(stack((None, 1), layers.Conv1D(1, 3, padding="same")))
    slow = layers.Conv1D(1, 1, strides=2)(layers.ZeroPadding1D((0, 8))(inputs))
    with pytest.raises(UsageError, match="equal stride"):
        receptive_field(keras.Model(inputs, layers.Add()([inputs, slow])))

"""The Morlet wavelet as activation: values, places, gradients."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers.wavelet_activation import WaveletActivation
from medkeras.utils.errors import UsageError


def morlet(x, shift, scale):
    u = (x - shift) / scale
    return np.cos(5 * u) * np.exp(-(u**2) / 2)


@pytest.mark.parametrize("shape", [(7,), (5, 3)])
def test_the_boring_checks(shape, check_layer):
    check_layer(WaveletActivation, {"scale": 2.0}, shape, shape)


def test_every_unit_has_its_own_shift_and_scale():
    layer = WaveletActivation()
    x = np.random.default_rng(0).normal(size=(9, 3)).astype("float32")
    layer(x)
    shift, scale = np.array([0.3, -1.0, 0.0]), np.array([0.5, 1.0, 2.0])
    layer.set_weights([shift, np.log(scale)])
    np.testing.assert_allclose(layer(x), morlet(x, shift, scale), atol=1e-5)


def test_the_gradients_are_those_of_small_steps():
    layer = WaveletActivation(1.5, dtype="float64")
    x = np.random.default_rng(1).normal(size=(4, 2))
    with tf.GradientTape() as tape:
        total = keras.ops.sum(layer(x) ** 2)
    gradients = tape.gradient(total, layer.trainable_weights)
    start = [np.array(weight) for weight in layer.get_weights()]
    assert [weight.name for weight in layer.weights] == ["shift", "log_scale"]
    for number, gradient in enumerate(gradients):
        for unit in range(2):
            sums = []
            for step in (1e-5, -1e-5):
                moved = [weight.copy() for weight in start]
                moved[number][unit] += step
                layer.set_weights(moved)
                sums.append(float(keras.ops.sum(layer(x) ** 2)))
            expected = (sums[0] - sums[1]) / 2e-5
            assert float(gradient[unit]) == pytest.approx(expected, rel=1e-5)


def test_far_from_its_place_a_unit_is_silent():
    assert abs(float(WaveletActivation(0.1)(np.ones((1, 1)))[0, 0])) < 1e-6
    assert float(WaveletActivation(0.1)(np.zeros((1, 1)))[0, 0]) == 1


@pytest.mark.parametrize("scale", [0, -1.0, "wide", None, float("nan")])
def test_a_scale_that_is_not_above_0_is_refused(scale):
    with pytest.raises(UsageError, match="scale"):
        WaveletActivation(scale)


def test_rows_of_another_width_are_one_line():
    layer = WaveletActivation()
    layer(np.ones((2, 3)))
    with pytest.raises(UsageError, match="Received") as error:
        layer(np.ones((2, 4)))
    assert "\n" not in str(error.value)

"""Batch normalisation by hand against Keras, tape and differences."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand.normalization import (
    batch_normalization,
    batch_normalization_gradients,
)
from medkeras.utils.errors import UsageError

PRECISIONS = [("float32", 1e-6), ("float64", 1e-10)]
to_numpy = keras.ops.convert_to_numpy


def random_arrays(shape, dtype="float64"):
    generator = np.random.default_rng(0)
    x, upstream = generator.normal(size=(2, *shape)).astype(dtype)
    weights = generator.uniform(0.5, 1.5, (4, shape[-1])).astype(dtype)
    return x, upstream * np.asarray(0.1, dtype), weights


@pytest.mark.parametrize("dtype, tolerance", PRECISIONS)
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("shape", [(7, 3), (2, 5, 3, 4)])
def test_equals_keras_and_the_tape(shape, training, dtype, tolerance):
    x, upstream, weights = random_arrays(shape, dtype)
    layer = keras.layers.BatchNormalization(dtype=dtype)
    layer.build(shape)
    layer.set_weights(list(weights))
    tensor = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        expected = layer(tensor, training=training)
        loss = tf.reduce_sum(expected * upstream)
    y, moving, seen = batch_normalization(
        x, *weights[:2], tuple(weights[2:]), training
    )
    near = dict(atol=tolerance, rtol=tolerance)
    np.testing.assert_allclose(y, to_numpy(expected), **near)
    for ours, theirs in zip(moving, layer.get_weights()[2:], strict=True):
        np.testing.assert_allclose(ours, theirs, **near)
    sources = [tensor, layer.gamma.value, layer.beta.value]
    ours = batch_normalization_gradients(seen, upstream).values()
    for mine, theirs in zip(ours, tape.gradient(loss, sources), strict=True):
        assert mine.dtype == dtype
        np.testing.assert_allclose(mine, to_numpy(theirs), **near)


@pytest.mark.parametrize("training", [True, False])
def test_gradients_equal_finite_differences(training):
    x, upstream, weights = random_arrays((5, 3))
    arrays = dict(x=x, gamma=weights[0], beta=weights[1])
    options = dict(moving=tuple(weights[2:]), training=training)
    _, _, seen = batch_normalization(**arrays, **options)
    for name, gradient in batch_normalization_gradients(seen, upstream).items():
        for place in np.ndindex(gradient.shape):
            rise = 0
            for step in (1e-5, -1e-5):
                moved = {k: v.copy() for k, v in arrays.items()}
                moved[name][place] += step
                y, _, _ = batch_normalization(**moved, **options)
                rise += np.sum(y * upstream) / step
            assert abs(rise / 2 - gradient[place]) < 1e-8


def test_what_does_not_fit_is_refused():
    x, upstream, weights = random_arrays((5, 3))
    with pytest.raises(UsageError, match="Received"):
        batch_normalization(x[:, 1:], *weights[:2], tuple(weights[2:]), True)
    _, _, seen = batch_normalization(x, *weights[:2], tuple(weights[2:]), True)
    with pytest.raises(UsageError, match="Received"):
        batch_normalization_gradients(seen, upstream[1:])

"""A step of memory: its numbers and its gradient, against TensorFlow's own."""

import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers.gated_memory import next_memory

UNITS = 3


def plain(z, c, taken, kept):
    """The same, its gradient put together by TensorFlow."""
    z_i, z_f, z_g, z_o = tf.split(z, 4, axis=-1)
    c = tf.sigmoid(z_f) * kept * c + tf.sigmoid(z_i) * taken * tf.tanh(z_g)
    return tf.sigmoid(z_o) * tf.tanh(c), c


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("scaled", [True, False])
def test_numbers_and_gradients_are_those_of_tensorflow(dtype, scaled):
    draw = np.random.default_rng(0)
    z = tf.constant(draw.normal(size=(5, 4 * UNITS)), dtype)
    c = tf.constant(draw.normal(size=(5, UNITS)), dtype)
    taken, kept = tf.constant(draw.uniform(size=(2, 5, 1)), dtype)
    scales = {next_memory: kept, plain: kept}
    if not scaled:
        scales = {next_memory: None, plain: tf.ones_like(kept)}
    found = []
    for step, share in scales.items():
        with tf.GradientTape() as tape:
            tape.watch([z, c])
            h, new = step(z, c, taken, share)
            loss = tf.reduce_sum(h**2) + tf.reduce_sum(tf.sin(new))
        found.append([h, new, *tape.gradient(loss, [z, c])])
    for ours, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_scales_get_no_gradient():
    one = tf.ones((2, 1))
    with tf.GradientTape() as tape:
        tape.watch(one)
        h, _ = next_memory(tf.zeros((2, 4)), tf.ones((2, 1)), one, one)
    assert tape.gradient(h, one) is None

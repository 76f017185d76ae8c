"""The Conv-LSTM step by hand against Keras, the tape and the LSTM."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand.conv_lstm import (
    ConvLSTMWeights,
    conv_lstm_step,
    conv_lstm_step_gradients,
)
from medkeras.utils.errors import UsageError

FILTERS = 3


def random_weights(kernel_size=3, channels=2, peephole=None):
    generator = np.random.default_rng(0)
    size = (kernel_size, kernel_size)
    return ConvLSTMWeights(
        generator.normal(size=(*size, channels, 4 * FILTERS)) * 0.3,
        generator.normal(size=(*size, FILTERS, 4 * FILTERS)) * 0.3,
        generator.normal(size=4 * FILTERS),
        peephole,
    )


def states(height=5, width=7):
    generator = np.random.default_rng(1)
    frame = generator.normal(size=(2, height, width, 2))
    hidden, cell = generator.normal(size=(2, 2, height, width, FILTERS))
    return frame, hidden, cell


def run_over_time(frames, weights):
    batch, steps, *places, _ = frames.shape
    hidden = cell = np.zeros((batch, *places, FILTERS))
    for step in range(steps):
        hidden, cell, _ = conv_lstm_step(frames[:, step], hidden, cell, weights)
    return hidden


def test_four_steps_equal_keras_conv_lstm_2d():
    frames = np.random.default_rng(2).normal(size=(2, 4, 5, 7, 2))
    weights = random_weights(peephole=np.zeros((3, 5, 7, FILTERS)))
    layer = keras.layers.ConvLSTM2D(FILTERS, 3, padding="same")
    layer.build(frames.shape)
    layer.set_weights(weights[:3])
    np.testing.assert_allclose(
        run_over_time(frames, weights),
        layer(frames.astype("float32")),
        atol=1e-5,
    )


def test_one_by_one_kernels_and_pixels_are_an_lstm():
    frames = np.random.default_rng(3).normal(size=(2, 6, 1, 1, 2))
    weights = random_weights(kernel_size=1)
    layer = keras.layers.LSTM(FILTERS)
    layer.build((2, 6, 2))
    layer.set_weights(
        [weights.kernel[0, 0], weights.recurrent_kernel[0, 0], weights.bias]
    )
    np.testing.assert_allclose(
        run_over_time(frames, weights)[:, 0, 0],
        layer(frames[:, :, 0, 0].astype("float32")),
        atol=1e-5,
    )


def test_peephole_of_the_output_gate_sees_the_new_cell():
    frame, hidden, cell = states()
    peephole = np.zeros((3, 5, 7, FILTERS))
    peephole[2] = 50.0  # opens o where C' > 0, shuts it where C' < 0
    weights = random_weights(peephole=peephole)
    next_hidden, next_cell, _ = conv_lstm_step(frame, hidden, cell, weights)
    clear = np.abs(next_cell) > 0.5
    expected = np.where(next_cell > 0, np.tanh(next_cell), 0)
    np.testing.assert_allclose(next_hidden[clear], expected[clear], atol=1e-3)


def tape_step(frame, hidden, cell, kernel, recurrent_kernel, bias, peephole):
    """The six equations once more, for automatic differentiation."""
    gates = (
        tf.nn.conv2d(frame, kernel, 1, "SAME")
        + tf.nn.conv2d(hidden, recurrent_kernel, 1, "SAME")
        + bias
    )
    to_i, to_f, to_g, to_o = tf.split(gates, 4, axis=-1)
    i = tf.sigmoid(to_i + peephole[0] * cell)
    f = tf.sigmoid(to_f + peephole[1] * cell)
    new = f * cell + i * tf.tanh(to_g)
    return tf.sigmoid(to_o + peephole[2] * new) * tf.tanh(new), new


@pytest.mark.parametrize("with_peephole", [False, True])
def test_gradients_equal_gradient_tape(with_peephole):
    generator = np.random.default_rng(4)
    peephole = generator.normal(size=(3, 5, 7, FILTERS))
    weights = random_weights(peephole=peephole if with_peephole else None)
    frame, hidden, cell = states()
    for_hidden, for_cell = generator.normal(size=(2, 2, 5, 7, FILTERS))
    values = dict(frame=frame, hidden=hidden, cell=cell)
    values |= dict(zip(weights._fields, weights, strict=True))
    values["peephole"] = peephole if with_peephole else 0 * peephole
    tensors = {name: tf.constant(value) for name, value in values.items()}
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        new_hidden, new_cell = tape_step(**tensors)
        loss = tf.reduce_sum(new_hidden * for_hidden + new_cell * for_cell)
    expected = tape.gradient(loss, tensors)
    _, _, seen = conv_lstm_step(frame, hidden, cell, weights)
    ours = conv_lstm_step_gradients(seen, for_hidden, for_cell)
    assert ("peephole" in ours) == with_peephole
    for name, gradient in ours.items():
        np.testing.assert_allclose(gradient, expected[name], atol=1e-10)


def test_first_step_teaches_neither_memory_nor_forget_gate():
    frame, hidden, cell = states()
    weights = random_weights()
    _, _, seen = conv_lstm_step(frame, 0 * hidden, 0 * cell, weights)
    first = conv_lstm_step_gradients(seen, np.ones_like(hidden))
    assert np.all(first["recurrent_kernel"] == 0)
    # The forget gate multiplies C = 0, so it learns nothing either.
    i, f, g, o = np.split(first["kernel"], 4, axis=-1)
    assert np.all(f == 0)
    assert all(np.all(gate != 0) for gate in (i, g, o))
    _, _, seen = conv_lstm_step(frame, hidden, cell, weights)
    later = conv_lstm_step_gradients(seen, np.ones_like(hidden))
    assert np.all(later["recurrent_kernel"] != 0)


def test_states_that_do_not_fit_are_refused():
    frame, hidden, cell = states()
    with pytest.raises(UsageError, match="Received"):
        conv_lstm_step(frame, hidden[:, 1:], cell, random_weights())

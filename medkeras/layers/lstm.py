"""An LSTM that trains on all cores of a CPU."""

from itertools import pairwise

import keras
import tensorflow as tf

from medkeras.layers.input_validation import InputValidationMixin, width_of
from medkeras.utils.cores import cores

MOST_PARTS = 8  # of a batch; parts of a few rows gain nothing


@keras.saving.register_keras_serializable(package="medkeras")
class LSTM(InputValidationMixin, keras.layers.LSTM):
    """As keras.layers.LSTM, with the loop compiled and run on every core.

        i, f, o = σ(x_t W + h_{t-1} U + b),  g = tanh(x_t W + h_{t-1} U + b)
        c_t = f c_{t-1} + i g,               h_t = o tanh(c_t)

    A loop over steps cannot be cut, but a batch can: its rows know nothing
    of each other. On a CPU, training takes a part of the rows to each core,
    where XLA has compiled the steps into one program; the gradient is
    written out here, since TensorFlow cannot carry what its own would need
    out of such a program. Everything else, a mask, other activations, hidden
    parts of the state, a GPU, inference, goes Keras's way.

    The first batch of each shape takes about a second to compile. A model
    with this layer is not compiled as a whole: `jit_compile` would put the
    loops in a row again.

    Args:
        units: size of the memory.
        **kwargs: as keras.layers.LSTM.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.lstm import LSTM
        >>> layer = LSTM(3)
        >>> layer(np.zeros((2, 5, 4)), training=True).shape
        TensorShape([2, 3])

    Reference: Gers et al. 2000, doi:10.1162/089976600300015015.
    Chapter: 2.1.2
    """

    def __init__(self, units: int, **kwargs):
        super().__init__(units, **kwargs)
        # The loops are compiled one by one, so that they can run abreast.
        self.supports_jit = False

    def build(self, sequences_shape, initial_state_shape=None):
        """As keras.layers.LSTM; a part of wider rows must not be read."""
        super().build(sequences_shape, initial_state_shape)
        spec = width_of(sequences_shape, 3)
        self.input_spec = keras.layers.InputSpec(**spec)

    def inner_loop(self, sequences, initial_state, mask, training=False):
        """Read the sequences; the last output, all outputs, the states."""
        if not training or not self._can_be_cut(sequences, mask):
            return super().inner_loop(sequences, initial_state, mask, training)
        if self.dropout:
            hidden = self.cell.get_dropout_mask(sequences[:, 0, :])
            sequences = sequences * hidden[:, None]
        if self.go_backwards:
            sequences = tf.reverse(sequences, axis=[1])
        cell = self.cell
        weights = cell.kernel, cell.recurrent_kernel, cell.bias
        weights = [tf.convert_to_tensor(weight) for weight in weights]
        outputs, last = _abreast(sequences, *initial_state, *weights)
        return outputs[:, -1], outputs, [outputs[:, -1], last]

    def _can_be_cut(self, sequences, mask):
        usual = (
            self.activation is keras.activations.tanh
            and self.recurrent_activation is keras.activations.sigmoid
            and self.use_bias
        )
        return (
            usual
            and mask is None
            and tf.is_tensor(sequences)
            and sequences.dtype == tf.float32
            and not (self.recurrent_dropout or self.unroll)
            and not tf.config.list_logical_devices("GPU")
        )


def _abreast(x, h, c, *weights):
    """Cut the rows into one part a core; all outputs and the last cell."""
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    parts = min(max(cores() // replicas, 1), MOST_PARTS)
    rows = tf.shape(x)[0]
    edges = [rows * part // parts for part in range(parts + 1)]
    read = [
        _lstm(x[start:end], h[start:end], c[start:end], *weights)
        for start, end in pairwise(edges)
    ]
    outputs, last = zip(*read, strict=True)
    shape = (x.shape[0], x.shape[1], h.shape[-1])
    return tf.ensure_shape(tf.concat(outputs, 0), shape), tf.concat(last, 0)


@tf.custom_gradient
def _lstm(x, h, c, kernel, recurrent_kernel, bias):
    """All outputs, (batch, steps, units), and the last cell."""
    given = x, h, c, kernel, recurrent_kernel, bias
    # TensorFlow shall not prepare a gradient of its own of the loop.
    seen = _forward(*map(tf.stop_gradient, given))

    def gradient(outputs, last):
        return _backward(outputs, last, *seen, *given[:-1])

    outputs, cells, _ = seen
    return (tf.transpose(outputs, (1, 0, 2)), cells[-1]), gradient


@tf.function(jit_compile=True, reduce_retracing=True)
def _forward(x, h, c, kernel, recurrent_kernel, bias):
    """Outputs, cells and gates of every step; time comes first."""
    inputs = tf.matmul(tf.transpose(x, (1, 0, 2)), kernel) + bias
    steps = tf.shape(inputs)[0]
    outputs, cells, gates = (
        tf.TensorArray(tf.float32, steps, element_shape=size)
        for size in (h.shape, c.shape, inputs.shape[1:])
    )
    for step in tf.range(steps):
        scores = inputs[step] + tf.matmul(h, recurrent_kernel)
        i, f, g, o = tf.split(scores, 4, axis=1)
        i, f, g, o = tf.sigmoid(i), tf.sigmoid(f), tf.tanh(g), tf.sigmoid(o)
        c = f * c + i * g
        h = o * tf.tanh(c)
        outputs, cells = outputs.write(step, h), cells.write(step, c)
        gates = gates.write(step, tf.concat([i, f, g, o], axis=1))
    return outputs.stack(), cells.stack(), gates.stack()


@tf.function(jit_compile=True, reduce_retracing=True)
def _backward(
    upstream, last, outputs, cells, gates, x, h, c, kernel, recurrent_kernel
):
    """Gradients of x, h, c, kernel, recurrent kernel and bias."""
    upstream = tf.transpose(upstream, (1, 0, 2))
    before = tf.concat([c[None], cells[:-1]], axis=0)
    back = tf.transpose(recurrent_kernel)
    steps = tf.shape(gates)[0]
    scores = tf.TensorArray(tf.float32, steps, element_shape=gates.shape[1:])
    of_cell, of_output = last, tf.zeros_like(h)
    for step in tf.range(steps - 1, -1, -1):
        i, f, g, o = tf.split(gates[step], 4, axis=1)
        bent = tf.tanh(cells[step])
        of_output += upstream[step]
        of_cell += of_output * o * (1 - bent**2)
        of_scores = tf.concat(
            [
                of_cell * g * i * (1 - i),
                of_cell * before[step] * f * (1 - f),
                of_cell * i * (1 - g**2),
                of_output * bent * o * (1 - o),
            ],
            axis=1,
        )
        scores = scores.write(step, of_scores)
        of_output = tf.matmul(of_scores, back)
        of_cell *= f
    scores = scores.stack()  # (steps, batch, 4 units)
    earlier = tf.concat([h[None], outputs[:-1]], axis=0)
    return (
        tf.transpose(tf.matmul(scores, kernel, transpose_b=True), (1, 0, 2)),
        of_output,
        of_cell,
        tf.tensordot(tf.transpose(x, (1, 0, 2)), scores, [[0, 1], [0, 1]]),
        tf.tensordot(earlier, scores, [[0, 1], [0, 1]]),
        tf.reduce_sum(scores, axis=[0, 1]),
    )

"""An LSTM whose steps are one operation of TensorFlow on a CPU."""

import keras
import tensorflow as tf

from medkeras.layers.input_validation import InputValidationMixin, width_of
from medkeras.layers.parts_of_batch import num_parts, sizes_of_parts


@keras.saving.register_keras_serializable(package="medkeras")
class LSTM(InputValidationMixin, keras.layers.LSTM):
    """As keras.layers.LSTM, with all steps in one fused CPU operation.

        i, f, o = σ(x_t W + h_{t-1} U + b),  g = tanh(x_t W + h_{t-1} U + b)
        c_t = f c_{t-1} + i g,               h_t = o tanh(c_t)

    Keras writes the steps as a loop in the graph, and the loop costs more
    than the arithmetic. TensorFlow has the loop as one operation,
    `BlockLSTMV2`, and another for its gradient; nothing needs compiling. The
    steps wait for each other, but the rows of a batch do not: each core takes
    a part of them. A mask, other activations, a hidden part of the state,
    other numbers than float32 and a GPU, which has an operation of its own,
    go Keras's way.

    The operation's gradient has no gradient itself: a penalty on gradients
    needs keras.layers.LSTM.

    Args:
        units: size of the memory.
        **kwargs: as keras.layers.LSTM.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.lstm import LSTM
        >>> layer = LSTM(3)
        >>> layer(np.zeros((2, 5, 4))).shape
        TensorShape([2, 3])

    Reference: Gers et al. 2000, doi:10.1162/089976600300015015.
    Chapter: 2.1.2
    """

    def __init__(self, units: int, **kwargs):
        super().__init__(units, **kwargs)
        # XLA does not know the operation.
        self.supports_jit = False

    def build(self, sequences_shape, initial_state_shape=None):
        """As keras.layers.LSTM; wider rows than these must not be read."""
        super().build(sequences_shape, initial_state_shape)
        spec = width_of(sequences_shape, 3)
        self.input_spec = keras.layers.InputSpec(**spec)

    def inner_loop(self, sequences, initial_state, mask, training=False):
        """Read the sequences; the last output, all outputs, the states."""
        if not self.can_be_fused(sequences, mask):
            return super().inner_loop(sequences, initial_state, mask, training)
        if training and self.dropout:
            hidden = self.cell.get_dropout_mask(sequences[:, 0, :])
            sequences = sequences * hidden[:, None]
        if self.go_backwards:
            sequences = tf.reverse(sequences, axis=[1])
        steps_first = tf.transpose(sequences, (1, 0, 2))
        made, last, last_cell = self.read(steps_first, *initial_state)
        outputs = tf.transpose(made, (1, 0, 2))
        shape = (*sequences.shape[:2], self.units)
        outputs = tf.ensure_shape(outputs, shape)
        last = tf.ensure_shape(last, (shape[0], self.units))
        return last, outputs, [last, last_cell]

    def read(self, steps_first, h, c, more_rows=(), at_once=1):
        """All outputs, (steps, batch, units), the last one, the last cell.

        `more_rows` of a kernel are for columns beyond those of the layer. So
        many LSTMs read `at_once`, and share the cores.
        """
        cell = self.cell
        rows = [cell.kernel, *more_rows, cell.recurrent_kernel]
        bias = tf.convert_to_tensor(cell.bias)
        weights = tf.concat(rows, axis=0), bias
        return _in_parts(steps_first, h, c, *weights, parts=num_parts(at_once))

    def can_be_fused(self, sequences, mask=None) -> bool:
        """Whether these sequences are read in one operation."""
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


def _in_parts(x, h, c, *weights, parts):
    """All outputs, (steps, batch, units), the last one, and the last cell."""
    rows = x.shape[1]
    # The operation takes no part without rows: zeros fill up to one each.
    if rows is None:
        rows = tf.shape(x)[1]
        missing = tf.maximum(parts - rows, 0)
    else:
        missing = max(parts - rows, 0)
    x = _with_rows(x, missing)
    h, c = (tf.pad(state, [[0, missing], [0, 0]]) for state in (h, c))
    sizes = sizes_of_parts(rows + missing, parts)
    shares = tf.split(x, sizes, 1), tf.split(h, sizes), tf.split(c, sizes)
    made = [_all_steps(*share, *weights) for share in zip(*shares, strict=True)]
    outputs, last, last_cell = zip(*made, strict=True)
    # Each by itself, so that nothing puts together what nobody reads.
    return (
        _where_missing(missing, tf.concat(outputs, 1), lambda x: x[:, :rows]),
        _where_missing(missing, tf.concat(last, 0), lambda x: x[:rows]),
        _where_missing(missing, tf.concat(last_cell, 0), lambda x: x[:rows]),
    )


def _with_rows(x, missing):
    """So many rows of zeros more; where there are none, no copy."""
    more = [[0, 0], [0, missing], [0, 0]]
    return _where_missing(missing, x, lambda x: tf.pad(x, more))


def _where_missing(missing, x, change):
    """`change` of x where rows are missing; where there are none, no copy.

    A number that is known is not asked for in the graph: both answers would
    have a shape there, and the gradient of one does not fit the other.
    """
    if isinstance(missing, int):
        return change(x) if missing else x
    return tf.cond(missing > 0, lambda: change(x), lambda: x)


@tf.custom_gradient
def _all_steps(x, h, c, kernel, bias):
    """Outputs of all steps, (steps, batch, units), the last one, its cell.

    The last output is given by itself, as most readers want no other: its
    gradient then needs no zeros for all steps of a whole batch.

    Written out because the gradient that TensorFlow has registered for
    `BlockLSTMV2` is that of the first version, whose gates stand in another
    order: it answers, wrongly.
    """
    no_peephole = tf.zeros_like(h[0])
    given = dict(
        seq_len_max=tf.shape(x, tf.int64)[0],
        x=x,
        h_prev=h,
        cs_prev=c,
        w=kernel,
        b=bias,
        wci=no_peephole,
        wcf=no_peephole,
        wco=no_peephole,
        use_peephole=False,
    )
    made = tf.raw_ops.BlockLSTMV2(**given, cell_clip=0.0)

    def gradient(of_outputs, of_last, of_last_cell):
        end = [[tf.shape(x)[0] - 1]]
        nothing = tf.zeros_like(of_outputs)
        found = tf.raw_ops.BlockLSTMGradV2(
            **given,
            **made._asdict(),
            h_grad=tf.tensor_scatter_nd_add(of_outputs, end, of_last[None]),
            cs_grad=tf.tensor_scatter_nd_add(nothing, end, of_last_cell[None]),
        )
        return (
            found.x_grad,
            found.h_prev_grad,
            found.cs_prev_grad,
            found.w_grad,
            found.b_grad,
        )

    return (made.h, made.h[-1], made.cs[-1]), gradient

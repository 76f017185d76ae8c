"""The LSTM cell of DeepCare: time, treatment and urgency move its gates."""

import math

import keras
from keras import ops

from medkeras.layers.gated_memory import next_memory
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

TIMES = ("parametric", "decay", None)
DAYS = (60.0, 180.0, 365.0)  # scales of the first, second and third power


def pack(diagnosis, intervention, method, elapsed):
    """Lay what a visit brings side by side, as `DeepCareCell` reads it.

    Args:
        diagnosis: (batch, visits, width), a pooled embedding of diagnoses.
        intervention: of the same shape, of interventions.
        method: (batch, visits), 1 unplanned, 2 planned; below 1 counts as 1.
        elapsed: (batch, visits), days since the visit before.

    Returns:
        (batch, visits, 3 width + 5): diagnoses, interventions of the visit
        before, three powers of the days, interventions, method, days.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.deepcare import pack
        >>> embedded, flat = np.zeros((4, 6, 8)), np.ones((4, 6))
        >>> pack(embedded, embedded, flat, flat).shape
        TensorShape([4, 6, 29])

    Reference: Pham et al. 2017, doi:10.1016/j.jbi.2017.04.001.
    Chapter: 3.2.3
    """
    intervention = ops.convert_to_tensor(intervention)
    before = ops.pad(intervention[:, :-1], [[0, 0], [1, 0], [0, 0]])
    kind = intervention.dtype
    method = ops.maximum(ops.cast(method, kind), 1.0)
    days = ops.cast(elapsed, kind)[..., None]
    powers = [
        (days / scale) ** power for power, scale in enumerate(DAYS, start=1)
    ]
    parts = [
        ops.cast(diagnosis, kind), before, *powers, intervention,
        method[..., None], days,
    ]  # fmt: skip
    return ops.concatenate(parts, axis=-1)


@keras.saving.register_keras_serializable(package="medkeras")
class DeepCareCell(keras.layers.Layer):
    """One visit of the DeepCare network, for `keras.layers.RNN`.

        i = σ(x W_i + h U_i + b_i) / m
        f = σ(x W_f + h U_f + b_f + p' P_f + q Z)
        o = σ(x W_o + h U_o + b_o + p P_o)
        c = f c' + i tanh(x W_g + h U_g + b_g),    h = o tanh(c)

    with x the diagnoses, p the interventions of this visit and p' those of
    the one before, m the admission method (1 unplanned, 2 planned) and
    q = (d / 60, (d / 180)², (d / 365)³) for d days since the visit before.
    What a planned visit brings is taken in by half; what was done at the last
    visit and how long ago it was decide what is forgotten; what is done now
    decides what is shown. With `time="decay"` the forget gate is multiplied
    by 1 / log(e + d) in place of q Z; with None time does nothing.

    Args:
        units: size of the memory.
        time: "parametric", "decay" or None.

    Raises:
        UsageError: no whole number of units, another time, or rows that
            `pack` did not make.

    Example:
        >>> import keras
        >>> import numpy as np
        >>> from medkeras.layers.deepcare import DeepCareCell, pack
        >>> embedded, flat = np.zeros((4, 6, 8), "float32"), np.ones((4, 6))
        >>> rows = pack(embedded, embedded, flat, flat)
        >>> keras.layers.RNN(DeepCareCell(5))(rows).shape
        TensorShape([4, 5])

    Reference: Pham et al. 2017, doi:10.1016/j.jbi.2017.04.001; the powers of
        time and their scales as in the authors' code.
    Chapter: 3.2.3
    """

    def __init__(self, units: int, time: str | None = "parametric", **kwargs):
        super().__init__(**kwargs)
        check_whole("units", units)
        if time not in TIMES:
            raise UsageError(
                f"`time` must be one of {', '.join(map(str, TIMES))}. "
                f"Received: {time}"
            )
        self.units, self.time = units, time
        self.whole = None  # lent by `DeepCareRNN` while its loop is built
        self.state_size, self.output_size = [units, units], units

    def build(self, input_shape):
        """Kernels of the gates in the order i, f, g, o of keras' LSTM."""
        width, rest = divmod(input_shape[-1] - 5, 3)
        if rest or width < 1:
            raise UsageError(
                "visits must be laid out by `pack`: 3 widths and 5 numbers. "
                f"Received: {input_shape[-1]} numbers"
            )
        self.width = width
        u = self.units
        self.kernel = self._weight("kernel", (width, 4 * u))
        self.recurrent_kernel = self._weight(
            "recurrent_kernel", (u, 4 * u), "orthogonal"
        )
        self.bias = self._weight("bias", (4 * u,), _ones_for_the_forget_gate)
        # P_f, and below it the three rows of Z if time is parametric.
        timed = 3 * (self.time == "parametric")
        self.forget_kernel = self._weight(
            "forget_kernel", (width + timed, u), _small_rows_of_time(timed)
        )
        self.output_kernel = self._weight("output_kernel", (width, u))
        self.built = True

    def call(self, inputs, states, training=False):
        """One visit of (batch, 3 width + 5) and the states before it.

        Within `DeepCareRNN` rows and kernel have been made before the loop.
        """
        if self.whole is None:
            rows, whole = self.rows_of(inputs), self.whole_kernel()
        else:
            rows, whole = inputs, self.whole
        h, c = states
        z = ops.matmul(rows, whole) + ops.matmul(h, self.recurrent_kernel)
        # Method and time are no results of weights: no slope goes there.
        if self.time == "decay":
            taken, kept = rows[:, -2:-1], rows[:, -1:]
        else:
            taken, kept = rows[:, -1:], None
        h, c = next_memory(z, c, taken, kept)
        return h, [h, c]

    def rows_of(self, inputs):
        """What the gates read of (..., 3 width + 5), one visit or all.

        Returns:
            x, p' and q if time is parametric, p, 1 for the bias, 1 / m and
            with decay 1 / log(e + d), side by side.
        """
        w, timed = self.width, 3 * (self.time == "parametric")
        parts = [
            inputs[..., : 2 * w + timed],
            inputs[..., 2 * w + 3 : 3 * w + 3],
            ops.ones_like(inputs[..., :1]),
            1 / inputs[..., -2:-1],
        ]
        if self.time == "decay":
            parts.append(1 / ops.log(math.e + inputs[..., -1:]))
        return ops.concatenate(parts, axis=-1)

    def whole_kernel(self):
        """Kernels and bias of `rows_of` in one, 0 where a gate is blind."""
        u, more = self.units, 1 + (self.time == "decay")
        forget = ops.pad(self.forget_kernel, [[0, 0], [u, 2 * u]])
        output = ops.pad(self.output_kernel, [[0, 0], [3 * u, 0]])
        bias = ops.pad(self.bias[None], [[0, more], [0, 0]])
        return ops.concatenate([self.kernel, forget, output, bias], axis=0)

    def get_initial_state(self, batch_size=None):
        """Nothing remembered."""
        shape = (batch_size, self.units)
        return [ops.zeros(shape, self.compute_dtype) for _ in range(2)]

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {"units": self.units, "time": self.time}

    def _weight(self, name, shape, initializer="glorot_uniform"):
        return self.add_weight(name=name, shape=shape, initializer=initializer)


@keras.saving.register_keras_serializable(package="medkeras")
class DeepCareRNN(keras.layers.RNN):
    """`keras.layers.RNN` of a `DeepCareCell`, sooner done.

    The kernels are put together once, not at each visit. The numbers are
    those of `keras.layers.RNN`.

    Args:
        cell: a `DeepCareCell`.
        kwargs: those of `keras.layers.RNN`.

    Raises:
        UsageError: another cell.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.deepcare import DeepCareCell, DeepCareRNN
        >>> DeepCareRNN(DeepCareCell(5))(np.ones((4, 6, 29))).shape
        TensorShape([4, 5])

    Chapter: 3.2.3
    """

    def __init__(self, cell: DeepCareCell, **kwargs):
        if not isinstance(cell, DeepCareCell):
            raise UsageError(
                f"`cell` must be a DeepCareCell. Received: {cell!r}"
            )
        super().__init__(cell, **kwargs)

    def inner_loop(self, sequences, initial_state, mask, training=False):
        """The loop over visits, after what all of them share."""
        rows = self.cell.rows_of(sequences)
        self.cell.whole = self.cell.whole_kernel()
        try:
            return super().inner_loop(rows, initial_state, mask, training)
        finally:
            self.cell.whole = None


def _small_rows_of_time(count):
    """Glorot's rows for the interventions, small ones for time."""
    glorot = keras.initializers.GlorotUniform()
    small = keras.initializers.Orthogonal(gain=0.05)

    def start(shape, dtype=None):
        rows = glorot((shape[0] - count, shape[1]), dtype)
        if not count:
            return rows
        return ops.concatenate([rows, small((count, shape[1]), dtype)])

    return start


def _ones_for_the_forget_gate(shape, dtype=None):
    """As keras' LSTM starts: what is there is kept at first."""
    units = shape[0] // 4
    zeros = ops.zeros((units,), dtype)
    return ops.concatenate([zeros, zeros + 1, zeros, zeros])

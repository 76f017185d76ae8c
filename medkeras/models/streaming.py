"""Forecasters one step at a time, the past kept as a state, for many patients.

A batch form reads all steps again to answer for the last one. At the bedside
the steps come one by one: what the layers have read is kept instead. The
arithmetic is NumPy's, for a step of small matrices is over before TensorFlow
has begun.
"""

import keras
import numpy as np

from medkeras.models.forecaster import FORECAST, RECURRENT, TCN
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


class StreamingForecaster:
    """A forecaster of the book that reads one step of every patient at once.

    Its answers are those of the batch form to single precision: a stream
    begins with an empty past, as a row of a batch does.

    Args:
        model: from `temporal_convolutional_forecaster` or `lstm_forecaster`;
            its weights are copied.
        num_patients: streams that are kept side by side.

    Raises:
        UsageError: another model, or no patients.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.forecaster import lstm_forecaster
        >>> from medkeras.models.streaming import StreamingForecaster
        >>> stream = StreamingForecaster(lstm_forecaster((None, 3)), 2)
        >>> stream.step(np.zeros((2, 3))).shape
        (2, 1)

    Reference: Bai et al. 2018, doi:10.48550/arXiv.1803.01271.
    Chapter: 3.4.5
    """

    def __init__(self, model: keras.Model, num_patients: int = 1):
        check_whole("num_patients", num_patients)
        if getattr(model, "name", None) not in (TCN, RECURRENT):
            raise UsageError(
                f"`model` must be a {TCN} or a {RECURRENT}. Received: "
                f"{getattr(model, 'name', type(model).__name__)}"
            )
        self.num_patients = num_patients
        self.num_features = model.input_shape[-1]
        made = _blocks(model) if model.name == TCN else _cells(model)
        self._parts = [part.started(num_patients) for part in made]
        self._kernel, self._bias = model.get_layer(FORECAST).get_weights()

    def step(self, values) -> np.ndarray:
        """Read the next step of every patient.

        Args:
            values: (patients, features), complete: a missing value is
                carried forward and marked before (`CarryForward`).

        Returns:
            The forecasts, (patients, outputs).

        Raises:
            UsageError: another shape, or values that are not finite.
        """
        shape = (self.num_patients, self.num_features)
        states = real_array("values", values, shape).astype(np.float32)
        for part in self._parts:
            states = part.step(states)
        return states @ self._kernel + self._bias

    def reset(self, patients=None) -> None:
        """Begin anew: all streams, or those whose places are given.

        Args:
            patients: places of the patients who have left their beds; None
                for all.

        Raises:
            UsageError: places that no patient has.
        """
        places = np.arange(self.num_patients) if patients is None else patients
        places = np.atleast_1d(np.asarray(places))
        if places.size and not (
            places.dtype.kind in "iu"
            and 0 <= places.min() <= places.max() < self.num_patients
        ):
            raise UsageError(
                "`patients` must be places from 0 to "
                f"{self.num_patients - 1}. Received: {patients!r}"
            )
        for part in self._parts:
            part.forget(places.astype(np.int64))


class _CausalConvolution:
    """One causal convolution; what it will read again stands in a ring."""

    def __init__(self, kernel, bias, dilation):
        self.kernel, self.bias, self.dilation = kernel, bias, dilation

    def started(self, num_patients):
        """With a past of zeros, as causal padding has it."""
        size, width, _ = self.kernel.shape
        length = (size - 1) * self.dilation + 1
        self.ring = np.zeros((length, num_patients, width), np.float32)
        self.now = 0
        return self

    def step(self, values):
        """The convolution at this step, a ReLU behind it."""
        length = len(self.ring)
        self.ring[self.now] = values
        size = len(self.kernel)
        answer = self.bias
        for tap in range(size):  # the last tap is the present
            back = (size - 1 - tap) * self.dilation
            answer = (
                answer
                + self.ring[(self.now - back) % length] @ self.kernel[tap]
            )
        self.now = (self.now + 1) % length
        return np.maximum(answer, 0)

    def forget(self, places):
        """Zeros in place of what some patients had."""
        self.ring[:, places] = 0


class _Block:
    """Two convolutions and what they read, added."""

    def __init__(self, convolutions, match):
        self.convolutions, self.match = convolutions, match

    def started(self, num_patients):
        """Both convolutions with an empty past."""
        for each in self.convolutions:
            each.started(num_patients)
        return self

    def step(self, values):
        """The block at this step."""
        states = values
        for each in self.convolutions:
            states = each.step(states)
        if self.match is not None:
            kernel, bias = self.match
            values = values @ kernel + bias
        return np.maximum(values + states, 0)

    def forget(self, places):
        """Both convolutions forget some patients."""
        for each in self.convolutions:
            each.forget(places)


class _Cell:
    """One LSTM layer with its two states."""

    def __init__(self, kernel, recurrent, bias):
        self.kernel, self.recurrent, self.bias = kernel, recurrent, bias

    def started(self, num_patients):
        """Both states at zero."""
        units = self.recurrent.shape[0]
        self.hidden = np.zeros((num_patients, units), np.float32)
        self.cell = np.zeros_like(self.hidden)
        return self

    def step(self, values):
        """Gates in Keras's order: input, forget, candidate, output."""
        total = values @ self.kernel + self.hidden @ self.recurrent + self.bias
        i, f, g, o = np.split(total, 4, axis=1)
        self.cell = _sigmoid(f) * self.cell + _sigmoid(i) * np.tanh(g)
        self.hidden = _sigmoid(o) * np.tanh(self.cell)
        return self.hidden

    def forget(self, places):
        """Zero states for some patients."""
        self.hidden[places] = 0
        self.cell[places] = 0


def _blocks(model):
    """The blocks of a TCN in their order, with its weights."""
    names = {layer.name for layer in model.layers}
    number = 0
    while f"block_{number}_conv_0" in names:
        pair = [model.get_layer(f"block_{number}_conv_{k}") for k in (0, 1)]
        convolutions = [
            _CausalConvolution(*each.get_weights(), each.dilation_rate[0])
            for each in pair
        ]
        match = f"block_{number}_match"
        weights = (
            model.get_layer(match).get_weights() if match in names else None
        )
        yield _Block(convolutions, weights)
        number += 1


def _cells(model):
    """The LSTM layers in their order, with their weights."""
    for layer in model.layers:
        if layer.name.startswith("lstm_"):
            yield _Cell(*layer.get_weights())


def _sigmoid(values):
    """1 / (1 + e^-x) without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * values))

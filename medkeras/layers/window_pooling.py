"""From the windows of a day to one vector, whatever windows are missing."""

import keras
from keras import layers, ops

from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

KINDS = ("mean", "attention")
LEAST = -1e9  # score of a window that is not there: its weight is 0 exactly


@keras.saving.register_keras_serializable(package="medkeras")
class WindowPooling(layers.Layer):
    """Mean of the windows that are there, plain or weighed by attention.

        e_t = v · tanh(W h_t + b),  a_t = exp(e_t) / Σ_there exp(e_s)
        pooled = Σ_there a_t h_t

    For "mean" all a_t are alike. A window that is not there has the weight 0,
    whatever it holds. Outside of training, a day without any window gives
    NaN: no answer rather than a silent one.

    Args:
        kind: "mean" or "attention".
        units: rows of W; unused for "mean".

    Raises:
        UsageError: another kind, or no whole number of units.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.window_pooling import WindowPooling
        >>> windows, there = np.ones((2, 5, 3)), np.ones((2, 5))
        >>> WindowPooling("mean")(windows, there).shape
        TensorShape([2, 3])

    Reference: Bahdanau et al. 2015, doi:10.48550/arXiv.1409.0473.
    Chapter: 3.2.2
    """

    def __init__(self, kind: str = "attention", units: int = 8, **kwargs):
        super().__init__(**kwargs)
        if kind not in KINDS:
            raise UsageError(
                f"`kind` must be one of {', '.join(KINDS)}. Received: {kind!r}"
            )
        check_whole("units", units)
        self.kind, self.units = kind, units
        self.supports_masking = True  # it reads `there`; no mask leaves it
        if kind == "attention":
            self.hidden = layers.Dense(units, "tanh", name="hidden")
            self.score = layers.Dense(1, use_bias=False, name="score")

    def build(self, windows_shape, there_shape=None):
        """The two layers of the scores."""
        if self.kind == "attention":
            self.hidden.build(windows_shape)
            self.score.build((*windows_shape[:-1], self.units))
        self.built = True

    def weights_of(self, windows, there):
        """Weights of the windows, (days, windows), 1 together or all 0."""
        there = ops.cast(there, "float32")
        if self.kind == "mean":
            count = ops.sum(there, axis=1, keepdims=True)
            return there / ops.maximum(count, 1.0)
        scores = self.score(self.hidden(windows))[..., 0]
        scores = ops.where(there > 0, ops.cast(scores, "float32"), LEAST)
        return ops.softmax(scores, axis=1) * there

    def call(self, windows, there, training=None):
        """(days, units) of (days, windows, units) and (days, windows)."""
        there = ops.cast(there, "float32")
        # A window that is not there may hold anything, even no number.
        windows = ops.where(there[..., None] > 0, windows, 0.0)
        weights = self.weights_of(windows, there)[..., None]
        pooled = ops.sum(ops.cast(weights, windows.dtype) * windows, axis=1)
        if training:
            return pooled
        empty = ops.sum(there, axis=1, keepdims=True) == 0
        return ops.where(empty, float("nan"), pooled)

    def compute_mask(self, inputs, previous_mask=None):
        """None: there are no windows any more."""
        return None

    def compute_output_shape(self, windows_shape, there_shape=None):
        """(days, units)."""
        return windows_shape[0], windows_shape[2]

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {"kind": self.kind, "units": self.units}

"""Risk from a day of ECG: a convolution a window, a memory over the windows."""

from collections.abc import Sequence

import keras
from keras import layers, ops

from medkeras.layers.fused_batch_normalization import FusedBatchNormalization
from medkeras.layers.lstm import LSTM
from medkeras.layers.window_pooling import WindowPooling
from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole, checked_sizes

RISK = "risk"
MOMENTUM = 0.9  # of batch normalisation: these networks take few steps


@keras.saving.register_keras_serializable(package="medkeras")
class HideWindows(layers.Layer):
    """Zeros in place of all windows that are not there.

    What such a window held, even no number, cannot reach any later layer.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.ecg_risk import HideWindows
        >>> windows = np.full((1, 2, 3, 1), np.nan)
        >>> hidden = HideWindows()(windows, np.zeros((1, 2)))
        >>> bool((np.array(hidden) == 0).all())
        True

    Chapter: 3.2.2
    """

    def call(self, windows, there):
        """(days, windows, samples, leads), zeros where `there` is 0."""
        there = ops.cast(there, "float32")[..., None, None]
        return ops.where(there > 0, windows, 0.0)

    def compute_output_shape(self, windows_shape, there_shape=None):
        """The windows' own."""
        return windows_shape


def ecg_risk_network(
    num_windows: int,
    window_shape: tuple[int, int],
    hrv_features: int = 0,
    filters: Sequence[int] = (8, 16),
    kernel_size: int = 7,
    pool_size: int = 4,
    units: int = 16,
    lstm: bool = True,
    pooling: str = "attention",
    dropout: float = 0.2,
):
    """Windows to vectors, an LSTM over them, their mean or attention, a risk.

    Each window goes through the same convolutions, each followed by layer
    normalisation over its channels (that of a batch would let bad windows
    move good ones), ReLU and maximum pooling; then the mean and the maximum
    over the window's time. The LSTM keeps its state where a window is not
    there. A second branch reads heart-rate variability of the whole day.

    A window that is not there changes no answer. With `lstm=False` and
    pooling "mean" the order of the windows changes none, either. A day
    without any window gives NaN.

    Args:
        num_windows: of a day; the missing ones have 0 in the mask.
        window_shape: (samples, leads) of a window.
        hrv_features: numbers about the day that the second branch reads; 0
            for none.
        filters: of each convolution.
        kernel_size: samples that a filter of the first convolution sees.
        pool_size: samples of which the largest is kept, after each of them.
        units: of the LSTM, or of the dense layer in its place.
        lstm: whether a memory reads the windows in their order.
        pooling: over the day, "attention" or "mean".
        dropout: share of the day's vector hidden in training.

    Returns:
        A model from {"windows": (days, num_windows, samples, leads), "there":
        (days, num_windows), 1 or 0, and with `hrv_features` "hrv": (days,
        hrv_features)} to (days, 1).

    Raises:
        UsageError: sizes out of range, or windows too short for so many
            poolings.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.ecg_risk import ecg_risk_network
        >>> model = ecg_risk_network(4, (64, 1), hrv_features=2, filters=(2,))
        >>> day = {"windows": np.ones((1, 4, 64, 1)), "there": np.ones((1, 4)),
        ...     "hrv": np.zeros((1, 2))}
        >>> model(day).shape
        TensorShape([1, 1])

    Reference: after the abstract of Paragliola and Coronato 2021, Journal of
        Biomedical Informatics 113, 103648, whose layers are not known to us.
    Chapter: 3.2.2
    """
    samples, leads = _window(window_shape)
    sizes = checked_sizes("filters", filters)
    _check(num_windows, hrv_features, units, dropout)
    check_whole("kernel_size", kernel_size)
    check_whole("pool_size", pool_size)
    if samples < pool_size ** len(sizes):
        raise UsageError(
            f"`window_shape` must have {pool_size ** len(sizes)} samples or "
            f"more for {len(sizes)} poolings by {pool_size}. Received: "
            f"{samples}"
        )
    windows = keras.Input((num_windows, samples, leads), name="windows")
    there = keras.Input((num_windows,), name="there")
    read = HideWindows(name="hide")(windows, there)
    encoder = _encoder((samples, leads), sizes, kernel_size, pool_size)
    vectors = layers.TimeDistributed(encoder, name="each_window")(read)
    if lstm:
        mask = ops.cast(there, "bool")
        states = LSTM(units, return_sequences=True, name="memory")(
            vectors, mask=mask
        )
    else:
        states = layers.Dense(units, "relu", name="dense")(vectors)
    day = WindowPooling(pooling, name="day")(states, there)
    inputs = {"windows": windows, "there": there}
    if hrv_features:
        inputs["hrv"] = keras.Input((hrv_features,), name="hrv")
        branch = layers.Dense(units, "relu", name="hrv_branch")(inputs["hrv"])
        day = layers.Concatenate(name="both")([day, branch])
    risk = layers.Dense(1, "sigmoid", name=RISK)(
        layers.Dropout(dropout, name="dropout")(day)
    )
    return Model(inputs, risk, name="ecg_risk_network")


def attention_of(model: keras.Model, day: dict):
    """Weights that the network gives to the windows of each day.

    Args:
        model: from `ecg_risk_network`.
        day: as the model reads it.

    Returns:
        (days, num_windows), 1 together, 0 for windows that are not there.

    Raises:
        UsageError: another model.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.ecg_risk import attention_of, ecg_risk_network
        >>> model = ecg_risk_network(4, (64, 1), filters=(2,))
        >>> day = {"windows": np.ones((1, 4, 64, 1)),
        ...     "there": np.array([[1, 1, 0, 0]])}
        >>> round(float(attention_of(model, day)[0, :2].sum()), 3)
        1.0

    Chapter: 3.2.2
    """
    if getattr(model, "name", None) != "ecg_risk_network":
        raise UsageError(
            "`model` must be one of `ecg_risk_network`. Received: "
            f"{getattr(model, 'name', type(model).__name__)}"
        )
    layer = model.get_layer("day")
    before = keras.Model(model.input, layer.input[0])
    given = {name: day[name] for name in model.input}
    weights = layer.weights_of(before(given, training=False), day["there"])
    return ops.convert_to_numpy(weights)


def lstm_fcn(
    input_shape: tuple[int, int],
    num_classes: int = 1,
    units: int = 8,
    filters: Sequence[int] = (128, 256, 128),
    kernel_sizes: Sequence[int] = (8, 5, 3),
    dropout: float = 0.8,
) -> keras.Model:
    """A convolutional and a recurrent reading of one series, side by side.

    One branch: convolutions with batch normalisation and ReLU, and the mean
    over time. The other: the series turned over (dimension shuffle), so that
    an LSTM reads each channel's whole course as one step; dropout. Both
    vectors together go into the last layer. A series of one channel is a
    single step: its LSTM has nothing to remember.

    Args:
        input_shape: (steps, channels).
        num_classes: 1 for one probability, more for a distribution.
        units: of the LSTM.
        filters: of each convolution.
        kernel_sizes: steps that the filters of each convolution see.
        dropout: share of the LSTM's answer hidden in training.

    Returns:
        A model from (series, steps, channels) to (series, num_classes).

    Raises:
        UsageError: sizes out of range, filters and kernels of unlike number.

    Example:
        >>> from medkeras.models.ecg_risk import lstm_fcn
        >>> model = lstm_fcn((20, 1), filters=(4, 4), kernel_sizes=(5, 3))
        >>> model.output_shape
        (None, 1)

    Reference: Karim et al. 2018, doi:10.1109/ACCESS.2017.2779939.
    Chapter: 3.2.2
    """
    steps, channels = _window(input_shape, "input_shape")
    filters = checked_sizes("filters", filters)
    kernels = checked_sizes("kernel_sizes", kernel_sizes)
    if len(filters) != len(kernels):
        raise UsageError(
            "`kernel_sizes` must be as many as `filters`. Received: "
            f"{len(kernels)} and {len(filters)}"
        )
    _check(1, 0, units, dropout)
    check_whole("num_classes", num_classes)
    series = keras.Input((steps, channels), name="series")
    maps = series
    for count, width in zip(filters, kernels, strict=True):
        maps = layers.Conv1D(
            count, width, padding="same", kernel_initializer="he_uniform"
        )(maps)
        maps = FusedBatchNormalization(momentum=MOMENTUM)(maps)
        maps = layers.Activation("relu")(maps)
    convolved = layers.GlobalAveragePooling1D()(maps)
    shuffled = layers.Permute((2, 1))(series)  # (channels, steps)
    recurrent = layers.Dropout(dropout)(LSTM(units)(shuffled))
    both = layers.Concatenate()([convolved, recurrent])
    last = "sigmoid" if num_classes == 1 else "softmax"
    answer = layers.Dense(num_classes, last, name=RISK)(both)
    return Model(series, answer, name="lstm_fcn")


def _encoder(shape, filters, kernel_size, pool_size):
    """One window, (samples, leads), to a vector of twice the last filters."""
    window = keras.Input(shape)
    maps = window
    for count in filters:
        maps = layers.Conv1D(count, kernel_size, padding="same")(maps)
        maps = layers.LayerNormalization()(maps)
        maps = layers.Activation("relu")(maps)
        maps = layers.MaxPooling1D(pool_size)(maps)
    means = layers.GlobalAveragePooling1D()(maps)
    largest = layers.GlobalMaxPooling1D()(maps)
    both = layers.Concatenate()([means, largest])
    return keras.Model(window, both, name="window")


def _window(shape, name="window_shape"):
    shape = tuple(shape)
    whole = all(isinstance(size, int) and size > 0 for size in shape)
    if len(shape) != 2 or not whole:
        raise UsageError(
            f"`{name}` must be two whole numbers above 0. Received: {shape}"
        )
    return shape


def _check(num_windows, hrv_features, units, dropout):
    check_whole("num_windows", num_windows)
    check_whole("hrv_features", hrv_features, 0)
    check_whole("units", units)
    check_number("dropout", dropout, 0, 1)

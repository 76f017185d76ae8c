"""Forecasts at every step from the past alone: a causal TCN and an LSTM."""

from collections.abc import Sequence

import keras
from keras import layers

from medkeras.layers.lstm import LSTM
from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole, checked_sizes

FORECAST = "forecast"
TCN, RECURRENT = "temporal_convolutional_forecaster", "lstm_forecaster"


def temporal_convolutional_forecaster(
    input_shape: tuple[int | None, int],
    num_outputs: int = 1,
    filters: int = 32,
    kernel_size: int = 3,
    dilations: Sequence[int] = (1, 2, 4, 8),
    dropout: float = 0.0,
) -> keras.Model:
    """Dilated causal convolutions in residual blocks, an answer at each step.

        y_t = b + Σ_j W_j x_{t - j d},  j = 0 ... kernel_size - 1

    A block has two such convolutions of dilation d, each with a ReLU and
    dropout, and adds what it has read. Nothing after step t reaches the
    answer of step t; what it can see is `receptive_field` steps long. Bai et
    al. also normalise the weights; that is left out here.

    Args:
        input_shape: (steps, features); None for steps of any number.
        num_outputs: values forecast at each step.
        filters: of each convolution.
        kernel_size: steps that a convolution reads, `dilation` apart.
        dilations: of the blocks, in their order.
        dropout: share of the features hidden in training.

    Returns:
        A model from (batch, steps, features) to (batch, steps, num_outputs).

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> from medkeras.models.forecaster import (
        ...     temporal_convolutional_forecaster)
        >>> model = temporal_convolutional_forecaster((9, 3), 2, filters=4)
        >>> model.output_shape
        (None, 9, 2)

    Reference: Bai et al. 2018, doi:10.48550/arXiv.1803.01271.
    Chapter: 3.4.5
    """
    _check(input_shape, num_outputs, dropout)
    check_whole("filters", filters)
    check_whole("kernel_size", kernel_size)
    dilations = checked_sizes("dilations", dilations)
    inputs = keras.Input(input_shape)  # (batch, steps, features)
    states = inputs
    for number, dilation in enumerate(dilations):
        states = _block(states, number, filters, kernel_size, dilation, dropout)
    outputs = layers.Dense(num_outputs, name=FORECAST)(states)
    return Model(inputs, outputs, name=TCN)


def lstm_forecaster(
    input_shape: tuple[int | None, int],
    num_outputs: int = 1,
    units: int = 32,
    num_layers: int = 1,
    dropout: float = 0.0,
) -> keras.Model:
    """LSTM layers that read forwards only, an answer at each step.

    Args:
        input_shape: (steps, features); None for steps of any number.
        num_outputs: values forecast at each step.
        units: of each layer.
        num_layers: each reads the one below.
        dropout: share of what the last layer reads that is hidden in
            training.

    Returns:
        A model from (batch, steps, features) to (batch, steps, num_outputs).

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> from medkeras.models.forecaster import lstm_forecaster
        >>> lstm_forecaster((9, 3), 2, units=4).output_shape
        (None, 9, 2)

    Reference: Gers et al. 2000, doi:10.1162/089976600300015015.
    Chapter: 3.4.5
    """
    _check(input_shape, num_outputs, dropout)
    check_whole("units", units)
    check_whole("num_layers", num_layers)
    inputs = keras.Input(input_shape)  # (batch, steps, features)
    states = inputs
    for number in range(num_layers):
        layer = LSTM(units, return_sequences=True, name=f"lstm_{number}")
        states = layer(states)
    states = layers.Dropout(dropout)(states)
    outputs = layers.Dense(num_outputs, name=FORECAST)(states)
    return Model(inputs, outputs, name=RECURRENT)


def receptive_field(kernel_size: int, dilations: Sequence[int]) -> int:
    """Steps that an answer of the TCN can see, its own included.

    Args:
        kernel_size: steps that a convolution reads.
        dilations: of the blocks; each has two convolutions.

    Returns:
        1 + 2 (kernel_size - 1) Σ dilations.

    Raises:
        UsageError: sizes that are not whole and positive.

    Example:
        >>> from medkeras.models.forecaster import receptive_field
        >>> receptive_field(3, (1, 2, 4, 8))
        61

    Reference: Bai et al. 2018, doi:10.48550/arXiv.1803.01271.
    Chapter: 3.4.5
    """
    check_whole("kernel_size", kernel_size)
    dilations = checked_sizes("dilations", dilations)
    return 1 + 2 * (kernel_size - 1) * sum(dilations)


def _block(inputs, number, filters, kernel_size, dilation, dropout):
    """Two causal convolutions, and what they read added."""
    states = inputs
    for place in range(2):
        states = layers.Conv1D(
            filters,
            kernel_size,
            padding="causal",
            dilation_rate=dilation,
            activation="relu",
            name=f"block_{number}_conv_{place}",
        )(states)
        states = layers.Dropout(dropout)(states)
    if inputs.shape[-1] != filters:
        inputs = layers.Dense(filters, name=f"block_{number}_match")(inputs)
    added = layers.Add()([inputs, states])
    return layers.ReLU(name=f"block_{number}_out")(added)


def _check(input_shape, num_outputs, dropout):
    shape = tuple(input_shape)
    known = shape[1:] if shape[:1] == (None,) else shape
    whole = all(isinstance(size, int) and size > 0 for size in known)
    if len(shape) != 2 or not whole:
        raise UsageError(
            "`input_shape` must be (steps, features), with None for steps of "
            f"any number. Received: {input_shape}"
        )
    check_whole("num_outputs", num_outputs)
    check_number("dropout", dropout, 0, 1)

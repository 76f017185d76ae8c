"""The four networks of a paper that reads a table as a sequence.

Rahman et al. (2020) compared a convolutional network, a traditional LSTM, a
CNN-LSTM and a Conv-LSTM on eight measurements a woman. The paper's layer
sizes are not available to us, so the defaults below are ours: small, equal
in spirit, and marked unverified wherever the book reports them.

All four read (steps, places, channels) or (steps, height, width, channels)
and answer with one probability. A place of the first form is a column of a
table: which column it is matters, so places are kept. A place of the second
is a pixel: a thing may lie anywhere, so places are pooled.
"""

import keras
from keras import layers

from medkeras.layers.lstm import LSTM
from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole


def cnn(
    input_shape: tuple[int, ...],
    num_filters: int = 16,
    kernel_size: int = 3,
    dropout: float = 0.2,
) -> keras.Model:
    """Convolutional network that sees each step apart and averages them.

    It has no memory: the order of the steps cannot matter to it.

    Args:
        input_shape: (steps, places, channels) or
            (steps, height, width, channels).
        num_filters: feature maps of the first convolution; the second has
            twice as many.
        kernel_size: odd width of the kernels, in places or pixels.
        dropout: fraction of features hidden in training.

    Returns:
        A model from (batch, *input_shape) to (batch, 1), a probability.

    Raises:
        UsageError: `input_shape` is of another length, or a size or share
            that is none.

    Example:
        >>> from medkeras.models.conv_lstm import cnn
        >>> cnn((1, 8, 1)).output_shape
        (None, 1)

    Reference: Rahman et al. 2020, doi:10.1016/j.compbiolchem.2020.107329.
    Chapter: 3.2.1
    """
    _num_axes(input_shape)
    inputs = keras.Input(input_shape)  # (batch, steps, ..., channels)
    steps = _convolve_each_step(inputs, num_filters, kernel_size)
    pooled = layers.GlobalAveragePooling1D()(steps)  # (batch, features)
    return _classifier(inputs, pooled, dropout, "cnn")


def traditional_lstm(
    input_shape: tuple[int, ...], units: int = 32, dropout: float = 0.2
) -> keras.Model:
    """LSTM over the steps, each step flattened to one vector.

    The paper calls it T-LSTM. It remembers, but knows nothing of
    neighbouring places.

    Args:
        input_shape: (steps, ..., channels).
        units: size of the memory.
        dropout: fraction of features hidden in training.

    Returns:
        A model from (batch, *input_shape) to (batch, 1), a probability.

    Raises:
        UsageError: `input_shape` is of another length, or a size or share
            that is none.

    Example:
        >>> from medkeras.models.conv_lstm import traditional_lstm
        >>> traditional_lstm((8, 1, 1)).output_shape
        (None, 1)

    Reference: Rahman et al. 2020, doi:10.1016/j.compbiolchem.2020.107329.
    Chapter: 3.2.1
    """
    _num_axes(input_shape)
    inputs = keras.Input(input_shape)  # (batch, steps, ..., channels)
    vectors = layers.Reshape((input_shape[0], -1))(inputs)
    memory = _lstm(units, vectors)  # (batch, units)
    return _classifier(inputs, memory, dropout, "traditional_lstm")


def cnn_lstm(
    input_shape: tuple[int, ...],
    num_filters: int = 16,
    kernel_size: int = 3,
    units: int = 32,
    dropout: float = 0.2,
) -> keras.Model:
    """Convolutions inside each step, then an LSTM over the steps.

    Space first, time afterwards: what is pooled away within a step (where a
    thing is) can no longer be compared between steps.

    Args:
        input_shape: (steps, places, channels) or
            (steps, height, width, channels).
        num_filters: feature maps of the first convolution; the second has
            twice as many.
        kernel_size: odd width of the kernels, in places or pixels.
        units: size of the memory.
        dropout: fraction of features hidden in training.

    Returns:
        A model from (batch, *input_shape) to (batch, 1), a probability.

    Raises:
        UsageError: `input_shape` is of another length, or a size or share
            that is none.

    Example:
        >>> from medkeras.models.conv_lstm import cnn_lstm
        >>> cnn_lstm((6, 16, 16, 1)).output_shape
        (None, 1)

    Reference: Rahman et al. 2020, doi:10.1016/j.compbiolchem.2020.107329.
    Chapter: 3.2.1
    """
    _num_axes(input_shape)
    inputs = keras.Input(input_shape)  # (batch, steps, ..., channels)
    steps = _convolve_each_step(inputs, num_filters, kernel_size)
    memory = _lstm(units, steps)  # (batch, units)
    return _classifier(inputs, memory, dropout, "cnn_lstm")


def conv_lstm(
    input_shape: tuple[int, ...],
    num_filters: int = 16,
    kernel_size: int = 3,
    dropout: float = 0.2,
) -> keras.Model:
    """Convolutional LSTM: a memory at every place, fed by its neighbours.

    Space and time at once: the gates are convolutions, so a movement from
    one place to the next can leave its trace before places are pooled.

    Args:
        input_shape: (steps, places, channels) or
            (steps, height, width, channels).
        num_filters: size of the memory at each place.
        kernel_size: odd width of the kernels, in places or pixels.
        dropout: fraction of features hidden in training.

    Returns:
        A model from (batch, *input_shape) to (batch, 1), a probability.

    Raises:
        UsageError: `input_shape` is of another length, or a size or share
            that is none.

    Example:
        >>> from medkeras.models.conv_lstm import conv_lstm
        >>> conv_lstm((6, 16, 16, 1)).output_shape
        (None, 1)

    Reference: Shi et al. 2015, doi:10.48550/arXiv.1506.04214; Rahman et al.
        2020, doi:10.1016/j.compbiolchem.2020.107329.
    Chapter: 3.2.1
    """
    check_whole("num_filters", num_filters)
    check_whole("kernel_size", kernel_size)
    if _num_axes(input_shape) == 1:
        memory, gather = layers.ConvLSTM1D, layers.Flatten()
    else:
        memory, gather = layers.ConvLSTM2D, layers.GlobalMaxPooling2D()
    inputs = keras.Input(input_shape)  # (batch, steps, ..., channels)
    memory = memory(
        num_filters, kernel_size, padding="same", unroll=input_shape[0] == 1
    )
    maps = memory(inputs)  # (batch, ..., filters)
    features = gather(maps)  # (batch, features)
    return _classifier(inputs, features, dropout, "conv_lstm")


def _lstm(units, steps):
    check_whole("units", units)
    # One step needs no loop; without it the graph compiles twice as fast.
    return LSTM(units, unroll=steps.shape[1] == 1)(steps)


def _convolve_each_step(inputs, num_filters, kernel_size):
    """Features of every step: (batch, steps, features)."""
    check_whole("num_filters", num_filters)
    check_whole("kernel_size", kernel_size)
    if _num_axes(inputs.shape[1:]) == 1:
        # A kernel one step long looks at the places of one step only.
        for filters in (num_filters, 2 * num_filters):
            inputs = layers.Conv2D(
                filters, (1, kernel_size), padding="same", activation="relu"
            )(inputs)
        return layers.Reshape((inputs.shape[1], -1))(inputs)
    for filters in (num_filters, 2 * num_filters):
        inputs = layers.Conv3D(
            filters,
            (1, kernel_size, kernel_size),
            padding="same",
            activation="relu",
        )(inputs)
    _, steps, height, width, filters = inputs.shape
    pooled = layers.MaxPooling3D((1, height, width))(inputs)
    return layers.Reshape((steps, filters))(pooled)


def _classifier(inputs, features, dropout, name):
    check_number("dropout", dropout, 0, 1)
    features = layers.Dropout(dropout)(features)
    outputs = layers.Dense(1, activation="sigmoid")(features)
    return Model(inputs, outputs, name=name)


def _num_axes(input_shape):
    """One for places in a row, two for pixels of an image."""
    whole = all(isinstance(n, int) and n > 0 for n in tuple(input_shape))
    if len(input_shape) not in (3, 4) or not whole:
        raise UsageError(
            "`input_shape` must be (steps, places, channels) or (steps, "
            f"height, width, channels), all known. Received: {input_shape}"
        )
    return len(input_shape) - 2

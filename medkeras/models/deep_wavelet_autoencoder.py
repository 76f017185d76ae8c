"""Deep wavelet autoencoders, and the classifier on their code.

Only the abstract of the paper behind the name could be read (Mallick et al.
2019): an autoencoder's reduction of features, blended with the wavelet's
decomposition of an image, and a deep network on top. Two readings can be
defended, and both are here. In the first the code is an image of its own: it
is transformed, its coarse band is kept, and the decoder begins with the
inverse transform. In the second the units themselves are wavelets.
"""

import math
from collections.abc import Sequence

import keras
from keras import layers

from medkeras.layers.wavelet import DWT2D, InverseDWT2D
from medkeras.layers.wavelet_activation import WaveletActivation
from medkeras.layers.wavelet_bands import (
    Approximation,
    WaveletShrinkage,
    ZeroDetails,
)
from medkeras.models.autoencoder.autoencoder import Autoencoder
from medkeras.models.autoencoder.builders import (
    check_sizes,
    decode,
    encode,
)
from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole, checked_sizes


def deep_wavelet_autoencoder(
    input_shape: tuple[int, ...],
    code_shape: tuple[int, int, int] = (4, 4, 4),
    units: Sequence[int] = (128,),
    wavelet: str = "haar",
    threshold: float | None = None,
    code_activation: str = "relu",
) -> Autoencoder:
    """First reading: dense code, wavelet transform, coarse band kept.

    Dense layers narrow to a map of twice the rows and columns of the code;
    its wavelet transform follows, and of the four bands the coarse one is
    the code. The decoder puts zeros for the details, transforms back, and
    widens again.

    With a linear `code_activation` nothing is gained that a plain
    autoencoder could not do: a fixed linear map behind a dense layer is a
    dense layer.

    Args:
        input_shape: of one example; images are flattened, and the output
            shaped like them again.
        code_shape: rows, columns and channels of the coarse band.
        units: of the encoder's layers before the map.
        wavelet: of `DWT2D`.
        threshold: None drops the details; a number keeps all four bands as
            code, the details shrunk by so much. 0 is a plain autoencoder.
        code_activation: of the map, before the transform.

    Returns:
        A model from (batch, *input_shape) to the same shape. Its code has
        the size of `code_shape`, or four times that with a threshold.

    Raises:
        UsageError: unknown sizes, an unknown wavelet, a negative threshold.

    Example:
        >>> from medkeras.models.deep_wavelet_autoencoder import (
        ...     deep_wavelet_autoencoder,
        ... )
        >>> model = deep_wavelet_autoencoder((8, 8, 1), (2, 2, 1), (6,))
        >>> model.encoder.output_shape
        (None, 2, 2, 1)

    Reference: Mallick et al. 2019, doi:10.1109/ACCESS.2019.2902252.
    Chapter: 3.1.5
    """
    check_sizes(input_shape, units)
    rows, columns, channels = checked_sizes("code_shape", code_shape, 3)
    if threshold is not None:
        check_number("threshold", threshold, 0)
    inputs = keras.Input(input_shape, name="input")
    features = encode(inputs, units, "relu")
    size = 4 * rows * columns * channels
    flat = layers.Dense(size, code_activation, name="map")(features)
    image = layers.Reshape((2 * rows, 2 * columns, channels))(flat)
    bands = DWT2D(wavelet)(image)
    if threshold is None:
        code = Approximation(name="code")(bands)
        bands = ZeroDetails()(code)
    else:
        code = bands = WaveletShrinkage(threshold, name="code")(bands)
    image = InverseDWT2D(wavelet)(bands)
    flat = layers.Flatten()(image)
    outputs = decode(flat, units[::-1], "relu", input_shape, "linear")
    return Autoencoder(inputs, outputs, name="deep_wavelet_autoencoder")


def morlet_autoencoder(
    input_shape: tuple[int, ...],
    units: Sequence[int] = (128, 64),
    scale: float = 4.0,
) -> Autoencoder:
    """Second reading: every unit is a wavelet with its own shift and scale.

    Dense layers as in a plain autoencoder, followed by the Morlet wavelet
    in place of a rectifier; the code's units are wavelets, too.

    Args:
        input_shape: of one example; images are flattened, and the output
            shaped like them again.
        units: of the encoder's layers; the last is the size of the code.
        scale: of every wavelet before training; at 1, inputs that vary by 1
            meet several turns of the wave, and the start is rough.

    Returns:
        A model from (batch, *input_shape) to the same shape.

    Raises:
        UsageError: no units, an unknown size, or a scale not above 0.

    Example:
        >>> from medkeras.models.deep_wavelet_autoencoder import (
        ...     morlet_autoencoder,
        ... )
        >>> morlet_autoencoder((6,), (4, 2)).encoder.output_shape
        (None, 2)

    Reference: the idea: Shao et al. 2018, "Intelligent fault diagnosis of
        rolling bearing using deep wavelet auto-encoder with extreme learning
        machine", doi:10.1016/j.knosys.2017.10.024.
    Chapter: 3.1.5
    """
    check_sizes(input_shape, units)
    inputs = keras.Input(input_shape, name="input")
    maps = layers.Flatten()(inputs) if len(input_shape) > 1 else inputs
    for number, width in enumerate(units, start=1):
        last = number == len(units)
        maps = layers.Dense(width)(maps)
        name = "code" if last else None
        maps = WaveletActivation(scale, name=name)(maps)
    for width in units[-2::-1]:
        maps = WaveletActivation(scale)(layers.Dense(width)(maps))
    outputs = layers.Dense(math.prod(input_shape), name="reconstruction")(maps)
    if len(input_shape) > 1:
        outputs = layers.Reshape(input_shape)(outputs)
    return Autoencoder(inputs, outputs, name="morlet_autoencoder")


def code_classifier(
    encoder: keras.Model,
    units: Sequence[int] = (64, 32),
    dropout: float = 0.3,
    fine_tune: bool = False,
) -> keras.Model:
    """A deep network on an encoder's code: AE-DNN, DWA-DNN, or DNN.

    The encoder's weights stay as they are, as where a code is computed once
    and then classified; with `fine_tune` they are trained along. An encoder
    that has learned nothing, fine-tuned, is the plain DNN of equal size.

    Args:
        encoder: from the input to the code, as `Autoencoder.encoder`. Its
            weights are shared, and set trainable or not.
        units: of the dense layers on the code.
        dropout: fraction of their outputs hidden in training.
        fine_tune: whether the encoder is trained along.

    Returns:
        A model from the encoder's input to one probability.

    Raises:
        UsageError: no model, no units, a dropout that is no share.

    Example:
        >>> from medkeras.models.autoencoder import dense_autoencoder
        >>> from medkeras.models.deep_wavelet_autoencoder import (
        ...     code_classifier,
        ... )
        >>> encoder = dense_autoencoder((6,), (4, 2)).encoder
        >>> code_classifier(encoder, (3,), dropout=0.0).output_shape
        (None, 1)

    Reference: Mallick et al. 2019, doi:10.1109/ACCESS.2019.2902252.
    Chapter: 3.1.5
    """
    if not isinstance(encoder, keras.Model):
        raise UsageError(
            "`encoder` must be a keras.Model, such as an autoencoder's "
            f"encoder. Received: {type(encoder).__name__}"
        )
    units = checked_sizes("units", units)
    check_number("dropout", dropout, 0, 1)
    for layer in encoder.layers:
        layer.trainable = fine_tune
    maps = encoder.output
    if len(maps.shape) > 2:
        maps = layers.Flatten()(maps)
    for width in units:
        maps = layers.Dropout(dropout)(layers.Dense(width, "relu")(maps))
    outputs = layers.Dense(1, "sigmoid")(maps)
    return Model(encoder.input, outputs, name="code_classifier")


def equal_parameter_units(
    num_parameters: int, num_inputs: int, code_size: int
) -> int:
    """Hidden units that give a plain autoencoder so many parameters.

    With h hidden units on each side, n inputs and k numbers in the code, a
    dense autoencoder has h (2 n + 2 k + 2) + k + n weights and biases.

    Args:
        num_parameters: of the network that it is compared with.
        num_inputs: n.
        code_size: k.

    Returns:
        h, rounded; at least 1.

    Raises:
        UsageError: a size below 1.

    Example:
        >>> from medkeras.models.autoencoder import dense_autoencoder
        >>> from medkeras.models.deep_wavelet_autoencoder import (
        ...     equal_parameter_units,
        ... )
        >>> count = dense_autoencoder((10,), (7, 3)).count_params()
        >>> equal_parameter_units(count, 10, 3)
        7

    Chapter: 3.1.5
    """
    check_whole("num_parameters", num_parameters)
    check_whole("num_inputs", num_inputs)
    check_whole("code_size", code_size)
    rest = num_parameters - code_size - num_inputs
    return max(1, round(rest / (2 * num_inputs + 2 * code_size + 2)))

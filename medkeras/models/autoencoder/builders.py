"""Autoencoders of dense layers and of convolutions."""

import math
from collections.abc import Sequence

import keras
from keras import layers

from medkeras.models.autoencoder.autoencoder import Autoencoder
from medkeras.models.cnn.blocks import conv, layer_for, num_axes
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


def dense_autoencoder(
    input_shape: tuple[int, ...],
    units: Sequence[int] = (128, 32),
    activation: str = "relu",
    code_activation: str = "linear",
    output_activation: str = "linear",
) -> Autoencoder:
    """Dense layers that narrow to a code, and widen again.

    With a single linear layer on each side it finds the subspace of the
    principal component analysis.

    Args:
        input_shape: of one example; images are flattened, and the output
            shaped like them again.
        units: of the encoder's layers; the last is the size of the code.
            The decoder has them in reverse.
        activation: of the layers between.
        code_activation: of the code.
        output_activation: of the output; "sigmoid" for values from 0 to 1.

    Returns:
        A model from (batch, *input_shape) to the same shape.

    Raises:
        UsageError: no units, or an unknown size.

    Example:
        >>> from medkeras.models.autoencoder import dense_autoencoder
        >>> dense_autoencoder((6,), (4, 2)).encoder.output_shape
        (None, 2)

    Reference: Hinton and Salakhutdinov 2006, doi:10.1126/science.1127647;
        the linear case: Baldi and Hornik 1989,
        doi:10.1016/0893-6080(89)90014-2.
    Chapter: 2.2.1
    """
    check_sizes(input_shape, units)
    inputs = keras.Input(input_shape, name="input")
    features = encode(inputs, units[:-1], activation)
    code = layers.Dense(units[-1], code_activation, name="code")(features)
    outputs = decode(
        code, units[-2::-1], activation, input_shape, output_activation
    )
    return Autoencoder(inputs, outputs, name="dense_autoencoder")


def encode(inputs, units: Sequence[int], activation: str):
    """Flatten, then dense layers named encode_1, encode_2, ..."""
    features = layers.Flatten()(inputs) if len(inputs.shape) > 2 else inputs
    for number, width in enumerate(units, start=1):
        features = layers.Dense(width, activation, name=f"encode_{number}")(
            features
        )
    return features


def decode(
    code,
    units: Sequence[int],
    activation: str,
    output_shape: tuple[int, ...],
    output_activation: str,
    **options,
):
    """Dense layers ..., decode_2, decode_1, then one to the output's shape."""
    for number, width in zip(range(len(units), 0, -1), units, strict=True):
        layer = layers.Dense(width, activation, name=f"decode_{number}")
        code = layer(code)
    size = math.prod(output_shape)
    last = layers.Dense(
        size, output_activation, name="reconstruction", **options
    )
    flat = last(code)
    if len(output_shape) == 1:
        return flat
    return layers.Reshape(output_shape)(flat)


def check_sizes(input_shape: tuple[int, ...], units: Sequence[int]) -> None:
    """Demand known sizes and at least one layer."""
    if not all(hasattr(given, "__iter__") for given in (input_shape, units)):
        raise UsageError(
            "`input_shape` and `units` must hold positive whole numbers. "
            f"Received: {input_shape!r}, {units!r}"
        )
    sizes = (*input_shape, *units)
    known = all(isinstance(size, int) and size > 0 for size in sizes)
    if not known or not units or not input_shape:
        raise UsageError(
            "`input_shape` and `units` must hold positive whole numbers, one "
            f"or more each. Received: {tuple(input_shape)}, {tuple(units)}"
        )


def convolutional_autoencoder(
    input_shape: tuple[int, ...],
    filters: Sequence[int] = (16, 8),
    code_size: int | None = None,
    kernel_size: int = 3,
    output_activation: str = "linear",
) -> Autoencoder:
    """Convolutions with stride 2, and back by repeating and convolving.

    Repeating each value before a convolution avoids the chequered pattern
    of a transposed convolution.

    Args:
        input_shape: (length, channels), (height, width, channels) or
            (depth, height, width, channels); each axis a multiple of
            2 ** len(filters).
        filters: feature maps after each halving.
        code_size: size of a dense code; None keeps the last maps as code.
        kernel_size: width of the kernels, in places.
        output_activation: of the output; "sigmoid" for values from 0 to 1.

    Returns:
        A model from (batch, *input_shape) to the same shape.

    Raises:
        UsageError: a size that cannot be halved so often.

    Example:
        >>> from medkeras.models.autoencoder import convolutional_autoencoder
        >>> model = convolutional_autoencoder((8, 8, 1), (4, 2))
        >>> model.encoder.output_shape
        (None, 2, 2, 2)

    Reference: Masci et al. 2011, doi:10.1007/978-3-642-21735-7_7; repeating:
        Odena et al. 2016, doi:10.23915/distill.00003.
    Chapter: 2.2.1
    """
    check_sizes(input_shape, filters)
    check_whole("kernel_size", kernel_size)
    if code_size is not None:
        check_whole("code_size", code_size)
    axes, factor = num_axes(input_shape), 2 ** len(filters)
    if any(size % factor for size in input_shape[:-1]):
        raise UsageError(
            f"`input_shape` must have axes that are multiples of {factor}, "
            f"to be halved {len(filters)} times. Received: {input_shape}"
        )
    inputs = maps = keras.Input(input_shape, name="input")
    for number, width in enumerate(filters, start=1):
        last = number == len(filters) and code_size is None
        options = {"activation": "relu", "name": "code" if last else None}
        maps = conv(axes, width, kernel_size, strides=2, **options)(maps)
    if code_size is not None:
        maps = _through_dense_code(maps, code_size)
    for width in (*filters[-2::-1], filters[0]):
        maps = layer_for(axes, "UpSampling")(2)(maps)
        maps = conv(axes, width, kernel_size, activation="relu")(maps)
    outputs = conv(
        axes, input_shape[-1], kernel_size, activation=output_activation
    )(maps)
    return Autoencoder(inputs, outputs, name="convolutional_autoencoder")


def _through_dense_code(maps, code_size):
    shape = maps.shape[1:]
    code = layers.Dense(code_size, name="code")(layers.Flatten()(maps))
    wide = layers.Dense(math.prod(shape), activation="relu")(code)
    return layers.Reshape(shape)(wide)

"""AlexNet's order of layers, small enough for small pictures and few people."""

import keras
from keras import layers

from medkeras.layers.fused_batch_normalization import (
    FusedBatchNormalization,
)
from medkeras.models.cnn.blocks import classifier, conv, num_axes, pool
from medkeras.utils.sizes import check_number, check_whole

# Feature maps of the five convolutions in widths, and their sizes.
WIDTHS, SIZES = (1, 2, 3, 3, 2), (5, 5, 3, 3, 3)
MOMENTUM = 0.9  # Keras' 0.99 does not settle in a few hundred steps


def small_alexnet(
    input_shape: tuple[int, ...],
    num_classes: int,
    width: int = 16,
    units: int = 64,
    dropout: float = 0.5,
) -> keras.Model:
    """Five convolutions with overlapping pooling, then two dense layers.

    As AlexNet, with a first step of 2 in place of 4, and with batch
    normalisation behind each convolution, which came later: its statistics
    are what a transfer has to freeze.

    Args:
        input_shape: (length, channels), (height, width, channels) or
            (depth, height, width, channels), 30 places or more each.
        num_classes: 1 for one probability, more for one of each class.
        width: maps of the first convolution; the others have 2, 3, 3 and 2
            times as many.
        units: size of the two dense layers.
        dropout: fraction of features hidden before each dense layer.

    Returns:
        A model from (batch, *input_shape) to (batch, num_classes).

    Raises:
        UsageError: `input_shape` is of another length or too small, sizes
            that are no whole numbers, a dropout that is no share.

    Example:
        >>> from medkeras.models.cnn import small_alexnet
        >>> small_alexnet((32, 32, 1), 3, width=2, units=8).output_shape
        (None, 3)

    Reference: after Krizhevsky et al. 2012, doi:10.1145/3065386.
    Chapter: 3.1.3
    """
    axes = num_axes(input_shape, 30)
    check_whole("width", width)
    check_whole("units", units)
    check_number("dropout", dropout, 0, 1)
    inputs = maps = keras.Input(input_shape)
    for layer, (times, size) in enumerate(zip(WIDTHS, SIZES, strict=True)):
        strides = 2 if layer == 0 else 1
        maps = conv(axes, times * width, size, strides=strides)(maps)
        maps = FusedBatchNormalization(momentum=MOMENTUM)(maps)
        maps = layers.Activation("relu")(maps)
        if layer in (0, 1, 4):
            maps = pool(axes, "Max", 3)(maps)
    features = layers.Flatten()(maps)
    for _ in range(2):
        if dropout:
            features = layers.Dropout(dropout)(features)
        features = layers.Dense(
            units, activation="relu", kernel_initializer="he_normal"
        )(features)
    return classifier(inputs, features, num_classes, 0.0, "small_alexnet")

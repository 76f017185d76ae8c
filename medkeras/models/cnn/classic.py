"""LeNet-5, AlexNet and VGG: convolutions, pooling, then dense layers.

All three flatten the last maps, so the dense layers know where a feature
was found, and the number of weights grows with the size of the image.
"""

import itertools

import keras
from keras import layers, ops

from medkeras.layers.response_normalization import LocalResponseNormalization
from medkeras.models.cnn.blocks import (
    classifier,
    conv,
    layer_for,
    num_axes,
    pool,
)
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

# (convolutions, feature maps) of the five blocks of configuration D.
VGG16 = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))


def lenet5(
    input_shape: tuple[int, ...],
    num_classes: int,
    activation: str = "relu",
    dropout: float = 0.0,
) -> keras.Model:
    """LeNet-5: two convolutions with pooling, then 120 and 84 units.

    The paper padded 28 x 28 digits to 32 x 32, joined only some maps of the
    second convolution, used a scaled tanh and ended in radial basis units.
    Here the first convolution pads, all maps are joined, and the end is a
    softmax or one sigmoid.

    Args:
        input_shape: (length, channels), (height, width, channels) or
            (depth, height, width, channels), 12 places or more each.
        num_classes: 1 for one probability, more for one of each class.
        activation: of every layer but the last; the paper's is "tanh".
        dropout: fraction of the last features hidden in training.

    Returns:
        A model from (batch, *input_shape) to (batch, num_classes).

    Raises:
        UsageError: `input_shape` is of another length or too small.

    Example:
        >>> from medkeras.models.cnn import lenet5
        >>> lenet5((28, 28, 1), 10).count_params()
        61706

    Reference: LeCun et al. 1998, doi:10.1109/5.726791.
    Chapter: 2.1.1
    """
    axes = num_axes(input_shape, 12)
    inputs = keras.Input(input_shape)
    maps = conv(axes, 6, 5, activation=activation)(inputs)
    maps = pool(axes, "Average")(maps)
    maps = conv(axes, 16, 5, padding="valid", activation=activation)(maps)
    maps = pool(axes, "Average")(maps)
    features = layers.Flatten()(maps)
    for units in (120, 84):
        features = _dense(units, activation)(features)
    return classifier(inputs, features, num_classes, dropout, "lenet5")


def alexnet(
    input_shape: tuple[int, ...],
    num_classes: int,
    grouped: bool = False,
    units: int = 4096,
    dropout: float = 0.5,
    response_normalization: bool = False,
) -> keras.Model:
    """AlexNet, in one tower or in the two groups of the original.

    The original cut three of its convolutions into two groups so that two
    GPUs could hold them. The single tower is the author's later, slimmer
    version. Local response normalisation, which later work found of little
    use, comes only where asked for; it has no weights.

    Args:
        input_shape: (length, channels), (height, width, channels) or
            (depth, height, width, channels), 63 places or more each.
        num_classes: 1 for one probability, more for one of each class.
        grouped: whether convolutions 2, 4 and 5 see half of the maps each.
        units: size of the two dense layers.
        dropout: fraction of features hidden before each dense layer.
        response_normalization: whether convolutions 1 and 2 are followed by
            the original's local response normalisation.

    Returns:
        A model from (batch, *input_shape) to (batch, num_classes).

    Raises:
        UsageError: `input_shape` is of another length or too small.

    Example:
        >>> from medkeras.models.cnn import alexnet
        >>> alexnet((63, 63, 1), 3, units=8).output_shape
        (None, 3)

    Reference: Krizhevsky et al. 2012, doi:10.1145/3065386; single tower:
        Krizhevsky 2014, doi:10.48550/arXiv.1404.5997.
    Chapter: 2.1.1
    """
    axes = num_axes(input_shape, 63)
    check_whole("units", units)
    filters = (96, 256, 384, 384, 256) if grouped else (64, 192, 384, 256, 256)
    groups = (1, 2, 1, 2, 2) if grouped else (1, 1, 1, 1, 1)
    inputs = keras.Input(input_shape)
    maps = layer_for(axes, "ZeroPadding")(2)(inputs)
    for layer in range(5):
        options = {"activation": "relu"}
        if layer == 0:
            options |= {"strides": 4, "padding": "valid"}
        size = (11, 5, 3, 3, 3)[layer]
        maps = _grouped(axes, filters[layer], size, groups[layer], options)(
            maps
        )
        if response_normalization and layer < 2:
            maps = LocalResponseNormalization()(maps)
        if layer in (0, 1, 4):
            maps = pool(axes, "Max", 3)(maps)
    features = _two_dense(maps, units, dropout)
    return classifier(inputs, features, num_classes, 0.0, "alexnet")


def vgg(
    input_shape: tuple[int, ...],
    num_classes: int,
    blocks: tuple[tuple[int, int], ...] = VGG16,
    units: int = 4096,
    dropout: float = 0.5,
) -> keras.Model:
    """VGG: blocks of convolutions three places wide, halved by pooling.

    Two convolutions of width 3 see as far as one of width 5, with fewer
    weights and one more non-linearity.

    Args:
        input_shape: (length, channels), (height, width, channels) or
            (depth, height, width, channels); each axis is halved by every
            block and must not vanish.
        num_classes: 1 for one probability, more for one of each class.
        blocks: (convolutions, feature maps) of each block; VGG-16 if not
            given.
        units: size of the two dense layers.
        dropout: fraction of features hidden before the last dense layers.

    Returns:
        A model from (batch, *input_shape) to (batch, num_classes).

    Raises:
        UsageError: `input_shape` is of another length or too small.

    Example:
        >>> from medkeras.models.cnn import vgg
        >>> vgg((28, 28, 1), 10, blocks=((1, 8), (2, 16)), units=32).name
        'vgg'

    Reference: Simonyan and Zisserman 2015, doi:10.48550/arXiv.1409.1556.
    Chapter: 2.1.1
    """
    if not blocks:
        raise UsageError("`blocks` must name at least one block. Received: ()")
    check_whole("units", units)
    for count in itertools.chain.from_iterable(blocks):
        check_whole("blocks", count)
    axes = num_axes(input_shape, 2 ** len(blocks))
    inputs = maps = keras.Input(input_shape)
    for num_convs, filters in blocks:
        for _ in range(num_convs):
            maps = conv(axes, filters, 3, activation="relu")(maps)
        maps = pool(axes, "Max")(maps)
    features = _two_dense(maps, units, dropout)
    return classifier(inputs, features, num_classes, 0.0, "vgg")


def _dense(units, activation="relu"):
    return layers.Dense(
        units, activation=activation, kernel_initializer="he_normal"
    )


def _two_dense(maps, units, dropout):
    check_number("dropout", dropout, 0, 1)
    features = layers.Flatten()(maps)
    for _ in range(2):
        if dropout:
            features = layers.Dropout(dropout)(features)
        features = _dense(units)(features)
    return features


def _grouped(axes, filters, size, groups, options):
    """Convolution of each group of maps apart, results side by side.

    Keras has `groups`, but TensorFlow cannot train it on a CPU.
    """
    if groups == 1:
        return conv(axes, filters, size, **options)

    def apply(maps):
        parts = [
            conv(axes, filters // groups, size, **options)(part)
            for part in ops.split(maps, groups, axis=-1)
        ]
        return layers.Concatenate()(parts)

    return apply

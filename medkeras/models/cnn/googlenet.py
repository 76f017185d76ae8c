"""GoogLeNet's module: kernels of several widths, side by side."""

import keras
from keras import layers

from medkeras.models.cnn.blocks import (
    classifier,
    conv,
    layer_for,
    normalized_relu,
    num_axes,
    pool,
)
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

# Maps of the module that the paper calls 3a: width 1; before and after
# width 3; before and after width 5; after the pooling.
MODULE_3A = (64, (96, 128), (16, 32), 32)


def inception_module(
    x: keras.KerasTensor,
    filters: tuple = MODULE_3A,
    use_bias: bool = True,
    batch_norm: bool = False,
) -> keras.KerasTensor:
    """Look at every place with kernels of width 1, 3, 5 and a pooling.

    Convolutions of width 1 come before the wide ones: they mix the maps
    into fewer, so that width 3 and 5 cost little.

    Args:
        x: (batch, ..., channels).
        filters: maps of the branches, (one, (before, three), (before,
            five), pooled).
        use_bias: whether the convolutions have biases.
        batch_norm: whether a batch normalisation comes before each ReLU.

    Returns:
        (batch, ..., one + three + five + pooled), places as in `x`.

    Raises:
        UsageError: `filters` is of another form.

    Example:
        >>> import keras
        >>> from medkeras.models.cnn import inception_module
        >>> inception_module(keras.Input((28, 28, 192))).shape
        (None, 28, 28, 256)

    Reference: Szegedy et al. 2015, doi:10.1109/CVPR.2015.7298594.
    Chapter: 2.1.1
    """
    one, three, five, pooled = _four_branches(filters)
    axes = num_axes((1,) * (len(x.shape) - 2) + (x.shape[-1],))

    def convolve(maps, count, width):
        maps = conv(axes, count, width, use_bias=use_bias)(maps)
        if batch_norm:
            return normalized_relu(maps)
        return layers.Activation("relu")(maps)

    largest = pool(axes, "Max", 3, strides=1, padding="same")(x)
    branches = [
        convolve(x, one, 1),
        convolve(convolve(x, three[0], 1), three[1], 3),
        convolve(convolve(x, five[0], 1), five[1], 5),
        convolve(largest, pooled, 1),
    ]
    return layers.Concatenate()(branches)


def inception(
    input_shape: tuple[int, ...],
    num_classes: int,
    num_filters: int = 16,
    dropout: float = 0.0,
) -> keras.Model:
    """Small network of three Inception modules.

    A convolution, a pooling, two modules, a pooling, one module of twice
    the maps, the average over all places. GoogLeNet has nine modules.

    Args:
        input_shape: (length, channels), (height, width, channels) or
            (depth, height, width, channels), 4 places or more each.
        num_classes: 1 for one probability, more for one of each class.
        num_filters: maps of the first convolution, 8 or more; the modules
            give two and four times as many.
        dropout: fraction of features hidden in training.

    Returns:
        A model from (batch, *input_shape) to (batch, num_classes).

    Raises:
        UsageError: `input_shape` is of another length or too small, or too
            few filters.

    Example:
        >>> from medkeras.models.cnn import inception
        >>> inception((28, 28, 1), 2, num_filters=8).output_shape
        (None, 2)

    Reference: Szegedy et al. 2015, doi:10.1109/CVPR.2015.7298594; batch
        normalisation in the modules: Ioffe and Szegedy 2015,
        doi:10.48550/arXiv.1502.03167.
    Chapter: 2.1.1
    """
    check_whole("num_filters", num_filters, least=8)
    axes = num_axes(input_shape, 4)
    inputs = keras.Input(input_shape)
    maps = conv(axes, num_filters, 3, use_bias=False)(inputs)
    maps = pool(axes, "Max")(normalized_relu(maps))
    for width in (num_filters, num_filters, 2 * num_filters):
        if width > num_filters:
            maps = pool(axes, "Max")(maps)
        filters = (
            width // 2,
            (width // 2, width),
            (width // 4, width // 4),
            width // 4,
        )
        maps = inception_module(maps, filters, False, batch_norm=True)
    features = layer_for(axes, "GlobalAveragePooling")()(maps)
    return classifier(inputs, features, num_classes, dropout, "inception")


def _four_branches(filters):
    try:
        one, (before3, three), (before5, five), pooled = filters
    except (TypeError, ValueError):
        raise UsageError(
            "`filters` must be (one, (before, three), (before, five), "
            f"pooled). Received: {filters}"
        ) from None
    for count in (one, before3, three, before5, five, pooled):
        check_whole("filters", count)
    return one, (before3, three), (before5, five), pooled

"""What all the networks of this folder are made of."""

import keras
from keras import layers

from medkeras.models.base import Model
from medkeras.utils.errors import UsageError


def num_axes(input_shape: tuple[int, ...], smallest: int = 1) -> int:
    """Number of axes that hold places: 1 signal, 2 image, 3 volume.

    Args:
        input_shape: (length, channels), (height, width, channels) or
            (depth, height, width, channels).
        smallest: places the network needs along each axis.

    Returns:
        1, 2 or 3.

    Raises:
        UsageError: another length, an unknown size, or an axis too short.

    Example:
        >>> from medkeras.models.cnn.blocks import num_axes
        >>> num_axes((28, 28, 1))
        2

    Chapter: 2.1.1
    """
    sizes = tuple(input_shape)
    known = all(isinstance(n, int) and n > 0 for n in sizes)
    if len(sizes) not in (2, 3, 4) or not known:
        raise UsageError(
            "`input_shape` must be (length, channels), (height, width, "
            "channels) or (depth, height, width, channels), all known. "
            f"Received: {sizes}"
        )
    if min(sizes[:-1]) < smallest:
        raise UsageError(
            f"`input_shape` must have at least {smallest} places along each "
            f"axis, so that the pooling leaves one. Received: {sizes}"
        )
    return len(sizes) - 1


def layer_for(axes: int, kind: str) -> type[keras.Layer]:
    """Layer class of a kind for signals, images or volumes.

    Args:
        axes: 1, 2 or 3.
        kind: the class name without its ending, such as `"Conv"`.

    Returns:
        The class of `keras.layers`.

    Example:
        >>> from medkeras.models.cnn.blocks import layer_for
        >>> layer_for(3, "MaxPooling").__name__
        'MaxPooling3D'

    Chapter: 2.1.1
    """
    return getattr(layers, f"{kind}{axes}D")


def conv(axes: int, filters: int, kernel_size: int, **options) -> keras.Layer:
    """Convolution for signals, images or volumes, with He's initial weights.

    He's normal weights keep the variance of the maps from layer to layer
    when half of every map is cut off by the ReLU.

    Args:
        axes: 1, 2 or 3.
        filters: feature maps of the output.
        kernel_size: width of the kernel along every axis, in places.
        options: further arguments of the Keras layer.

    Returns:
        A convolution layer, "same" padding unless told otherwise.

    Example:
        >>> from medkeras.models.cnn.blocks import conv
        >>> conv(2, 8, 3).padding
        'same'

    Reference: He et al. 2015, doi:10.1109/ICCV.2015.123.
    Chapter: 2.1.1
    """
    options = {"padding": "same", "kernel_initializer": "he_normal"} | options
    return layer_for(axes, "Conv")(filters, kernel_size, **options)


def pool(
    axes: int, kind: str, size: int = 2, strides: int = 2, padding="valid"
) -> keras.Layer:
    """Pooling for signals, images or volumes.

    Args:
        axes: 1, 2 or 3.
        kind: `"Max"` or `"Average"`.
        size: width of the window along every axis, in places.
        strides: places from one window to the next.
        padding: `"valid"` or `"same"`.

    Returns:
        A pooling layer.

    Example:
        >>> from medkeras.models.cnn.blocks import pool
        >>> pool(1, "Average").pool_size
        (2,)

    Chapter: 2.1.1
    """
    layer = layer_for(axes, f"{kind}Pooling")
    return layer(size, strides=strides, padding=padding)


def normalized_relu(maps: keras.KerasTensor) -> keras.KerasTensor:
    """Batch normalisation, then ReLU.

    The statistics are those of the global batch, whatever the number of
    devices that share it.

    Args:
        maps: (batch, ..., channels).

    Returns:
        Maps of the same shape.

    Example:
        >>> import keras
        >>> from medkeras.models.cnn.blocks import normalized_relu
        >>> normalized_relu(keras.Input((8, 8, 2))).shape
        (None, 8, 8, 2)

    Reference: Ioffe and Szegedy 2015, doi:10.48550/arXiv.1502.03167.
    Chapter: 2.1.1
    """
    maps = layers.BatchNormalization(synchronized=True)(maps)
    return layers.Activation("relu")(maps)


def classifier(
    inputs: keras.KerasTensor,
    features: keras.KerasTensor,
    num_classes: int,
    dropout: float,
    name: str,
) -> keras.Model:
    """Model that ends in class probabilities.

    Args:
        inputs: the model's input.
        features: (batch, features).
        num_classes: 1 gives one probability, more give one for each class.
        dropout: fraction of features hidden in training.
        name: name of the model.

    Returns:
        A model whose output is (batch, num_classes).

    Raises:
        UsageError: `num_classes` is below 1.

    Example:
        >>> import keras
        >>> from medkeras.models.cnn.blocks import classifier
        >>> x = keras.Input((4,))
        >>> classifier(x, x, 3, 0.0, "linear").output_shape
        (None, 3)

    Chapter: 2.1.1
    """
    if num_classes < 1:
        raise UsageError(
            f"`num_classes` must be 1 or more. Received: {num_classes}"
        )
    activation = "sigmoid" if num_classes == 1 else "softmax"
    if dropout:
        features = layers.Dropout(dropout)(features)
    outputs = layers.Dense(num_classes, activation=activation)(features)
    return Model(inputs, outputs, name=name)

"""What all the networks of this folder are made of."""

import keras
from keras import layers

from medkeras.layers.fused_batch_normalization import (
    FusedBatchNormalization,
)
from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole


def num_axes(input_shape: tuple[int, ...], smallest: int = 1) -> int:
    """Number of axes that hold places: 1 signal, 2 image, 3 volume."""
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
    """Class of keras.layers for so many axes, such as Conv2D for "Conv"."""
    return getattr(layers, f"{kind}{axes}D")


def conv(axes: int, filters: int, kernel_size: int, **options) -> keras.Layer:
    """Convolution with "same" padding and He's initial weights.

    He's normal weights keep the variance of the maps from layer to layer
    when half of every map is cut off by the ReLU (He et al. 2015,
    doi:10.1109/ICCV.2015.123).
    """
    options = {"padding": "same", "kernel_initializer": "he_normal"} | options
    return layer_for(axes, "Conv")(filters, kernel_size, **options)


def pool(
    axes: int, kind: str, size: int = 2, strides: int = 2, padding="valid"
) -> keras.Layer:
    """Pooling layer for signals, images or volumes: "Max" or "Average"."""
    layer = layer_for(axes, f"{kind}Pooling")
    return layer(size, strides=strides, padding=padding)


def normalized_relu(
    maps: keras.KerasTensor, scale: bool = True
) -> keras.KerasTensor:
    """Batch normalisation over the global batch, then ReLU."""
    maps = FusedBatchNormalization(scale=scale)(maps)
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
        UsageError: `num_classes` is below 1, or `dropout` no share.

    Example:
        >>> import keras
        >>> from medkeras.models.cnn.blocks import classifier
        >>> x = keras.Input((4,))
        >>> classifier(x, x, 3, 0.0, "linear").output_shape
        (None, 3)

    Chapter: 2.1.1
    """
    check_whole("num_classes", num_classes)
    check_number("dropout", dropout, 0, 1)
    activation = "sigmoid" if num_classes == 1 else "softmax"
    if dropout:
        features = layers.Dropout(dropout)(features)
    outputs = layers.Dense(num_classes, activation=activation)(features)
    return Model(inputs, outputs, name=name)

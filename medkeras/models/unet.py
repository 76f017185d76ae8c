"""U-shaped networks: a class for each pixel, or for each voxel.

Down the one arm the image is halved again and again, so that a unit sees far;
up the other it grows back, and at each size the maps from the way down are
laid beside it, so that edges stay sharp.
"""

from collections.abc import Sequence

import keras
from keras import layers

from medkeras.models.base import Model
from medkeras.models.cnn.blocks import conv, normalized_relu, pool
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole, checked_sizes


def unet(
    input_shape: tuple[int, int, int],
    num_classes: int = 1,
    filters: Sequence[int] = (16, 32, 64, 128),
    dropout: float = 0.0,
) -> keras.Model:
    """U-Net for images: two convolutions at each size, down and up.

    It differs from the first one in three points that later ones share:
    "same" padding, so that the answer is as large as the image; batch
    normalisation; and fewer maps, for two cores.

    Args:
        input_shape: (height, width, channels); height and width must divide
            by 2 as often as there are sizes below the first.
        num_classes: 1 for one probability a pixel, more for one of each
            class.
        filters: feature maps at each size, from the image down.
        dropout: fraction of the lowest features hidden in training.

    Returns:
        A model from (batch, height, width, channels) to (batch, height,
        width, num_classes).

    Raises:
        UsageError: sizes that do not divide, or below 1.

    Example:
        >>> from medkeras.models.unet import unet
        >>> unet((32, 48, 1), filters=(4, 8)).output_shape
        (None, 32, 48, 1)

    Reference: Ronneberger et al. 2015, doi:10.1007/978-3-319-24574-4_28.
    Chapter: 3.1.1
    """
    return _unet(2, input_shape, num_classes, filters, dropout, "unet")


def unet3d(
    input_shape: tuple[int, int, int, int],
    num_classes: int = 1,
    filters: Sequence[int] = (8, 16, 32),
    dropout: float = 0.0,
) -> keras.Model:
    """U-Net for volumes, all of whose axes are halved alike.

    Args:
        input_shape: (depth, height, width, channels); the first three must
            divide by 2 as often as there are sizes below the first.
        num_classes: 1 for one probability a voxel, more for one of each
            class.
        filters: feature maps at each size, from the volume down.
        dropout: fraction of the lowest features hidden in training.

    Returns:
        A model from (batch, depth, height, width, channels) to (batch,
        depth, height, width, num_classes).

    Raises:
        UsageError: sizes that do not divide, or below 1.

    Example:
        >>> from medkeras.models.unet import unet3d
        >>> unet3d((8, 16, 12, 1), 3, filters=(2, 4)).output_shape
        (None, 8, 16, 12, 3)

    Reference: Cicek et al. 2016, doi:10.1007/978-3-319-46723-8_49.
    Chapter: 3.1.2
    """
    return _unet(3, input_shape, num_classes, filters, dropout, "unet3d")


def _unet(axes, input_shape, num_classes, filters, dropout, name):
    filters = checked_sizes("filters", filters)
    _check_shape(axes, input_shape, len(filters) - 1)
    check_whole("num_classes", num_classes)
    check_number("dropout", dropout, 0, 1)
    inputs = maps = keras.Input(tuple(input_shape))
    on_the_way_down = []
    for width in filters[:-1]:
        maps = _two_convolutions(maps, axes, width)
        on_the_way_down.append(maps)
        maps = pool(axes, "Max")(maps)
    maps = _two_convolutions(maps, axes, filters[-1])
    maps = layers.Dropout(dropout)(maps)
    for width, beside in zip(
        filters[-2::-1], on_the_way_down[::-1], strict=True
    ):
        larger = _twice_as_large(axes, width)
        maps = layers.Concatenate()([beside, larger(maps)])
        maps = _two_convolutions(maps, axes, width)
    activation = "sigmoid" if num_classes == 1 else "softmax"
    outputs = conv(
        axes, num_classes, 1, activation=activation,
        kernel_initializer="glorot_uniform",
    )(maps)  # fmt: skip
    return Model(inputs, outputs, name=name)


def _twice_as_large(axes, width):
    """Each place becomes 2 along every axis."""
    kind = {2: layers.Conv2DTranspose, 3: layers.Conv3DTranspose}[axes]
    return kind(width, 2, strides=2, kernel_initializer="he_normal")


def _two_convolutions(maps, axes, width):
    """Biases are left to the normalisations."""
    for _ in range(2):
        maps = normalized_relu(conv(axes, width, 3, use_bias=False)(maps))
    return maps


def _check_shape(axes, input_shape, halvings):
    sizes = checked_sizes("input_shape", input_shape, axes + 1)
    factor = 2**halvings
    if any(size % factor for size in sizes[:-1]):
        raise UsageError(
            f"`input_shape` must divide by {factor} along each axis, once by 2 "
            f"for each size below the first. Received: {sizes}"
        )

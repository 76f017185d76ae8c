"""Inception v3: eleven mixed blocks, wide kernels taken apart.

A 5 x 5 kernel becomes two of 3 x 3, a 7 x 7 one becomes a row of seven and
a column of seven: the same reach with fewer weights.
"""

import keras
from keras import layers

from medkeras.models.cnn import keras_weights
from medkeras.models.cnn.blocks import (
    classifier,
    conv,
    normalized_relu,
    num_axes,
    pool,
)
from medkeras.utils.sizes import (
    check_positive,
    check_whole,
    checked_sizes,
)

BLOCKS = (3, 4, 2)  # at 35 x 35, 17 x 17 and 8 x 8 places
SMALLEST = 75  # pixels of a side, so that two places are left at the end
# A branch is a list of (maps, height, width) of its convolutions.
GRID_35 = (
    [(64, 1, 1)],
    [(48, 1, 1), (64, 5, 5)],
    [(64, 1, 1), (96, 3, 3), (96, 3, 3)],
)


def inception_v3(
    input_shape: tuple[int, int, int] = (299, 299, 3),
    num_classes: int = 1000,
    width: float = 1.0,
    dropout: float = 0.0,
    blocks: tuple[int, int, int] = (3, 4, 2),
    weights: str | None = None,
) -> keras.Model:
    """Inception v3, the network of the skin cancer study.

    299 x 299 pixels become 35 x 35, 17 x 17 and 8 x 8 places. Three blocks
    look at the first grid, four at the second and two at the third; two more
    halve the grid between them by convolution and pooling side by side.
    Pixels are expected from -1 to 1 where weights of Keras are loaded.

    Args:
        input_shape: (height, width, channels), 75 pixels or more a side.
        num_classes: 1 for one probability, more for one of each class.
        width: factor of all numbers of maps; 1 is the published network,
            1/16 trains on a small computer.
        dropout: fraction of the last features hidden in training.
        blocks: how many blocks at the three grids, from 1 to the published
            numbers.
        weights: None for random ones; "imagenet" for a copy that Keras has
            fetched on this computer before; or the path of such a file
            (.h5, with or without the top). Nothing is downloaded. The last
            layer is kept where it has `num_classes` outputs, else new.

    Returns:
        A model from (batch, *input_shape) to (batch, num_classes).

    Raises:
        UsageError: `input_shape` is no image or too small, more blocks than
            published, or weights that are not there, are no weights of this
            network, or do not fit the width, the blocks or the channels.

    Example:
        >>> from medkeras.models.cnn import inception_v3
        >>> small = {"width": 1 / 16, "blocks": (1, 1, 1)}
        >>> inception_v3((75, 75, 3), 3, **small).output_shape
        (None, 3)

    Reference: Szegedy et al. 2016, doi:10.1109/CVPR.2016.308; its blocks as
        in keras.applications.
    Chapter: 3.1.4
    """
    check_positive("width", width)
    keras_weights.check_image(input_shape, num_axes(input_shape, SMALLEST))
    first, second, third = _checked_blocks(blocks)
    is_published = width == 1 and (first, second, third) == BLOCKS
    path = keras_weights.published_file(weights, is_published, input_shape[-1])
    inputs = keras.Input(input_shape)
    maps = _stem(inputs, width)
    for pooled in (32, 64, 64)[:first]:
        maps = _mixed(maps, width, GRID_35, pooled)
    maps = _halved(
        maps, width, [[(384, 3, 3)], [(64, 1, 1), (96, 3, 3), (96, 3, 3)]]
    )
    for inner in (128, 160, 160, 192)[:second]:
        maps = _mixed(maps, width, _grid_17(inner), 192)
    seven = [(192, 1, 1), (192, 1, 7), (192, 7, 1), (192, 3, 3)]
    maps = _halved(maps, width, [[(192, 1, 1), (320, 3, 3)], seven])
    for _ in range(third):
        maps = _grid_8(maps, width)
    features = layers.GlobalAveragePooling2D()(maps)
    model = classifier(inputs, features, num_classes, dropout, "inception_v3")
    if path is not None:
        keras_weights.load_inception_v3(model, path)
    return model


def _checked_blocks(blocks):
    found = checked_sizes("blocks", blocks, count=3)
    for count, most in zip(found, BLOCKS, strict=True):
        check_whole("blocks", count, most=most)
    return found


def _stem(inputs, width):
    maps = _conv(inputs, width, 32, 3, 3, strides=2, padding="valid")
    maps = _conv(maps, width, 32, 3, 3, padding="valid")
    maps = _conv(maps, width, 64, 3, 3)
    maps = pool(2, "Max", 3)(maps)
    maps = _conv(maps, width, 80, 1, 1, padding="valid")
    maps = _conv(maps, width, 192, 3, 3, padding="valid")
    return pool(2, "Max", 3)(maps)


def _mixed(maps, width, branches, pooled):
    """Branches of convolutions side by side, and one after an average."""
    found = []
    for branch in branches:
        each = maps
        for filters, height, across in branch:
            each = _conv(each, width, filters, height, across)
        found.append(each)
    return layers.Concatenate()([*found, _pooled(maps, width, pooled)])


def _grid_17(inner):
    """Branches at 17 x 17: kernels of seven as a row and a column."""
    row, column = (inner, 1, 7), (inner, 7, 1)
    return (
        [(192, 1, 1)],
        [(inner, 1, 1), row, (192, 7, 1)],
        [(inner, 1, 1), column, row, column, (192, 1, 7)],
    )


def _grid_8(maps, width):
    """The widest block: a row and a column of three side by side."""
    one = _conv(maps, width, 320, 1, 1)
    short = _crossed(_conv(maps, width, 384, 1, 1), width)
    long = _conv(_conv(maps, width, 448, 1, 1), width, 384, 3, 3)
    long = _crossed(long, width)
    return layers.Concatenate()([one, short, long, _pooled(maps, width, 192)])


def _crossed(maps, width):
    row = _conv(maps, width, 384, 1, 3)
    return layers.Concatenate()([row, _conv(maps, width, 384, 3, 1)])


def _halved(maps, width, branches):
    """Half the places: the last convolution and a pooling have stride 2."""
    found = []
    for *first, (filters, height, across) in branches:
        each = maps
        for inner in first:
            each = _conv(each, width, *inner)
        each = _conv(
            each, width, filters, height, across, strides=2, padding="valid"
        )
        found.append(each)
    return layers.Concatenate()([*found, pool(2, "Max", 3)(maps)])


def _pooled(maps, width, filters):
    average = pool(2, "Average", 3, strides=1, padding="same")(maps)
    return _conv(average, width, filters, 1, 1)


def _conv(maps, width, filters, height, across, **options):
    """Convolution, batch normalisation without a scale, ReLU."""
    filters = max(1, round(width * filters))
    layer = conv(2, filters, (height, across), use_bias=False, **options)
    return normalized_relu(layer(maps), scale=False)

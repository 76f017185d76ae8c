"""Stage 1: one convolution that says where in the chest the ventricle is."""

import keras
import numpy as np
from keras import layers

from medkeras.models.autoencoder.sparse import SparseAutoencoder
from medkeras.models.base import Model
from medkeras.models.cardiac.fresh_start import train
from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import (
    check_number,
    check_seed,
    check_whole,
    checked_sizes,
)

WEIGHT_DECAY = 1e-4  # as published, for the autoencoder and the network


def localizer(
    input_shape: tuple[int, int, int] = (64, 64, 1),
    num_filters: int = 100,
    filter_size: int = 11,
    pool_size: int = 6,
    mask_size: int = 32,
    weight_decay: float = WEIGHT_DECAY,
) -> keras.Model:
    """A coarse mask of the square that holds the left ventricle.

    Filters with sigmoid units, means over patches of their maps, and one
    dense layer from all means to all pixels of the mask.

    Args:
        input_shape: (height, width, channels) of the whole image, reduced.
        num_filters: filters of the convolution.
        filter_size: their height and width, pixels.
        pool_size: height and width of the patches that are averaged.
        mask_size: height and width of the answer.
        weight_decay: λ; the loss grows by 2/D λ/2 times the sum of squares
            of the weights, D pixels of the mask, beside the mean squared
            error.

    Returns:
        A model from (batch, *input_shape) to (batch, mask_size, mask_size).

    Raises:
        UsageError: sizes below 1, filters larger than the image, patches
            larger than the maps.

    Example:
        >>> from medkeras.models.cardiac import localizer
        >>> network = localizer((16, 16, 1), 4, 5, 3, mask_size=8)
        >>> network.output_shape
        (None, 8, 8)

    Reference: Avendi et al. 2016, doi:10.1016/j.media.2016.01.005.
    Chapter: 3.1.1
    """
    for name, size in (
        ("num_filters", num_filters), ("filter_size", filter_size),
        ("pool_size", pool_size), ("mask_size", mask_size),
    ):  # fmt: skip
        check_whole(name, size)
    check_number("weight_decay", weight_decay, 0)
    height, width, _ = checked_sizes("input_shape", input_shape, 3)
    maps = min(height, width) - filter_size + 1
    if maps < pool_size:
        raise UsageError(
            "`input_shape` must be larger than the filters by the patches at "
            f"least, {filter_size + pool_size - 1} pixels. Received: "
            f"{tuple(input_shape)}"
        )
    scale = 2 / mask_size**2
    decay = keras.regularizers.L2(scale * weight_decay / 2)
    inputs = keras.Input(tuple(input_shape))
    found = layers.Conv2D(
        num_filters, filter_size, activation="sigmoid",
        kernel_regularizer=decay, name="filters",
    )(inputs)  # fmt: skip
    means = layers.AveragePooling2D(pool_size, name="means")(found)
    flat = layers.Flatten(name="features")(means)
    mask = layers.Dense(
        mask_size**2, "sigmoid", kernel_regularizer=decay, name="mask"
    )(flat)
    outputs = layers.Reshape((mask_size, mask_size))(mask)
    return Model(inputs, outputs, name="localizer")


def pretrain_filters(
    network: keras.Model,
    images: np.ndarray,
    num_patches: int = 5000,
    epochs: int = 30,
    seed: int = 0,
) -> SparseAutoencoder:
    """Give a localizer the filters of a sparse autoencoder of patches.

    The weights into unit k of the autoencoder's code are filter k.

    Args:
        network: of `localizer`; its filters and their biases are set.
        images: (images, height, width, channels).
        num_patches: patches drawn from them, of the filters' size.
        epochs: passes over the patches.
        seed: of the draw.

    Returns:
        The trained autoencoder.

    Raises:
        UsageError: images of another shape, or smaller than a filter.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cardiac import localizer, pretrain_filters
        >>> network = localizer((16, 16, 1), 4, 5, 3, mask_size=8)
        >>> images = np.random.default_rng(0).random((3, 16, 16, 1))
        >>> coder = pretrain_filters(network, images, 50, epochs=1)
        >>> coder.encoder.output_shape
        (None, 4)

    Reference: Avendi et al. 2016, doi:10.1016/j.media.2016.01.005.
    Chapter: 3.1.1
    """
    images = finite_numbers("images", images, ndim=4)
    check_whole("num_patches", num_patches)
    check_whole("epochs", epochs)
    check_seed(seed)
    filters = network.get_layer("filters")
    height, width, channels, num_filters = filters.kernel.shape
    if images.shape[3] != channels or min(images.shape[1:3]) < height:
        raise UsageError(
            f"`images` must be (images, height, width, {channels}), at least "
            f"{height} pixels wide. Received: shape {images.shape}"
        )
    rng = np.random.default_rng(seed)
    patches = _patches(images, height, num_patches, rng)
    coder = train(
        _coder, (height * width * channels, num_filters), patches,
        learning_rate=3e-3, batch_size=128, epochs=epochs,
    )  # fmt: skip
    kernel, bias = coder.get_layer("hidden").get_weights()
    filters.set_weights([kernel.reshape(filters.kernel.shape), bias])
    return coder


def _coder(size, num_filters):
    return SparseAutoencoder((size,), num_filters, weight_decay=WEIGHT_DECAY)


def _patches(images, size, count, rng):
    """Squares from anywhere, flattened."""
    image = rng.integers(0, len(images), count)
    row = rng.integers(0, images.shape[1] - size + 1, count)
    column = rng.integers(0, images.shape[2] - size + 1, count)
    down = row[:, None, None] + np.arange(size)[:, None]
    across = column[:, None, None] + np.arange(size)
    cut = images[image[:, None, None], down, across]
    return cut.reshape(count, -1).astype(np.float32)

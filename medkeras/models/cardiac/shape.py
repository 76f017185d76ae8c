"""Stage 2: a stacked autoencoder that draws the ventricle's shape."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import layers

from medkeras.models.autoencoder.sparse import SparseAutoencoder
from medkeras.models.base import Model
from medkeras.models.cardiac.fresh_start import train
from medkeras.utils.arrays import check_one_length, finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole, checked_sizes

WEIGHT_DECAY = 3e-3  # as published
# One step of Adam moves each weight by about the learning rate, and a unit
# that sees 4096 pixels by the sum of them: a larger one throws all units to
# 0 or 1 in the first steps, where they no longer learn.
LEARNING_RATE = 1e-4
RIDGE = 1e-2  # share of the units' mean variance, for the last layer alone


def shape_autoencoder(
    input_shape: tuple[int, int, int] = (64, 64, 1),
    units: Sequence[int] = (100, 100),
    weight_decay: float = WEIGHT_DECAY,
) -> keras.Model:
    """From the square around the ventricle to a mask of its cavity.

    The layers of a stacked autoencoder, whose last layer draws the mask
    instead of the image.

    Args:
        input_shape: (height, width, channels) of the square.
        units: of the hidden layers, sigmoid.
        weight_decay: λ; the loss grows by 2/D λ/2 times the sum of squares
            of the weights, D pixels of the mask, beside the mean squared
            error.

    Returns:
        A model from (batch, *input_shape) to (batch, height, width).

    Raises:
        UsageError: sizes below 1.

    Example:
        >>> from medkeras.models.cardiac import shape_autoencoder
        >>> shape_autoencoder((8, 8, 1), (5, 4)).output_shape
        (None, 8, 8)

    Reference: Avendi et al. 2016, doi:10.1016/j.media.2016.01.005.
    Chapter: 3.1.1
    """
    height, width, _ = checked_sizes("input_shape", input_shape, 3)
    units = checked_sizes("units", units)
    check_number("weight_decay", weight_decay, 0)
    decay = keras.regularizers.L2(weight_decay / (height * width))
    inputs = keras.Input(tuple(input_shape))
    hidden = layers.Flatten()(inputs)
    for number, width_of_layer in enumerate(units, start=1):
        hidden = layers.Dense(
            width_of_layer, "sigmoid", kernel_regularizer=decay,
            name=f"hidden_{number}",
        )(hidden)  # fmt: skip
    mask = layers.Dense(
        height * width, "sigmoid", kernel_regularizer=decay, name="mask"
    )(hidden)
    outputs = layers.Reshape((height, width))(mask)
    return Model(inputs, outputs, name="shape_autoencoder")


def pretrain_layers(
    network: keras.Model, images: np.ndarray, epochs: int = 10
) -> None:
    """Train the hidden layers one by one, each as a sparse autoencoder.

    Args:
        network: of `shape_autoencoder`; its hidden layers are set.
        images: (images, height, width, channels).
        epochs: passes for each layer.

    Raises:
        UsageError: images of another shape than the network's, NaN.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cardiac import (
        ...     pretrain_layers, shape_autoencoder
        ... )
        >>> network = shape_autoencoder((8, 8, 1), (5, 4))
        >>> pretrain_layers(network, np.zeros((4, 8, 8, 1)), epochs=1)

    Reference: Avendi et al. 2016, doi:10.1016/j.media.2016.01.005.
    Chapter: 3.1.1
    """
    check_whole("epochs", epochs)
    below = _checked("images", images, network.input_shape[1:])
    below = below.reshape(len(below), -1)
    for layer in network.layers:
        if not layer.name.startswith("hidden_"):
            continue
        coder = train(
            _coder, (below.shape[1], layer.units), below,
            learning_rate=LEARNING_RATE, batch_size=64, epochs=epochs,
        )  # fmt: skip
        layer.set_weights(coder.get_layer("hidden").get_weights())
        below = keras.ops.convert_to_numpy(coder.encoder(below))


def pretrain_mask(
    network: keras.Model, images: np.ndarray, masks: np.ndarray
) -> None:
    """Train the last layer alone on what the hidden layers say.

    Its sigmoid is taken by its tangent at 1/2, so that the best weights of
    least squares, with a small ridge, are had in one step.

    Args:
        network: of `shape_autoencoder`; its last layer is set.
        images: (images, height, width, channels).
        masks: (images, height, width), share of each pixel in the cavity.

    Raises:
        UsageError: images or masks of another shape than the network's, NaN.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cardiac import (
        ...     pretrain_mask, shape_autoencoder
        ... )
        >>> network = shape_autoencoder((8, 8, 1), (5, 4))
        >>> images = np.random.default_rng(0).random((4, 8, 8, 1))
        >>> pretrain_mask(network, images, images[..., 0] > 0.5)

    Chapter: 3.1.1
    """
    images = _checked("images", images, network.input_shape[1:])
    masks = _checked("masks", masks, network.output_shape[1:])
    check_one_length(images=images, masks=masks)
    mask = network.get_layer("mask")
    hidden = keras.Model(network.input, mask.input)
    units = keras.ops.convert_to_numpy(hidden(images)).astype(float)
    away = units - units.mean(axis=0)
    square = away.T @ away
    ridge = RIDGE * np.trace(square) / len(square) + 1e-12
    target = masks.reshape(len(masks), -1)
    weights = np.linalg.solve(
        square + ridge * np.eye(len(square)), away.T @ target
    )
    bias = target.mean(axis=0) - units.mean(axis=0) @ weights
    # Near 1/2 the sigmoid of z is 1/2 + z/4.
    mask.set_weights([4 * weights, 4 * (bias - 0.5)])


def _checked(name, values, shape):
    """Examples of a network's own shape."""
    values = finite_numbers(name, values, ndim=len(shape) + 1)
    if values.shape[1:] != shape:
        raise UsageError(
            f"`{name}` must be ({name}, {', '.join(map(str, shape))}). "
            f"Received: shape {values.shape}"
        )
    return values.astype(np.float32)


def _coder(size, units):
    return SparseAutoencoder((size,), units, weight_decay=WEIGHT_DECAY)

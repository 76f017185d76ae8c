"""Residual networks: each block adds a correction to what it was given."""

import keras
from keras import layers

from medkeras.layers.fused_batch_normalization import (
    FusedBatchNormalization,
)
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


def resnet(
    input_shape: tuple[int, ...],
    num_classes: int,
    blocks: tuple[int, ...] = (1, 1, 1),
    num_filters: int = 16,
    dropout: float = 0.0,
    large_stem: bool = False,
) -> keras.Model:
    """Residual network of basic blocks, two convolutions each.

    A block computes y = relu(x + F(x)). Where F is zero the block passes x
    on, so depth costs nothing at the start and the gradient has a way
    around every convolution. The defaults train in seconds on two cores;
    `blocks=(2, 2, 2, 2), num_filters=64, large_stem=True` is ResNet-18.

    Args:
        input_shape: (length, channels), (height, width, channels) or
            (depth, height, width, channels).
        num_classes: 1 for one probability, more for one of each class.
        blocks: basic blocks of each stage; from the second stage on, a
            stage halves the places and doubles the maps.
        num_filters: feature maps of the first stage. Below 16, training
            on a CPU with a last batch of another size can end the process
            (TensorFlow 2.21); TF_ENABLE_ONEDNN_OPTS=0 avoids it.
        dropout: fraction of features hidden in training.
        large_stem: whether the network begins, as for photographs, with a
            convolution 7 places wide and a pooling, both of stride 2.

    Returns:
        A model from (batch, *input_shape) to (batch, num_classes).

    Raises:
        UsageError: `input_shape` is of another length or too small.

    Example:
        >>> from medkeras.models.cnn import resnet
        >>> resnet((28, 28, 1), 1, blocks=(1, 1), num_filters=4).output_shape
        (None, 1)

    Reference: He et al. 2016, doi:10.1109/CVPR.2016.90.
    Chapter: 2.1.1
    """
    if not blocks:
        raise UsageError("`blocks` must hold a count a stage. Received: ()")
    for count in blocks:
        check_whole("blocks", count)
    check_whole("num_filters", num_filters)
    halvings = len(blocks) - 1 + 2 * large_stem
    axes = num_axes(input_shape, 2**halvings)
    inputs = keras.Input(input_shape)
    maps = _stem(inputs, axes, num_filters, large_stem)
    for stage, num_blocks in enumerate(blocks):
        for block in range(num_blocks):
            strides = 2 if stage > 0 and block == 0 else 1
            maps = _basic_block(maps, axes, num_filters * 2**stage, strides)
    features = layer_for(axes, "GlobalAveragePooling")()(maps)
    return classifier(inputs, features, num_classes, dropout, "resnet")


def _stem(inputs, axes, filters, large):
    if not large:
        return normalized_relu(conv(axes, filters, 3, use_bias=False)(inputs))
    maps = conv(axes, filters, 7, strides=2, use_bias=False)(inputs)
    return pool(axes, "Max", 3, padding="same")(normalized_relu(maps))


def _basic_block(maps, axes, filters, strides):
    """relu(x + F(x)); the biases are left to the normalisations."""
    change = conv(axes, filters, 3, strides=strides, use_bias=False)(maps)
    change = normalized_relu(change)
    change = conv(axes, filters, 3, use_bias=False)(change)
    change = FusedBatchNormalization()(change)
    if strides > 1 or maps.shape[-1] != filters:
        maps = conv(axes, filters, 1, strides=strides, use_bias=False)(maps)
        maps = FusedBatchNormalization()(maps)
    return layers.Activation("relu")(layers.Add()([maps, change]))

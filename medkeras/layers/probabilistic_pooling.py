"""Probabilistic max-pooling: in a block of units one is on, or none."""

import functools

import keras
import tensorflow as tf
from keras import ops

from medkeras.layers.input_validation import InputValidationMixin
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class ProbabilisticMaxPooling(InputValidationMixin, keras.layers.Layer):
    """Probability that some unit of a block is on, where at most one can be.

        P(pool = 1) = Σ_block exp(I) / (1 + Σ_block exp(I))

    A softmax over the units of a block and one more state, "all off". With
    blocks of one unit it is the sigmoid. It has no weights.

    Args:
        pool_size: units along a side of a block; it divides height and width.
        **kwargs: of the layer.

    Raises:
        UsageError: a size below 1; maps that blocks do not fill.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.probabilistic_pooling import (
        ...     ProbabilisticMaxPooling)
        >>> layer = ProbabilisticMaxPooling(2)
        >>> float(layer(np.zeros((1, 2, 2, 1), "float32"))[0, 0, 0, 0])
        0.800000011920929

    Reference: Lee, Grosse, Ranganath and Ng 2009,
        doi:10.1145/1553374.1553453.
    Chapter: 3.1.6
    """

    def __init__(self, pool_size: int = 2, **kwargs):
        check_whole("pool_size", pool_size)
        super().__init__(**kwargs)
        self.pool_size = pool_size
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def call(self, to_hidden):
        """(batch, height / pool_size, width / pool_size, filters)."""
        return pool_probabilities(to_hidden, self.pool_size)

    def _check_sizes(self, shape):
        super()._check_sizes(shape)
        check_blocks(shape[1:3], self.pool_size)

    def compute_output_shape(self, input_shape):
        """Height and width divided by the size of a block."""
        check_blocks(input_shape[1:3], self.pool_size)
        sides = (side // self.pool_size for side in input_shape[1:3])
        return (input_shape[0], *sides, input_shape[3])

    def get_config(self):
        """Arguments that make this layer again."""
        return {**super().get_config(), "pool_size": self.pool_size}


def check_blocks(sides, pool_size: int) -> None:
    """Refuse maps that blocks of this size do not fill."""
    if None in sides or any(side % pool_size or side < 1 for side in sides):
        raise UsageError(
            "`pool_size` must divide the height and the width of the hidden "
            f"maps. Received: {pool_size} for {tuple(sides)}"
        )


def blocks(maps, pool_size: int):
    """Maps of the units at each place of a block.

    A list of pool_size² maps, each (batch, down, across, filters): sums over
    a block are sums of the list, quicker than along an axis.
    """
    if pool_size == 1:
        return [maps]
    apart = tf.nn.space_to_depth(maps, pool_size)
    return tf.split(apart, pool_size**2, axis=-1)


def unblocks(units, pool_size: int):
    """What `blocks` has taken apart, as maps."""
    if pool_size == 1:
        return units[0]
    return tf.nn.depth_to_space(ops.concatenate(units, axis=-1), pool_size)


def log_total(units):
    """log(1 + Σ_block exp(I)) of blocks, (batch, down, across, filters)."""
    largest, off, on = _exponentials(units)
    return largest + ops.log(off + sum(on))


def block_probabilities(units):
    """P(h = 1) of the units that `blocks` has taken apart; a list like it."""
    if len(units) == 1:
        return [ops.sigmoid(units[0])]
    _, off, on = _exponentials(units)
    share = 1 / (off + sum(on))
    return [unit * share for unit in on]


def _exponentials(units):
    """The largest m of a block and 0, exp(-m), and exp(I - m) of the units."""
    largest = functools.reduce(ops.maximum, units, 0.0)
    largest = ops.stop_gradient(largest)
    return largest, ops.exp(-largest), [ops.exp(u - largest) for u in units]


def unit_probabilities(to_hidden, pool_size: int):
    """P(h = 1) of each unit, given what reaches it; a map like it."""
    units = block_probabilities(blocks(to_hidden, pool_size))
    return unblocks(units, pool_size)


def pool_probabilities(to_hidden, pool_size: int):
    """P(some unit of the block is on), one a block."""
    if pool_size == 1:
        return ops.sigmoid(to_hidden)
    return 1 - ops.exp(-log_total(blocks(to_hidden, pool_size)))

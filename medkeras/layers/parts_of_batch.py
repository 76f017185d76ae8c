"""A part of a batch's rows on each core of a CPU."""

from collections.abc import Callable
from itertools import pairwise

import tensorflow as tf

from medkeras.utils.cores import cores

MOST_PARTS = 8  # of a batch; parts of a few rows gain nothing


def num_parts(at_once: int = 1) -> int:
    """How many parts, where so many whole batches are read at once."""
    if tf.config.list_logical_devices("GPU"):
        return 1
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    return min(max(cores() // (replicas * at_once), 1), MOST_PARTS)


def sizes_of_parts(rows, parts: int):
    """Rows of each part, as equal as they can be."""
    edges = [rows * part // parts for part in range(parts + 1)]
    return tf.stack([end - start for start, end in pairwise(edges)])


def in_parts(call: Callable, *tensors):
    """`call` of tensors (rows, ...), a part of the rows on each core.

    A chain of small operations keeps one core busy: one waits for the other.
    Rows that know nothing of each other can go through it side by side.
    """
    parts = num_parts()
    if parts == 1:
        return call(*tensors)
    return tf.concat([call(*share) for share in _shares(tensors, parts)], 0)


def summed_in_parts(call: Callable, *tensors):
    """Sums over rows that `call` returns, a part of the rows on each core."""
    parts = num_parts()
    if parts == 1:
        return call(*tensors)

    def added():
        sums = [call(*share) for share in _shares(tensors, parts)]
        return tf.nest.map_structure(lambda *each: tf.add_n(each), *sums)

    # oneDNN's convolutions of no rows have the sizes of their input.
    too_few = tf.shape(tensors[0])[0] < parts
    return tf.cond(too_few, lambda: call(*tensors), added)


def _shares(tensors, parts):
    sizes = sizes_of_parts(tf.shape(tensors[0])[0], parts)
    # The gradient of a split is one concatenation; that of a slice is zeros
    # of the size of the whole, and a sum over the slices.
    return zip(*(tf.split(each, sizes) for each in tensors), strict=True)

"""Tensors cut into batches, in their order or in a new one for each pass.

A pipeline makes its functions ready anew for each `fit` and each epoch, which
takes longer than a step of a small network: in their own order they need none.
"""

from collections.abc import Callable

import tensorflow as tf


def sliced(rows, batch_size: int) -> tf.data.Dataset:
    """Batches of a structure of tensors; the last one may be smaller."""
    num_rows = len(tf.nest.flatten(rows)[0])
    whole = num_rows // batch_size

    def stacked(part):
        batches = part[: whole * batch_size]
        return tf.reshape(batches, (whole, batch_size, *part.shape[1:]))

    body, rest = (
        tf.nest.map_structure(cut, rows)
        for cut in (stacked, lambda part: part[whole * batch_size :])
    )
    last = tf.data.Dataset.from_tensors(rest)
    last = last.take(int(num_rows % batch_size > 0))
    return tf.data.Dataset.from_tensor_slices(body).concatenate(last)


def shuffled(
    rows, batch_size: int, order: Callable, passes: int = 1
) -> tf.data.Dataset:
    """Batches of a structure of tensors, in an order of its own each pass.

    `order` returns the numbers of all rows for a pass, 0, 1, ..., when it
    begins to be read.
    """
    num_rows = len(tf.nest.flatten(rows)[0])

    def numbers(number):
        drawn = tf.numpy_function(order, [number], tf.int64)
        return sliced(tf.ensure_shape(drawn, (num_rows,)), batch_size)

    data = tf.data.Dataset.range(passes).flat_map(numbers)
    data = data.map(lambda places: taken(rows, places))
    size = passes * -(-num_rows // batch_size)
    return data.apply(tf.data.experimental.assert_cardinality(size))


def taken(rows, places):
    """Rows of a structure of tensors by their numbers."""
    return tf.nest.map_structure(lambda part: tf.gather(part, places), rows)


def packed(parts):
    """As Keras reads a batch: (x, y), or x alone."""
    return tuple(parts) if len(parts) > 1 else parts[0]

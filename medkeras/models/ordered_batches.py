"""Batches of arrays in the order of their rows, made without a function.

A pipeline makes its functions ready anew for each `fit` and each epoch, which
takes longer than a step of a small network.
"""

from collections.abc import Sequence

import tensorflow as tf

from medkeras.models.known_arrays import made_of_arrays
from medkeras.models.untuned import untuned


def ordered_batches(parts: Sequence, batch_size: int) -> tf.data.Dataset:
    """Batches as `fit(*parts, shuffle=False)` would cut them.

    Args:
        parts: x, or x and y; each an array or a dictionary of arrays, all of
            as many rows.
        batch_size: rows of a batch.
    """
    parts = tf.nest.map_structure(tf.convert_to_tensor, tuple(parts))
    data = sliced(parts, batch_size).prefetch(2).with_options(untuned())
    return made_of_arrays(data, parts)


def sliced(parts, batch_size: int) -> tf.data.Dataset:
    """Batches of tensors; the last one may be smaller."""
    rows = len(tf.nest.flatten(parts)[0])
    whole = rows // batch_size

    def stacked(part):
        batches = part[: whole * batch_size]
        return tf.reshape(batches, (whole, batch_size, *part.shape[1:]))

    body, rest = (
        tf.nest.map_structure(cut, packed(parts))
        for cut in (stacked, lambda part: part[whole * batch_size :])
    )
    last = tf.data.Dataset.from_tensors(rest).take(int(rows % batch_size > 0))
    return tf.data.Dataset.from_tensor_slices(body).concatenate(last)


def packed(parts):
    """As Keras reads a batch: (x, y), or x alone."""
    return tuple(parts) if len(parts) > 1 else parts[0]

"""Tensors cut into batches by a pipeline without a function.

A pipeline makes its functions ready anew for each `fit` and each epoch, which
takes longer than a step of a small network.
"""

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


def packed(parts):
    """As Keras reads a batch: (x, y), or x alone."""
    return tuple(parts) if len(parts) > 1 else parts[0]

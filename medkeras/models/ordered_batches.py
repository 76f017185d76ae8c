"""Batches of arrays in the order of their rows, made without a function."""

from collections.abc import Sequence

import tensorflow as tf

from medkeras.models.known_arrays import made_of_arrays
from medkeras.models.sliced import packed, sliced
from medkeras.models.untuned import untuned


def ordered_batches(parts: Sequence, batch_size: int) -> tf.data.Dataset:
    """Batches as `fit(*parts, shuffle=False)` would cut them.

    Args:
        parts: x, or x and y; each an array or a dictionary of arrays, all of
            as many rows.
        batch_size: rows of a batch.
    """
    parts = tf.nest.map_structure(tf.convert_to_tensor, tuple(parts))
    data = sliced(packed(parts), batch_size)
    data = data.prefetch(2).with_options(untuned())
    return made_of_arrays(data, parts)

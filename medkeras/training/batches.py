"""Batches of which every replica gets at least one row."""

from collections.abc import Mapping

import numpy as np
import tensorflow as tf

from medkeras.models.known_arrays import made_of_arrays
from medkeras.models.sliced import packed, sliced, taken
from medkeras.models.untuned import untuned
from medkeras.training.strategy import strategy
from medkeras.utils.arrays import as_array, check_one_length
from medkeras.utils.batch_sizes import batch_sizes
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_seed, check_whole


def batches(x, y=None, batch_size=32, shuffle=False, seed=0, replicas=None):
    """Divide examples into batches that leave no replica without a row.

    TensorFlow hands each replica ceil(n / R) rows of a batch until there are
    none left. A last batch too small for that would leave the last replicas
    empty, on which a convolution fails: it is joined to the batch before.
    On one device, the batches are as long as those of `keras.Model.fit`. An
    epoch ends sooner than with Keras' own, since nothing is tuned while it
    runs, and each has a new order, which Keras draws once for all epochs when
    a seed is set.

    Args:
        x: examples, shape (examples, ...), or a dictionary of such arrays
            for models of several inputs.
        y: their answers, shape (examples, ...), or None.
        batch_size: rows of a batch over all replicas together.
        shuffle: whether to draw a new order for each epoch.
        seed: seed of the orders.
        replicas: how many replicas; those of `strategy()` if not given.

    Returns:
        A tf.data.Dataset for `fit` and `evaluate`.

    Raises:
        UsageError: fewer examples, or smaller batches, than replicas; x and
            y of different lengths.

    Example:
        >>> from medkeras.training.batches import batches
        >>> [len(rows) for rows in batches([1, 2, 3, 4, 5], batch_size=2)]
        [2, 2, 1]
        >>> data = batches([1, 2, 3, 4, 5], batch_size=2, replicas=2)
        >>> [len(rows) for rows in data]
        [2, 3]

    Chapter: 2.1.1
    """
    check_whole("batch_size", batch_size)
    check_seed(seed)
    parts = _parts(x, y)
    if replicas is None:
        replicas = strategy().num_replicas_in_sync
    check_whole("replicas", replicas)
    rows = len(tf.nest.flatten(parts)[0])
    sizes = batch_sizes(rows, batch_size, replicas)
    if shuffle or replicas > 1:
        order = _order(rows, shuffle, seed)
        if replicas == 1:
            order = order.batch(batch_size)
        else:
            order = _cut(order, sizes)
        data = order.map(lambda rows: packed(taken(parts, rows)))
    else:
        data = sliced(packed(parts), batch_size)
    counted = tf.data.experimental.assert_cardinality(len(sizes))
    data = data.apply(counted).prefetch(2).with_options(untuned())
    return made_of_arrays(data, parts)


def _order(rows, shuffle, seed):
    order = tf.data.Dataset.range(rows)
    if not shuffle:
        return order
    return order.shuffle(rows, seed, reshuffle_each_iteration=True)


def _cut(order, sizes):
    """An order of rows in batches, of which the last may be larger."""
    ends = np.cumsum(sizes)
    slices = tf.data.Dataset.from_tensor_slices((ends - sizes, ends))
    whole = order.batch(sum(sizes))
    return whole.flat_map(lambda rows: slices.map(lambda a, b: rows[a:b]))


def _parts(x, y):
    """x, and y if there is one, as tensors of one length."""
    parts = [
        {name: _tensor(name, values) for name, values in x.items()}
        if isinstance(x, Mapping)
        else _tensor("x", x)
    ]
    if y is not None:
        parts.append(_tensor("y", y))
    tensors = tf.nest.flatten(parts)
    if not tensors:
        raise UsageError("`x` must hold an array. Received: none")
    names = [*x, "y"] if isinstance(x, Mapping) else ["x", "y"]
    check_one_length(**dict(zip(names, _in_order(parts), strict=False)))
    return parts


def _in_order(parts):
    """Tensors, those of a dictionary in its own order."""
    x, *y = parts
    return [*x.values(), *y] if isinstance(x, dict) else [x, *y]


def _tensor(name, values):
    """Numbers or text as a tensor."""
    array = as_array(name, values)
    if array.dtype.kind == "O":
        array = np.array(array.tolist())
    if array.dtype.kind not in "biufcUS":
        raise UsageError(
            f"`{name}` must be numbers or text. Received: {array.dtype}"
        )
    return tf.convert_to_tensor(array)

"""One batch on several devices: shares, and noise that follows the rows."""

import tensorflow as tf


def gradient_share(loss, rows):
    """Return the loss, its gradient weighed by this replica's share of rows.

    Keras gives the mean loss of each replica the same weight. A last batch
    of 3 rows over two replicas would thus count its third row as much as the
    first two together. Here the value stays and only the gradient is
    weighed, by n_r / (n / R): n_r of the n rows are on this one of R
    replicas. The step is then the one of a single device.

    Args:
        loss: mean over this replica's rows, a scalar.
        rows: how many rows this replica holds, n_r.

    Returns:
        The same value; on one device, `loss` itself.

    Example:
        >>> import tensorflow as tf
        >>> from medkeras.layers.replicas import gradient_share
        >>> float(gradient_share(tf.constant(0.5), rows=3))
        0.5

    Chapter: 2.1.1
    """
    share = row_share(rows)
    if isinstance(share, float):
        return loss
    weight = tf.cast(share, loss.dtype)
    return weight * loss + tf.stop_gradient((1 - weight) * loss)


def row_share(rows):
    """Return what the mean over this replica's rows counts, n_r / (n / R).

    Args:
        rows: how many rows this replica holds, n_r.

    Returns:
        A float32 scalar; on one device, 1.0.

    Example:
        >>> from medkeras.layers.replicas import row_share
        >>> row_share(3)
        1.0

    Chapter: 2.2.2
    """
    shares = _rows_by_replica(rows)
    if shares is None:
        return 1.0
    even = tf.reduce_sum(shares) / shares.shape[0]
    return tf.cast(tf.cast(rows, even.dtype) / even, tf.float32)


def per_replica(loss):
    """Divide a loss by the number of replicas.

    Keras's optimizers add up the gradients of the replicas. A training rule
    of its own therefore differentiates
    `per_replica(gradient_share(loss, rows))`.

    Args:
        loss: of this replica, a scalar.

    Returns:
        A scalar; on one device, `loss` itself.

    Example:
        >>> import tensorflow as tf
        >>> from medkeras.layers.replicas import per_replica
        >>> float(per_replica(tf.constant(0.5)))
        0.5

    Chapter: 2.2.2
    """
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    return loss if replicas == 1 else loss / replicas


def row_uniform(shape, seed, step):
    """Draw uniform noise that belongs to the row, not to the device.

    Each replica draws for its own rows what a single device would have drawn
    for them, so a random training rule gives the same step on any number of
    replicas.

    Args:
        shape: (rows, ...), rows those of this replica.
        seed: a whole number; each draw within a step has its own.
        step: number of the update, such as `optimizer.iterations`.

    Returns:
        float32 in [0, 1), of that shape.

    Example:
        >>> from medkeras.layers.replicas import row_uniform
        >>> row_uniform((3, 2), seed=1, step=0).shape
        TensorShape([3, 2])

    Chapter: 2.2.2
    """
    return _noise(tf.random.stateless_uniform, shape, seed, step)


def row_normal(shape, seed, step):
    """Draw standard normal noise that belongs to the row, not to the device.

    Args:
        shape: (rows, ...), rows those of this replica.
        seed: a whole number; each draw within a step has its own.
        step: number of the update, such as `optimizer.iterations`.

    Returns:
        float32, of that shape.

    Example:
        >>> from medkeras.layers.replicas import row_normal
        >>> row_normal((3, 2), seed=1, step=0).shape
        TensorShape([3, 2])

    Chapter: 2.2.1
    """
    return _noise(tf.random.stateless_normal, shape, seed, step)


def _noise(draw, shape, seed, step):
    rows, rest = shape[0], shape[1:]
    key = tf.stack([tf.cast(seed, tf.int32), tf.cast(step, tf.int32)])
    shares = _rows_by_replica(rows)
    if shares is None:
        return draw((rows, *rest), key)
    place = tf.distribute.get_replica_context().replica_id_in_sync_group
    first = tf.reduce_sum(shares[:place])
    return draw((tf.reduce_sum(shares), *rest), key)[first : first + rows]


def _rows_by_replica(rows):
    """Rows on each replica, in order; None on one device."""
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return None
    replicas = context.num_replicas_in_sync
    mine = tf.one_hot(
        context.replica_id_in_sync_group, replicas, dtype=tf.int32
    )
    shares = context.all_reduce(tf.distribute.ReduceOp.SUM, mine * rows)
    return tf.ensure_shape(shares, (replicas,))

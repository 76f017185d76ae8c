"""One batch on several devices: shares, and noise that follows the rows."""

import tensorflow as tf


def gradient_share(loss, rows):
    """Return the loss, its gradient weighed by this replica's share of rows.

    Keras gives the mean loss of each replica the same weight. A last batch
    of 3 rows over two replicas would thus count its third row as much as the
    first two together. Here the value stays and only the gradient is
    weighed, by n_r / (n / R): n_r of the n rows are on this one of R
    replicas. The step is then the one of a single device. A replica without
    rows has the loss 0.
    """
    share = row_share(rows)
    if isinstance(share, float):
        return loss
    loss = mean_or_zero(loss, rows)
    weight = tf.cast(share, loss.dtype)
    return weight * loss + tf.stop_gradient((1 - weight) * loss)


def mean_or_zero(mean, rows):
    """Return a mean over this replica's rows; 0 where it has none.

    The last batch may be smaller than there are replicas. The mean of no
    rows is NaN, which no weight of 0 takes out of a sum. On one device
    `mean` itself is returned.
    """
    if tf.distribute.get_strategy().num_replicas_in_sync == 1:
        return mean
    return tf.where(tf.cast(rows, "float32") > 0, mean, tf.zeros_like(mean))


def row_share(rows):
    """Return what the mean over this replica's rows counts, n_r / (n / R)."""
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
    """
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    return loss if replicas == 1 else loss / replicas


def row_uniform(shape, seed, step):
    """Draw uniform noise that belongs to the row, not to the device.

    Each replica draws for its own rows what a single device would have drawn
    for them, so a random training rule gives the same step on any number of
    replicas. The shape is (rows, ...), rows those of this replica; each draw
    within a step has a seed of its own; the step is the number of the
    update, such as `optimizer.iterations`.
    """
    return _noise(tf.random.stateless_uniform, shape, seed, step)


def row_normal(shape, seed, step):
    """Draw standard normal noise as `row_uniform` does."""
    return _noise(tf.random.stateless_normal, shape, seed, step)


def share_of_batch(batch, replica: int, replicas: int):
    """Return one replica's rows of a batch, which may be none.

    Each replica gets ceil(n / R) rows until there are none left, as in
    TensorFlow.
    """
    rows = tf.shape(tf.nest.flatten(batch)[0])[0]
    size = (rows + replicas - 1) // replicas
    first = tf.minimum(replica * size, rows)
    end = tf.minimum(first + size, rows)
    return tf.nest.map_structure(lambda part: part[first:end], batch)


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

"""The gradient that an RBM learns from."""

import tensorflow as tf


def contrastive_gradient(data, model):
    """Return the gradient of the mean free energy of data minus model.

    Since dF(v)/dW = -v pᵀ with p = p(h = 1 | v), it is

        -(<v pᵀ> of the data - <v pᵀ> of the model)

    for the kernel, and the same without p, or without v, for the biases (of
    Gaussian units too: a, which F has besides, is gone from the difference).
    No automatic differentiation: the two means of the kernel are one product
    of matrices, the rows of the model below those of the data.

    `data` are v (rows, num_visible), p (rows, num_hidden) and what the mean
    over these rows counts, 1 on one device; `model` the same of samples,
    which may be another number of rows (Fischer and Igel 2012, equation 34,
    doi:10.1007/978-3-642-33275-3_2).
    """
    (v, p, weight), (seen, q, other) = data, model
    weight = tf.cast(weight, v.dtype) / _rows(v)
    other = tf.cast(other, v.dtype) / _rows(seen)
    rows = tf.concat([v, seen], axis=0)
    hidden = tf.concat([-weight * p, other * q], axis=0)
    return (
        tf.matmul(rows, hidden, transpose_a=True),
        other * tf.reduce_sum(seen, axis=0) - weight * tf.reduce_sum(v, axis=0),
        tf.reduce_sum(hidden, axis=0),
    )


def _rows(v):
    """How many; 1 on a replica that has none, whose sums are 0 anyway."""
    return tf.cast(tf.maximum(tf.shape(v)[0], 1), v.dtype)

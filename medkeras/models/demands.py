"""What is asked of the numbers of a batch, in a graph."""

import tensorflow as tf


def demand(name, values, low, high):
    """In a graph: end with the line that `real_array` would give."""
    values = tf.cast(values, tf.float64)
    finite = tf.reduce_all(tf.math.is_finite(values))
    line = f"`{name}` must be finite. Received: NaN or infinity in a batch"
    tf.debugging.Assert(finite, [line])
    within = tf.reduce_all((values >= low) & (values <= high))
    line = f"`{name}` must be from {low:g} to {high:g}. Received: others"
    tf.debugging.Assert(within, [line])


def demand_size(rules, values):
    """In a graph: refuse another number of rows than a model keeps."""
    if rules.batch_size:
        right = tf.shape(values)[0] == rules.batch_size
        line = f"`batch_size` must be {rules.batch_size}. Received: another"
        tf.debugging.Assert(right, [line])


def demand_labels(labels, num_classes):
    """In a graph: refuse labels that are unknown."""
    known = tf.cast(tf.range(num_classes), tf.float64)
    labels = tf.cast(labels, tf.float64)
    found = tf.reduce_any(labels[..., None] == known, axis=-1)
    line = f"`y` must be whole numbers from 0 to {num_classes - 1}. "
    tf.debugging.Assert(tf.reduce_all(found), [line + "Received: others"])

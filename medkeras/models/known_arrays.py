"""Batches of which it is known which arrays they were cut from.

A model looks once at the arrays, and at no batch. A look at each batch is one
function more in the pipeline: it is traced for each `fit`, made ready for each
epoch and called for each step.
"""

import tensorflow as tf


def made_of_arrays(batches: tf.data.Dataset, arrays) -> tf.data.Dataset:
    """Say that the batches hold rows of these arrays, x and y, as they are."""
    batches.made_of_arrays = tuple(arrays)
    return batches


def arrays_of(batches: tf.data.Dataset) -> tuple | None:
    """The arrays, or None where they are not known."""
    return getattr(batches, "made_of_arrays", None)

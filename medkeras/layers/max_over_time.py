"""A convolution over words of which only the strongest answer is kept."""

from collections.abc import Sequence

import keras
import tensorflow as tf
from keras import layers, ops

from medkeras.utils.sizes import check_whole, checked_sizes


@keras.saving.register_keras_serializable(package="medkeras")
class NGramMax(layers.Layer):
    """The strongest answer of each filter to any n-gram of a sentence.

    An n-gram begins at a word; where the sentence ends, it reads zeros. So a
    sentence of one word has n-grams, and words of padding change nothing,
    however many there are. Equal words must have equal vectors, as those of
    `Words` have: each different word is multiplied once (`max_over_time`).

    Args:
        n: words of an n-gram.
        filters: how many.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.max_over_time import NGramMax
        >>> vectors, words = np.ones((2, 6, 4)), np.ones((2, 6))
        >>> NGramMax(3, 5)(vectors, words).shape
        TensorShape([2, 5])

    Chapter: 3.3.1, 3.3.2
    """

    def __init__(self, n: int, filters: int, **kwargs):
        super().__init__(**kwargs)
        check_whole("n", n)
        check_whole("filters", filters)
        self.n, self.filters = n, filters
        self.conv = layers.Conv1D(filters, n, activation="relu", name="conv")

    def build(self, vectors_shape, words_shape=None):
        """The filters."""
        self.conv.build(vectors_shape)
        self.built = True

    def activations(self, vectors, words):
        """(sentences, words, filters), 0 where no word begins."""
        padded = ops.pad(vectors, [[0, 0], [0, self.n - 1], [0, 0]])
        found = self.conv(padded)
        return (
            found
            * ops.cast(ops.cast(words, "int32") > 0, found.dtype)[..., None]
        )

    def call(self, vectors, words):
        """(sentences, filters), the maximum of `activations` over the words."""
        weights = (ops.cast(w, vectors.dtype) for w in self.conv.weights)
        return max_over_time(vectors, words, *weights)

    def compute_output_shape(self, vectors_shape, words_shape=None):
        """(sentences, filters)."""
        return vectors_shape[0], self.filters

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {"n": self.n, "filters": self.filters}


def strongest_n_grams(vectors, words, widths: Sequence[int], filters: int):
    """Answers of `NGramMax` of several widths side by side, as Keras tensors.

    Args:
        vectors: (sentences, words, width).
        words: (sentences, words), whole numbers; 0 is no word.
        widths: words of the n-grams.
        filters: of each width.

    Returns:
        (sentences, widths * filters); the layers are named `grams_` and width.

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> import keras
        >>> from medkeras.layers.max_over_time import strongest_n_grams
        >>> vectors, words = keras.Input((6, 4)), keras.Input((6,))
        >>> strongest_n_grams(vectors, words, (2, 3), filters=5).shape
        (None, 10)

    Chapter: 3.3.1, 3.3.2
    """
    found = [
        NGramMax(n, filters, name=f"grams_{n}")(vectors, words)
        for n in checked_sizes("widths", widths)
    ]
    return found[0] if len(found) == 1 else layers.Concatenate()(found)


def max_over_time(vectors, words, kernel, bias):
    """The strongest answer of each filter to any n-gram of a sentence.

        h_k = max(0, b_k + max_t Σ_i W_ki · e_{t+i})

    A convolution multiplies the vector of a word anew wherever the word
    stands, and its gradient multiplies the zeros of all n-grams that were not
    the strongest. Here each different word of the batch is multiplied once,
    an n-gram's match is a sum of n numbers looked up, and only the strongest
    gets a gradient.

    Equal words must have equal vectors. The gradient of a word's vector is
    handed to the first place where it stands: right for a table of vectors
    behind it, where all places are added up, not for each place alone.

    Args:
        vectors: (sentences, words, width), of words 0 where there is none.
        words: (sentences, words), whole numbers; 0 is no word.
        kernel: (n, width, filters).
        bias: (filters,).

    Returns:
        (sentences, filters). Behind a sentence an n-gram reads zeros; a
        sentence without words has 0.

    Example:
        >>> import tensorflow as tf
        >>> from medkeras.layers.max_over_time import max_over_time
        >>> vectors, kernel = tf.ones((1, 2, 3)), tf.ones((2, 3, 1))
        >>> max_over_time(vectors, [[5, 5]], kernel, tf.zeros(1)).numpy()
        array([[6.]], dtype=float32)

    Chapter: 3.3.1
    """
    # A zero more than an n-gram can reach: the words that differ, and with
    # them every rounding, are the same whatever padding there is.
    behind = [[0, 0], [0, kernel.shape[0]]]
    words = tf.pad(tf.cast(words, tf.int32), behind)
    vectors = tf.pad(vectors, [*behind, [0, 0]])
    return _strongest(vectors, kernel, bias, words)


@tf.custom_gradient
def _strongest(vectors, kernel, bias, words):
    different, number = tf.unique(tf.reshape(words, (-1,)))
    count, (n, width, filters) = tf.size(different), kernel.shape
    every = tf.range(tf.size(number))
    first = tf.math.unsorted_segment_min(every, number, count)
    table = tf.gather(tf.reshape(vectors, (-1, width)), first)
    number = tf.reshape(number, tf.shape(words))
    length = tf.shape(words)[1] - n
    matches = sum(
        tf.gather(tf.matmul(table, kernel[i]), number[:, i : i + length])
        for i in range(n)
    )  # (sentences, words, filters)
    there = words[:, :length, None] > 0
    matches = tf.where(there, matches, matches.dtype.min)
    start = tf.argmax(matches, axis=1, output_type=tf.int32)
    # The bias is the same at all places: it may wait for the maximum.
    best = tf.nn.relu(tf.reduce_max(matches, axis=1) + bias)

    def gradient(upstream):
        upstream = upstream * tf.cast(best > 0, upstream.dtype)
        of_kernel, of_table = [], 0
        for i in range(n):
            word = tf.gather(number, start + i, batch_dims=1)
            cell = tf.reshape(word * filters + tf.range(filters), (-1,))
            share = tf.math.unsorted_segment_sum(
                tf.reshape(upstream, (-1,)), cell, count * filters
            )
            share = tf.reshape(share, (count, filters))
            of_kernel.append(tf.matmul(table, share, transpose_a=True))
            of_table += tf.matmul(share, kernel[i], transpose_b=True)
        of_vectors = tf.scatter_nd(
            first[:, None], of_table, (tf.size(number), width)
        )
        of_vectors = tf.reshape(of_vectors, tf.shape(vectors))
        of_bias = tf.reduce_sum(upstream, axis=0)
        return of_vectors, tf.stack(of_kernel), of_bias, None

    return best, gradient

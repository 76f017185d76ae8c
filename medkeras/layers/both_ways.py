"""A padded sentence, read by an LSTM from each end."""

import keras
import tensorflow as tf
from keras import layers, ops

from medkeras.layers.lstm import LSTM
from medkeras.utils.sizes import check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class BothWays(layers.Layer):
    """Two LSTMs read each sentence, one from its start, one from its end.

    Sentences end in padding, so reading from the start passes all words
    before the padding, and turning the words round inside their sentence
    does the same for the other way: no step need be skipped, and each LSTM
    stays one operation on a CPU (`medkeras.layers.lstm`). The answer is that
    of `keras.layers.Bidirectional` with a mask, which loops in the graph.

    Args:
        units: of the memory in each direction.
        return_sequences: both memories after each word, rather than after
            the last word that each way reads.

    Raises:
        UsageError: no units.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.both_ways import BothWays
        >>> vectors, there = np.ones((2, 5, 4), "float32"), np.ones((2, 5))
        >>> BothWays(3)(vectors, there).shape
        TensorShape([2, 6])

    Reference: Graves and Schmidhuber 2005, doi:10.1016/j.neunet.2005.06.042.
    Chapter: 3.3.2
    """

    def __init__(self, units: int, return_sequences: bool = False, **kwargs):
        super().__init__(**kwargs)
        check_whole("units", units)
        self.units, self.return_sequences = units, return_sequences
        self.forwards = LSTM(units, return_sequences=True, name="forwards")
        self.backwards = LSTM(units, return_sequences=True, name="backwards")
        # XLA does not know the LSTM's operation.
        self.supports_jit = False

    def build(self, vectors_shape, there_shape=None):
        """Both LSTMs."""
        self.forwards.build(vectors_shape)
        self.backwards.build(vectors_shape)
        self.built = True

    def call(self, vectors, there):
        """Memories of (sentences, words, width); `there` is 0 at padding."""
        there = ops.cast(there, vectors.dtype)[..., None]
        lengths = ops.cast(ops.sum(there, axis=(1, 2)), "int32")
        ahead = self.forwards(vectors)
        back = self.backwards(tf.reverse_sequence(vectors, lengths, 1))
        if self.return_sequences:
            back = tf.reverse_sequence(back, lengths, 1)
            return ops.concatenate([ahead, back], axis=-1) * there
        # Each way ends at the same place; an empty sentence has memory 0.
        both = ops.concatenate([ahead, back], axis=-1)
        last = ops.maximum(lengths - 1, 0)[:, None, None]
        memories = ops.take_along_axis(both, last, axis=1)[:, 0]
        return memories * there[:, 0]

    def compute_output_shape(self, vectors_shape, there_shape=None):
        """(sentences, 2 units), with the words between for sequences."""
        words = vectors_shape[1:2] if self.return_sequences else ()
        return (vectors_shape[0], *words, 2 * self.units)

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {
            "units": self.units,
            "return_sequences": self.return_sequences,
        }

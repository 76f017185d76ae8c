"""A padded sentence, read by an LSTM from each end."""

import keras
import tensorflow as tf
from keras import layers, ops

from medkeras.layers.lstm import LSTM
from medkeras.utils.sizes import check_whole

FAR = 1e9  # taken off what opens a gate that must stay shut


@keras.saving.register_keras_serializable(package="medkeras")
class BothWays(layers.Layer):
    """Two LSTMs read each sentence, one from its start, one from its end.

    Sentences end in padding. From the start, all words stand before it, and
    the memory is taken at the last of them. From the end, padding comes
    first: there the input gate is shut, so that the memory stays 0 until the
    first word. No step need be skipped, and each LSTM stays one operation on
    a CPU (`medkeras.layers.lstm`). The answer is that of
    `keras.layers.Bidirectional` with a mask, which loops in the graph.

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
        ahead, back = self._as_read(vectors, there)
        if self.return_sequences:
            both = tf.concat([ahead, tf.reverse(back, [0])], axis=-1)
            return tf.transpose(both, (1, 0, 2)) * there
        # An empty sentence has memory 0.
        lengths = tf.reduce_sum(tf.cast(there, "int32"), axis=(1, 2))
        last = tf.maximum(lengths - 1, 0)
        places = tf.stack([last, tf.range(tf.shape(last)[0])], axis=1)
        both = tf.concat([tf.gather_nd(ahead, places), back[-1]], axis=-1)
        return both * there[:, 0]

    def _as_read(self, vectors, there):
        """Memories in the order of reading, each (words, sentences, units)."""
        if not self.forwards.can_be_fused(vectors):
            words = tf.reverse(there[..., 0] > 0, [1])
            ahead = self.forwards(vectors)
            back = self.backwards(tf.reverse(vectors, [1]), mask=words)
            return [tf.transpose(each, (1, 0, 2)) for each in (ahead, back)]
        x = tf.transpose(vectors, (1, 0, 2))
        padding = 1 - tf.transpose(there, (1, 0, 2))
        nothing = tf.zeros((tf.shape(x)[1], self.units))
        ahead, *_ = self.forwards.read(x, nothing, nothing, at_once=2)
        # One more column says where padding is, and shuts the gate i.
        x = tf.reverse(tf.concat([x, padding], axis=-1), [0])
        shut = tf.constant([self.units * [-FAR] + 3 * self.units * [0.0]])
        back, *_ = self.backwards.read(x, nothing, nothing, [shut], at_once=2)
        return ahead, back

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

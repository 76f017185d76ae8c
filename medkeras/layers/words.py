"""Vectors of words, and their mean."""

import keras
from keras import layers, ops

from medkeras.utils.sizes import check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class Words(layers.Layer):
    """Vectors of words; 0 is no word and has the vector 0.

    Args:
        size: of the vocabulary, number 0 included.
        width: of a vector.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.words import Words
        >>> vectors = Words(5, 3)(np.array([[1, 4, 0]]))
        >>> bool((np.array(vectors)[0, 2] == 0).all())
        True

    Chapter: 3.2.3, 3.3.1, 3.3.2
    """

    def __init__(self, size: int, width: int, **kwargs):
        super().__init__(**kwargs)
        check_whole("size", size, 2)
        check_whole("width", width)
        self.size, self.width = size, width

    def build(self, input_shape):
        """A vector for each word."""
        self.embeddings = self.add_weight(
            name="embeddings", shape=(self.size, self.width),
            initializer=keras.initializers.RandomUniform(-0.05, 0.05),
        )  # fmt: skip

    def call(self, words):
        """(sentences, words, width) of (sentences, words)."""
        words = ops.cast(words, "int32")
        vectors = ops.take(self.embeddings, words, axis=0)
        there = ops.cast(words > 0, vectors.dtype)
        return vectors * there[..., None]

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {"size": self.size, "width": self.width}


@keras.saving.register_keras_serializable(package="medkeras")
class MeanOverWords(layers.Layer):
    """The mean of what stands at the words of a sentence, padding left out.

    A sentence without words has the mean 0.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.words import MeanOverWords
        >>> states = np.array([[[1.0], [3.0], [9.0]]])
        >>> MeanOverWords()(states, np.array([[1, 1, 0]])).numpy().tolist()
        [[2.0]]

    Chapter: 3.3.2
    """

    def call(self, states, there):
        """(sentences, width) of (sentences, words, width) and a mask."""
        there = ops.cast(there, states.dtype)[..., None]
        count = ops.maximum(ops.sum(there, axis=1), 1.0)
        return ops.sum(states * there, axis=1) / count

    def compute_output_shape(self, states_shape, there_shape=None):
        """(sentences, width)."""
        return states_shape[0], states_shape[-1]

"""Self-attention and the Transformer's encoder block, by their equations."""

import keras
from keras import layers, ops

from medkeras.layers.parts_of_batch import in_parts
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

FAR = 1e9  # taken off the score of a place that holds no word


@keras.saving.register_keras_serializable(package="medkeras")
class SelfAttention(layers.Layer):
    """Each word looks at all words of its sentence.

        A = softmax(Q K' / √d),   answer = A V
        Q = X W_q,   K = X W_k,   V = X W_v

    for each head with matrices of its own; the heads' answers stand side by
    side and are mixed by one more matrix. Row t of A says how much word t
    takes from each word. Places that hold no word get no weight.

    Args:
        heads: how many; they divide the width of the words' vectors.

    Raises:
        UsageError: a number below 1, or one that does not divide the width.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.attention import SelfAttention
        >>> states, there = np.ones((2, 5, 8), "float32"), np.ones((2, 5))
        >>> SelfAttention(heads=2)(states, there).shape
        TensorShape([2, 5, 8])

    Reference: Vaswani et al. 2017, arXiv:1706.03762.
    Chapter: 3.3.2
    """

    def __init__(self, heads: int = 2, **kwargs):
        super().__init__(**kwargs)
        check_whole("heads", heads)
        self.heads = heads

    def build(self, states_shape, there_shape=None):
        """Three matrices in one, and the one that mixes the heads."""
        width = states_shape[-1]
        if width % self.heads:
            raise UsageError(
                f"`heads` must divide the width {width}. Received: {self.heads}"
            )
        self.project = layers.Dense(3 * width, name="project")
        self.mix = layers.Dense(width, name="mix")
        self.project.build(states_shape)
        self.mix.build(states_shape)
        self.built = True

    def call(self, states, there):
        """(sentences, words, width); `there` is 0 where there is no word."""
        weights, values = self._weights_and_values(states, there)
        heads = ops.transpose(ops.matmul(weights, values), (0, 2, 1, 3))
        return self.mix(ops.reshape(heads, ops.shape(states)))

    def weights_of(self, states, there):
        """A of each head, (sentences, heads, words, words)."""
        return self._weights_and_values(states, there)[0]

    def _weights_and_values(self, states, there):
        rows, words, width = ops.shape(states)
        size = width // self.heads
        apart = ops.reshape(
            self.project(states), (rows, words, 3, self.heads, size)
        )
        # (3, sentences, heads, words, size)
        apart = ops.transpose(apart, (2, 0, 3, 1, 4))
        query, key, value = ops.unstack(apart)
        # Smaller than the scores, so divided in their place.
        query = query / size**0.5
        scores = ops.matmul(query, ops.swapaxes(key, -1, -2))
        nobody = 1.0 - ops.cast(there, scores.dtype)
        scores = scores - FAR * nobody[:, None, None, :]
        return ops.softmax(scores, axis=-1), value

    def compute_output_shape(self, states_shape, there_shape=None):
        """As the states."""
        return states_shape

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {"heads": self.heads}


@keras.saving.register_keras_serializable(package="medkeras")
class SoftAlignment(layers.Layer):
    """For each word of a text, what the other text says about it.

        e_ij = f(a_i) · f(b_j),   β_i = Σ_j softmax_j(e_ij) b_j

    with f one dense layer for both texts. β_i is the mixture of the words of
    the other text that fits word i best; where the other text has no words it
    is 0.

    Args:
        units: width of f.

    Raises:
        UsageError: no units.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.attention import SoftAlignment
        >>> a, b = np.ones((2, 5, 8), "float32"), np.ones((2, 3, 8), "float32")
        >>> SoftAlignment(4)(a, b, np.ones((2, 3))).shape
        TensorShape([2, 5, 8])

    Reference: Parikh et al. 2016, doi:10.18653/v1/D16-1244.
    Chapter: 3.3.2
    """

    def __init__(self, units: int, **kwargs):
        super().__init__(**kwargs)
        check_whole("units", units)
        self.units = units
        self.compare = layers.Dense(units, "relu", name="compare")

    def build(self, first_shape, second_shape=None, there_shape=None):
        """f."""
        self.compare.build(first_shape)
        self.built = True

    def call(self, first, second, there):
        """(texts, words of first, width); `there` is of the second text."""
        weights = self.weights_of(first, second, there)
        there = ops.cast(there, weights.dtype)[..., None]
        return ops.matmul(weights, second * there)

    def weights_of(self, first, second, there):
        """(texts, words of first, words of second), rows that sum to 1."""
        keys = ops.swapaxes(self.compare(second), -1, -2)
        scores = ops.matmul(self.compare(first), keys)
        nobody = 1.0 - ops.cast(there, scores.dtype)
        return ops.softmax(scores - FAR * nobody[:, None], axis=-1)

    def compute_output_shape(self, first_shape, second_shape, there_shape=None):
        """As the first text."""
        return (*first_shape[:-1], second_shape[-1])

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {"units": self.units}


@keras.saving.register_keras_serializable(package="medkeras")
class TransformerBlock(layers.Layer):
    """Attention, then two dense layers for each word, both added to it.

        y = x + attention(norm(x)),   answer = y + W_2 relu(W_1 norm(y))

    Normalising before each part rather than after the sum, as in the paper,
    lets it train without a slow start of the learning rate.

    Args:
        heads: of the attention.
        hidden: width between the two dense layers; None for four times the
            vectors' width.
        dropout: share of each part's answer hidden in training.

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.attention import TransformerBlock
        >>> states, there = np.ones((2, 5, 8), "float32"), np.ones((2, 5))
        >>> TransformerBlock(heads=2)(states, there).shape
        TensorShape([2, 5, 8])

    Reference: Vaswani et al. 2017, arXiv:1706.03762; norm before: Xiong et
        al. 2020, arXiv:2002.04745.
    Chapter: 3.3.2
    """

    def __init__(
        self,
        heads: int = 2,
        hidden: int | None = None,
        dropout: float = 0.1,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_number("dropout", dropout, 0, 1)
        if hidden is not None:
            check_whole("hidden", hidden)
        self.heads, self.hidden, self.dropout = heads, hidden, dropout
        self.attention = SelfAttention(heads, name="attention")
        self.first_norm = layers.LayerNormalization(name="first_norm")
        self.second_norm = layers.LayerNormalization(name="second_norm")
        self.drop = layers.Dropout(dropout, name="drop")

    def build(self, states_shape, there_shape=None):
        """Both parts."""
        width = states_shape[-1]
        hidden = self.hidden or 4 * width
        self.up = layers.Dense(hidden, "relu", name="up")
        self.down = layers.Dense(width, name="down")
        for part in (self.attention, self.first_norm, self.second_norm):
            part.build(states_shape)
        self.up.build(states_shape)
        self.down.build((*states_shape[:-1], hidden))
        self.built = True

    def call(self, states, there, training=False):
        """(sentences, words, width); `there` is 0 where there is no word."""
        hides = training and self.dropout
        kept = [self._kept(states) for _ in range(2)] if hides else []
        return in_parts(self._read, states, there, *kept)

    def _kept(self, states):
        """What dropout makes of ones, drawn for the whole batch at once."""
        return self.drop(ops.ones_like(states), training=True)

    def _read(self, states, there, *kept):
        seen = self.attention(self.first_norm(states), there)
        states = states + (seen * kept[0] if kept else seen)
        changed = self.down(self.up(self.second_norm(states)))
        return states + (changed * kept[1] if kept else changed)

    def compute_output_shape(self, states_shape, there_shape=None):
        """As the states."""
        return states_shape

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {
            "heads": self.heads,
            "hidden": self.hidden,
            "dropout": self.dropout,
        }

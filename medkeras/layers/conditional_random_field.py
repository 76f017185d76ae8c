"""A linear-chain conditional random field behind a network."""

import keras
from keras import layers, ops

from medkeras.layers.input_validation import InputValidationMixin
from medkeras.utils.sizes import check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class ConditionalRandomField(InputValidationMixin, layers.Layer):
    """Scores of one tag after another, and of whole paths of tags.

        s(y) = b(y_1) + Σ_t e_t(y_t) + Σ_t A(y_{t-1}, y_t) + f(y_T)
        -ln p(y) = ln Σ_all exp(s) - s(y)

    The network behind which it stands gives e, the score of each tag at each
    word; the layer holds A (one tag after another), b (to begin with) and f
    (to end with). Called, it hands e on: what it adds are its methods. The
    words are in front, padding at the end; every sentence has a word.

    Args:
        num_tags: how many, 2 or more.

    Raises:
        UsageError: fewer tags; from a call, another width than built for.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.conditional_random_field import (
        ...     ConditionalRandomField)
        >>> layer = ConditionalRandomField(2)
        >>> emissions, there = np.zeros((1, 3, 2), "float32"), np.ones((1, 3))
        >>> _ = layer(emissions)
        >>> layer.best_path(emissions, there).shape
        TensorShape([1, 3])

    Reference: Lafferty, McCallum and Pereira 2001; behind an LSTM: Lample et
        al. 2016, doi:10.18653/v1/N16-1030.
    Chapter: 3.3.2
    """

    def __init__(self, num_tags: int, **kwargs):
        super().__init__(**kwargs)
        check_whole("num_tags", num_tags, 2)
        self.num_tags = num_tags
        self.input_spec = keras.layers.InputSpec(ndim=3, axes={-1: num_tags})

    def build(self, emissions_shape):
        """A, b and f, small numbers."""
        small = keras.initializers.RandomUniform(-0.1, 0.1)
        size, make = self.num_tags, self.add_weight
        self.transitions = make(
            name="transitions", shape=(size, size), initializer=small
        )
        self.begin = make(name="begin", shape=(size,), initializer="zeros")
        self.end = make(name="end", shape=(size,), initializer="zeros")

    def call(self, emissions):
        """(sentences, words, tags), as they come."""
        return emissions

    def log_partition(self, emissions, there):
        """ln Σ exp(s) over all paths by the forward algorithm, (sentences,).

        Padding, where `there` is 0, leaves the sum as it was.
        """

        def step(alpha, word):
            scores, is_word = word
            arrivals = alpha[:, :, None] + self.transitions
            new = scores + ops.logsumexp(arrivals, axis=1)
            alpha = ops.where(is_word > 0, new, alpha)
            return alpha, alpha

        words = _words_first(emissions, there)
        first = self.begin + emissions[:, 0]
        alpha, _ = ops.scan(step, first, words)
        return ops.logsumexp(alpha + self.end, axis=-1)

    def path_score(self, emissions, tags, there):
        """s of the paths `tags` (sentences, words), (sentences,)."""
        there = ops.cast(there, emissions.dtype)
        chosen = ops.one_hot(
            ops.cast(tags, "int32"), self.num_tags, dtype=emissions.dtype
        )
        at_words = ops.sum(emissions * chosen, axis=-1)
        after = ops.matmul(chosen[:, :-1], self.transitions) * chosen[:, 1:]
        after = ops.sum(after, axis=-1) * there[:, 1:]
        # the last word is followed by padding or by nothing
        last = there - ops.pad(there[:, 1:], [[0, 0], [0, 1]])
        ends = ops.matmul(chosen, self.end[:, None])[..., 0] * last
        begins = ops.matmul(chosen[:, 0], self.begin[:, None])[:, 0]
        inside = ops.sum(at_words * there + ends, axis=1)
        return begins + inside + ops.sum(after, axis=1)

    def negative_log_likelihood(self, emissions, tags, there):
        """-ln p of the paths `tags`, (sentences,)."""
        partition = self.log_partition(emissions, there)
        return partition - self.path_score(emissions, tags, there)

    def best_path(self, emissions, there):
        """Tags (sentences, words) of the best path by Viterbi; padding is -1.

        Padding is passed by keeping the tag, so that the way back reaches the
        last word with the best end.
        """
        emissions = ops.convert_to_tensor(emissions)
        keep = ops.arange(self.num_tags)[None, :]
        best, came_from = self.begin + emissions[:, 0], []
        for place in range(1, emissions.shape[1]):
            is_word = ops.cast(there, "float32")[:, place, None] > 0
            arrivals = best[:, :, None] + self.transitions
            before = ops.cast(ops.argmax(arrivals, axis=1), keep.dtype)
            came_from.append(ops.where(is_word, before, keep))
            new = ops.max(arrivals, axis=1) + emissions[:, place]
            best = ops.where(is_word, new, best)
        path = [ops.cast(ops.argmax(best + self.end, axis=-1), keep.dtype)]
        for before in reversed(came_from):
            path.append(
                ops.take_along_axis(before, path[-1][:, None], axis=1)[:, 0]
            )
        tags = ops.stack(path[::-1], axis=1)
        return ops.where(ops.cast(there, "float32") > 0, tags, -1)

    def compute_output_shape(self, emissions_shape):
        """As they come."""
        return emissions_shape

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {"num_tags": self.num_tags}


def _words_first(emissions, there):
    """All words but the first, (words - 1, sentences, ...), for a scan."""
    there = ops.cast(there, emissions.dtype)[..., None]
    return tuple(ops.swapaxes(each[:, 1:], 0, 1) for each in (emissions, there))

"""A tag for each word of a sentence: a BiLSTM and a random field."""

from collections.abc import Mapping

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from medkeras.layers.both_ways import BothWays
from medkeras.layers.conditional_random_field import ConditionalRandomField
from medkeras.layers.max_over_time import strongest_n_grams
from medkeras.layers.replicas import (
    gradient_share,
    mean_or_zero,
    per_replica,
)
from medkeras.layers.words import Words
from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class SequenceTagger(Model):
    """A network that ends in a random field, and learns whole paths of tags.

    Its training rule: the mean over sentences of -ln p(tags), with p from the
    layer `ConditionalRandomField` at its end. `compile` it with an optimizer
    and no loss; targets are tags (sentences, words), of which those at padding
    (word 0) are not read. `predict` gives scores, `tags_of` the tags.

    Args:
        inputs: as keras.Model; the first, or the one named "words", holds
            whole numbers (sentences, words), 0 for padding.
        outputs: of a `ConditionalRandomField`.

    Raises:
        UsageError: from `fit` and `evaluate`: tags that are none.

    Example:
        >>> import keras
        >>> from medkeras.layers.conditional_random_field import (
        ...     ConditionalRandomField)
        >>> from medkeras.layers.words import Words
        >>> from medkeras.models.text.tagger import SequenceTagger
        >>> words = keras.Input((4,))
        >>> scores = ConditionalRandomField(2)(Words(9, 2)(words))
        >>> SequenceTagger(words, scores).num_tags
        2

    Reference: Lample et al. 2016, doi:10.18653/v1/N16-1030.
    Chapter: 3.3.2
    """

    @property
    def crf(self) -> ConditionalRandomField:
        """The layer at the end."""
        return next(
            layer
            for layer in reversed(self.layers)
            if isinstance(layer, ConditionalRandomField)
        )

    @property
    def num_tags(self) -> int:
        """How many tags there are."""
        return self.crf.num_tags

    def rules_for(self, x):
        """What the model takes: targets are a tag for each word."""
        rules = super().rules_for(x)
        words = self.output.shape[1:2]
        return rules._replace(targets=[tuple(words)], weighted=False)

    def _looked_at(self, x, y=None, *args, **options):
        x, y = super()._looked_at(x, y, *args, **options)
        if y is not None and not isinstance(x, tf.data.Dataset):
            values = np.asarray(y)
            wrong = (values < 0) | (values >= self.num_tags)
            there = np.asarray(words_of(x)) > 0
            wrong = wrong & there  # at padding any number will do, as -1
            if (wrong | (there & (values != np.floor(values)))).any():
                raise UsageError(
                    f"`y` must be tags from 0 to {self.num_tags - 1}. "
                    f"Received: {values[wrong][:3].tolist() or 'fractions'}"
                )
        return x, y

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """Mean of -ln p(tags); the gradient carries the share of the rows."""
        there = ops.cast(words_of(x), "int32") > 0
        lost = self.crf.negative_log_likelihood(y_pred, y, there)
        rows = tf.shape(lost)[0]
        mean = ops.sum(lost) / ops.cast(ops.maximum(rows, 1), lost.dtype)
        share = gradient_share if training else mean_or_zero
        return per_replica(share(mean, rows))

    def tags_of(self, x, rows: int = 1024) -> np.ndarray:
        """The best path of each sentence, (sentences, words); padding is -1.

        Args:
            x: as for `predict`.
            rows: sentences in a call.

        Returns:
            Whole numbers.

        Raises:
            UsageError: fewer rows than one.
        """
        check_whole("rows", rows)
        parts = [np.zeros((0, *self.output.shape[1:2]), "int32")]
        for first in range(0, len(words_of(x)), rows):
            part = _rows_of(x, slice(first, first + rows))
            there = np.asarray(words_of(part)) > 0
            scores = self(part, training=False)
            parts.append(np.asarray(self.crf.best_path(scores, there)))
        return np.concatenate(parts)


def words_of(x):
    """The numbers of words among a tagger's inputs."""
    if isinstance(x, Mapping):
        return x["words"]
    return x[0] if isinstance(x, list | tuple) else x


def _rows_of(x, some):
    """Some rows of each of a tagger's inputs."""
    if isinstance(x, Mapping):
        return {name: values[some] for name, values in x.items()}
    if isinstance(x, list | tuple):
        return [values[some] for values in x]
    return x[some]


def bilstm_crf(
    vocabulary_size: int,
    num_tags: int,
    max_words: int = 50,
    embedding: int = 50,
    units: int = 50,
    alphabet: int = 0,
    max_letters: int = 12,
    filters: int = 30,
    dropout: float = 0.5,
) -> keras.Model:
    """Words, read from both ends, to scores of tags and a random field.

    With an alphabet each word is also read letter by letter, by filters over
    three letters of which the strongest answer is kept: a word that training
    never had is still known by how it is spelt.

    Args:
        vocabulary_size: numbers of words, 0 (no word) included.
        num_tags: how many.
        max_words: of a sentence; shorter ones end in zeros.
        embedding: width of a word's vector.
        units: of the memory in each direction.
        alphabet: numbers of letters, 0 (no letter) included; 0 reads no
            letters.
        max_letters: of a word, 3 or more; shorter ones end in zeros.
        filters: over letters.
        dropout: share hidden in training, of the vectors and the memories.

    Returns:
        A `SequenceTagger` from whole numbers (sentences, max_words), with an
        alphabet from `words` and `letters` (sentences, max_words,
        max_letters), to scores (sentences, max_words, num_tags).

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.text import bilstm_crf
        >>> model = bilstm_crf(50, 3, max_words=5, embedding=4, units=3)
        >>> model.tags_of(np.array([[3, 7, 1, 0, 0]])).shape
        (1, 5)

    Reference: Lample et al. 2016, doi:10.18653/v1/N16-1030; filters over
        letters: Ma and Hovy 2016, doi:10.18653/v1/P16-1101.
    Chapter: 3.3.2
    """
    for name, size in (("max_words", max_words), ("units", units)):
        check_whole(name, size)
    check_whole("alphabet", alphabet, 0)
    check_number("dropout", dropout, 0, 1)
    words = keras.Input((max_words,), name="words")
    inputs, vectors = (
        words,
        Words(vocabulary_size, embedding, name="vectors")(words),
    )
    if alphabet:
        letters = keras.Input((max_words, max_letters), name="letters")
        inputs = {"words": words, "letters": letters}
        spelt = _spelling(letters, alphabet, filters)
        vectors = layers.Concatenate(name="beside")([vectors, spelt])
    vectors = layers.Dropout(dropout)(vectors)
    states = BothWays(units, True, name="read")(vectors, words > 0)
    states = layers.Dropout(dropout)(states)
    scores = layers.Dense(num_tags, name="scores")(states)
    paths = ConditionalRandomField(num_tags, name="paths")(scores)
    return SequenceTagger(inputs, paths, name="bilstm_crf")


def _spelling(letters, alphabet, filters, width=16):
    """One vector for the letters of each word, (sentences, words, filters)."""
    _, max_words, max_letters = letters.shape
    check_whole("max_letters", max_letters, 3)  # as wide as the filters
    every = ops.reshape(letters, (-1, max_letters))  # one word a row
    vectors = Words(alphabet, width, name="letter_vectors")(every)
    found = strongest_n_grams(vectors, every, (3,), filters)
    return ops.reshape(found, (-1, max_words, filters))

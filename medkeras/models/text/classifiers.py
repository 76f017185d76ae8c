"""A class for a text: by its n-grams, in reading, or by words that look."""

from collections.abc import Sequence

import keras
from keras import layers

from medkeras.layers.attention import TransformerBlock
from medkeras.layers.both_ways import BothWays
from medkeras.layers.max_over_time import strongest_n_grams
from medkeras.layers.positions import AddPositions
from medkeras.layers.words import MeanOverWords, Words
from medkeras.models.base import Model
from medkeras.utils.sizes import check_number, check_whole


def text_cnn(
    vocabulary_size: int,
    num_classes: int = 1,
    max_words: int = 50,
    embedding: int = 50,
    widths: Sequence[int] = (3, 4, 5),
    filters: int = 100,
    dropout: float = 0.5,
) -> keras.Model:
    """Words to vectors, n-grams to filters, the strongest answer of each.

    Args:
        vocabulary_size: numbers of words, 0 (no word) included.
        num_classes: 1 for one probability, more for a distribution.
        max_words: of a text; shorter ones end in zeros.
        embedding: width of a word's vector.
        widths: words of the n-grams.
        filters: of each width.
        dropout: share of the filters' answers hidden in training.

    Returns:
        A model from whole numbers (texts, max_words) to (texts, num_classes).

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.text import text_cnn
        >>> model = text_cnn(50, 2, 8, embedding=4, filters=2)
        >>> model(np.array([[3, 7, 1, 0, 0, 0, 0, 0]])).shape
        TensorShape([1, 2])

    Reference: Kim 2014, doi:10.3115/v1/D14-1181.
    Chapter: 3.3.2
    """
    words, vectors = _words(vocabulary_size, max_words, embedding)
    together = strongest_n_grams(vectors, words, widths, filters)
    return _answer(words, together, num_classes, dropout, "text_cnn")


def text_lstm(
    vocabulary_size: int,
    num_classes: int = 1,
    max_words: int = 50,
    embedding: int = 50,
    units: int = 32,
    dropout: float = 0.2,
) -> keras.Model:
    """Words to vectors, read from both ends by an LSTM.

    Args:
        vocabulary_size: numbers of words, 0 (no word) included.
        num_classes: 1 for one probability, more for a distribution.
        max_words: of a text; shorter ones end in zeros, which are not read.
        embedding: width of a word's vector.
        units: of the memory in each direction.
        dropout: share of both memories hidden in training.

    Returns:
        A model from whole numbers (texts, max_words) to (texts, num_classes).

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.text import text_lstm
        >>> model = text_lstm(50, 2, 8, embedding=4, units=3)
        >>> model(np.array([[3, 7, 1, 0, 0, 0, 0, 0]])).shape
        TensorShape([1, 2])

    Reference: Graves and Schmidhuber 2005, doi:10.1016/j.neunet.2005.06.042.
    Chapter: 3.3.2
    """
    words, vectors = _words(vocabulary_size, max_words, embedding)
    memories = BothWays(units, name="read")(vectors, words > 0)
    return _answer(words, memories, num_classes, dropout, "text_lstm")


def text_transformer(
    vocabulary_size: int,
    num_classes: int = 1,
    max_words: int = 50,
    embedding: int = 48,
    heads: int = 4,
    blocks: int = 1,
    dropout: float = 0.1,
) -> keras.Model:
    """Words to vectors with their places, blocks of attention, and the mean.

    Args:
        vocabulary_size: numbers of words, 0 (no word) included.
        num_classes: 1 for one probability, more for a distribution.
        max_words: of a text; shorter ones end in zeros, which get no weight.
        embedding: width of a word's vector, an even number.
        heads: of each block; they divide the width.
        blocks: one after the other.
        dropout: share hidden in training, in the blocks and at the end.

    Returns:
        A model from whole numbers (texts, max_words) to (texts, num_classes).

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.text import text_transformer
        >>> model = text_transformer(50, 2, 8, embedding=4, heads=2)
        >>> model(np.array([[3, 7, 1, 0, 0, 0, 0, 0]])).shape
        TensorShape([1, 2])

    Reference: Vaswani et al. 2017, arXiv:1706.03762.
    Chapter: 3.3.2
    """
    check_whole("blocks", blocks)
    words, vectors = _words(vocabulary_size, max_words, embedding)
    states = AddPositions(name="places")(vectors)
    for number in range(1, blocks + 1):
        block = TransformerBlock(heads, dropout=dropout, name=f"block_{number}")
        states = block(states, words > 0)
    states = layers.LayerNormalization(name="norm")(states)
    mean = MeanOverWords(name="mean")(states, words > 0)
    return _answer(words, mean, num_classes, dropout, "text_transformer")


def _words(vocabulary_size, max_words, embedding):
    """The input of a text's numbers, and their vectors."""
    check_whole("max_words", max_words)
    words = keras.Input((max_words,), name="words")
    return words, Words(vocabulary_size, embedding, name="vectors")(words)


def _answer(words, features, num_classes, dropout, name):
    check_whole("num_classes", num_classes)
    check_number("dropout", dropout, 0, 1)
    hidden = layers.Dropout(dropout)(features)
    kind = "sigmoid" if num_classes == 1 else "softmax"
    answer = layers.Dense(num_classes, kind, name="answer")(hidden)
    return Model(words, answer, name=name)

"""Deepr: a record read as a sentence, by filters over its n-grams."""

from collections.abc import Sequence
from typing import NamedTuple

import keras
import numpy as np
from keras import layers, ops

from medkeras.layers.max_over_time import NGramMax, strongest_n_grams
from medkeras.layers.words import Words
from medkeras.models.base import Model
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

RISK = "risk"
PART = 512  # sentences explained at a time


def deepr(
    vocabulary_size: int,
    max_words: int = 100,
    embedding: int = 100,
    widths: Sequence[int] = (3, 4, 5),
    filters: int = 100,
    dropout: float = 0.5,
) -> keras.Model:
    """Words to vectors, n-grams to filters, the strongest of each to a risk.

    Args:
        vocabulary_size: numbers of words, 0 (no word) included.
        max_words: of a sentence; shorter ones end in zeros.
        embedding: width of a word's vector.
        widths: words of the n-grams.
        filters: of each width.
        dropout: share of the filters' answers hidden in training.

    Returns:
        A model from whole numbers (sentences, max_words) to (sentences, 1).

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.deepr import deepr
        >>> model = deepr(50, 8, embedding=4, filters=2)
        >>> model(np.array([[3, 7, 1, 0, 0, 0, 0, 0]])).shape
        TensorShape([1, 1])

    Reference: Nguyen et al. 2017, doi:10.1109/JBHI.2016.2633963.
    Chapter: 3.3.1
    """
    check_whole("vocabulary_size", vocabulary_size, 2)
    check_whole("max_words", max_words)
    check_number("dropout", dropout, 0, 1)
    words = keras.Input((max_words,), name="words")
    vectors = Words(vocabulary_size, embedding, name="vectors")(words)
    together = strongest_n_grams(vectors, words, widths, filters)
    hidden = layers.Dropout(dropout)(together)
    risk = layers.Dense(1, "sigmoid", name=RISK)(hidden)
    return Model(words, risk, name="deepr")


class Motifs(NamedTuple):
    """What each n-gram adds to the log odds of sentences.

    Attributes:
        bias: the log odds of a sentence to which no filter answers.
        start: (sentences, filters), at which word each filter's strongest
            n-gram begins; -1 where the filter does not answer.
        width: (filters,), words of the filter's n-grams.
        contribution: (sentences, filters), what it adds; with the bias they
            sum to the log odds.

    Example:
        >>> from medkeras.models.deepr import Motifs
        >>> Motifs._fields
        ('bias', 'start', 'width', 'contribution')

    Chapter: 3.3.1
    """

    bias: float
    start: np.ndarray
    width: np.ndarray
    contribution: np.ndarray


def explain_motifs(model: keras.Model, sentences: np.ndarray) -> Motifs:
    """Assign the log odds of sentences to single n-grams, exactly.

        log odds = b + Σ_k w_k max_t a_kt

    A filter's maximum is reached at one n-gram, so each term belongs to one.

    Args:
        model: from `deepr`.
        sentences: whole numbers, (sentences, max_words).

    Returns:
        The contributions.

    Raises:
        UsageError: another model, or sentences of another width.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.deepr import deepr, explain_motifs
        >>> model = deepr(50, 8, embedding=4, filters=2)
        >>> found = explain_motifs(model, np.array([[3, 7, 1, 0, 0, 0, 0, 0]]))
        >>> found.contribution.shape
        (1, 6)

    Reference: Nguyen et al. 2017, doi:10.1109/JBHI.2016.2633963.
    Chapter: 3.3.1
    """
    grams = [layer for layer in model.layers if isinstance(layer, NGramMax)]
    if not grams or model.name != "deepr":
        raise UsageError(
            f"`model` must be one of `deepr`. Received: {model.name}"
        )
    words = real_array(
        "sentences", sentences, ("sentences", model.input_shape[1])
    )
    weights, bias = model.get_layer(RISK).get_weights()
    parts = [
        [_strongest(model, layer, words[i : i + PART]) for layer in grams]
        for i in range(0, len(words), PART)
    ]
    # (parts, widths, 2) of (sentences, filters) to (2, sentences, filters)
    start, answer = np.concatenate(
        [np.concatenate(part, axis=2) for part in parts], axis=1
    )
    return Motifs(
        bias=float(bias[0]),
        start=start.astype(np.int64),
        width=np.repeat(
            [layer.n for layer in grams], [g.filters for g in grams]
        ),
        contribution=answer * weights[:, 0],
    )


def _strongest(model, layer, words):
    """(2, sentences, filters): where the strongest n-gram is, its answer."""
    vectors = model.get_layer("vectors")(words)
    found = ops.convert_to_numpy(layer.activations(vectors, words))
    start, answer = found.argmax(axis=1), found.max(axis=1)
    return np.stack([np.where(answer > 0, start, -1), answer])

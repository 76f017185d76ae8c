"""A language model of molecules: the next letter from those before it."""

from collections.abc import Sequence

import keras
from keras import layers, ops

from medkeras.layers.lstm import LSTM
from medkeras.models.base import Model
from medkeras.utils.sizes import check_number, check_whole, checked_sizes


def smiles_lstm(
    vocabulary_size: int,
    max_tokens: int = 100,
    units: Sequence[int] = (1024, 1024, 1024),
    dropout: float = 0.2,
) -> keras.Model:
    """Give each letter of a string a probability, knowing those before it.

        p(s) = Π_t p(s_t | s_1 ... s_{t-1})

    Input and target are the same numbers: inside, the letters are moved one
    place to the right, so that the answer at place t has seen letters before
    t only, and these are the true ones (teacher forcing), not the model's.
    `sample_tokens` writes new strings, `log_likelihoods` judges given ones.

    Args:
        vocabulary_size: numbers of letters, 0 (padding) included.
        max_tokens: places of a string; shorter ones end in zeros.
        units: of each LSTM, one upon the other.
        dropout: share of the answers of each LSTM hidden in training.

    Returns:
        A model from whole numbers (strings, max_tokens) to probabilities
        (strings, max_tokens, vocabulary_size). Train it on x = y with
        `sparse_categorical_crossentropy`. The published sizes (the defaults)
        with 70 letters have 21,342,278 parameters.

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.smiles_lstm import smiles_lstm
        >>> model = smiles_lstm(9, 6, units=(4,))
        >>> model(np.array([[3, 3, 8, 1, 0, 0]])).shape
        TensorShape([1, 6, 9])

    Reference: Segler, Kogej, Tyrchan and Waller 2018,
        doi:10.1021/acscentsci.7b00512.
    Chapter: 3.4.3
    """
    check_whole("vocabulary_size", vocabulary_size, 2)
    check_whole("max_tokens", max_tokens, 2)
    check_number("dropout", dropout, 0, 1)
    tokens = keras.Input((max_tokens,), name="tokens")
    states = letters_before(one_hot_letters(tokens, vocabulary_size))
    for number, size in enumerate(checked_sizes("units", units), 1):
        read = LSTM(size, return_sequences=True, name=f"lstm_{number}")
        states = layers.Dropout(dropout)(read(states))
    answer = layers.Dense(vocabulary_size, "softmax", name="letters")(states)
    return Model(tokens, answer, name="smiles_lstm")


def one_hot_letters(tokens, vocabulary_size: int):
    """Indicators (strings, places, letters) of (strings, places)."""
    return ops.one_hot(ops.cast(tokens, "int32"), vocabulary_size)


def letters_before(letters):
    """The letters one place later; nothing stands before the first."""
    without_last = layers.Cropping1D((0, 1))(letters)
    return layers.ZeroPadding1D((1, 0))(without_last)

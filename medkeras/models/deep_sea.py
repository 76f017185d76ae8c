"""DeepSEA: 919 chromatin profiles from a thousand letters of DNA."""

from collections.abc import Sequence

import keras
from keras import layers, regularizers

from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import (
    check_number,
    check_whole,
    checked_sizes,
    is_number,
)

L2, L1 = 5e-7, 1e-8  # of the kernels; of the last hidden layer's answers


def deep_sea(
    length: int = 1000,
    filters: Sequence[int] = (320, 480, 960),
    width: int = 8,
    pool: int = 4,
    hidden: int = 925,
    outputs: int = 919,
    dropout: float | Sequence[float] = (0.2, 0.2, 0.5),
    l2: float = L2,
    l1: float = L1,
) -> keras.Model:
    """Three convolutions, a dense layer, one sigmoid for each profile.

    Convolutions are without padding; behind each but the last are max pooling
    and dropout, behind the last dropout alone. The published model reads one
    strand; answers of both are averaged when it is used.

    Args:
        length: letters of a sequence.
        filters: of each convolution.
        width: letters, or pooled places, that a filter sees.
        pool: places pooled into one.
        hidden: units of the dense layer.
        outputs: profiles.
        dropout: share switched off behind each convolution, or one for all.
        l2: weight of the squared kernels in the loss.
        l1: weight of the dense layer's answers in the loss.

    Returns:
        A model from one-hot DNA (batch, length, 4) to probabilities (batch,
        outputs). With the published sizes it has 52,843,119 parameters.

    Raises:
        UsageError: sizes that are not positive, several numbers of dropouts
            and convolutions, or a sequence too short for the layers.

    Example:
        >>> from medkeras.models.deep_sea import deep_sea
        >>> deep_sea(60, (4, 5), width=5, pool=3, hidden=6, outputs=3,
        ...          dropout=0.0).output_shape
        (None, 3)

    Reference: Zhou and Troyanskaya 2015, doi:10.1038/nmeth.3547; sizes of
        the regularisers from its supplement, unverified. Its limit on the
        norm of the kernels is left out.
    Chapter: 3.4.4
    """
    filters = checked_sizes("filters", filters)
    for name, size in (("length", length), ("width", width), ("pool", pool)):
        check_whole(name, size)
    rates = _rates(dropout, filters)
    check_number("l2", l2, 0)
    check_number("l1", l1, 0)
    _check_length(length, len(filters), width, pool)
    small = regularizers.L2(l2) if l2 else None
    sequence = keras.Input((length, 4), name="sequence")
    hidden_state = sequence
    for number, (count, rate) in enumerate(zip(filters, rates, strict=True)):
        hidden_state = layers.Conv1D(
            count, width, activation="relu", kernel_regularizer=small
        )(hidden_state)
        if number < len(filters) - 1:
            hidden_state = layers.MaxPooling1D(pool)(hidden_state)
        hidden_state = layers.Dropout(rate)(hidden_state)
    hidden_state = layers.Dense(
        hidden, "relu", kernel_regularizer=small,
        activity_regularizer=regularizers.L1(l1) if l1 else None,
    )(layers.Flatten()(hidden_state))  # fmt: skip
    profiles = layers.Dense(outputs, "sigmoid", kernel_regularizer=small)(
        hidden_state
    )
    return Model(sequence, profiles, name="deep_sea")


def _rates(dropout, filters):
    """A share for each convolution."""
    if is_number(dropout):
        dropout = [dropout] * len(filters)
    try:
        rates = tuple(dropout)
    except TypeError:
        rates = ()
    if len(rates) != len(filters):
        raise UsageError(
            f"`dropout` must be {len(filters)} shares, one for each "
            f"convolution. Received: {dropout!r:.40}"
        )
    for rate in rates:
        check_number("dropout", rate, 0, 1)
    return rates


def _check_length(length, convolutions, width, pool):
    """Refuse a sequence of which nothing is left behind the layers."""
    left = length
    for number in range(convolutions):
        left -= width - 1
        if number < convolutions - 1:
            left //= pool
        if left < 1:
            raise UsageError(
                "`length` must be long enough for all convolutions. Received: "
                f"{length}, of which none is left at convolution {number + 1}"
            )

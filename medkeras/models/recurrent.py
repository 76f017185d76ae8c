"""Recurrent networks that read a sequence and answer once, or at every step.

One function builds them all, so that a comparison of cells compares cells:
the layers before and after are the same.
"""

import keras
from keras import layers

from medkeras.layers.lstm import LSTM
from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

CELLS = {
    "rnn": layers.SimpleRNN,
    "irnn": layers.SimpleRNN,
    "lstm": LSTM,
    "gru": layers.GRU,
}


def sequence_classifier(
    input_shape: tuple[int | None, int],
    num_classes: int,
    cell: str = "rnn",
    units: int = 32,
    num_layers: int = 1,
    bidirectional: bool = False,
    masking: bool = False,
    stateful_batch_size: int | None = None,
    dropout: float = 0.0,
    recurrent_dropout: float = 0.0,
    activation: str | None = None,
    return_sequences: bool = False,
) -> keras.Model:
    """Recurrent layers over the steps, then one dense layer.

    Recurrent kernels begin orthogonal (of an LSTM and a GRU: with orthonormal
    rows over all gates at once), the LSTM's forget bias at one. "irnn" is a
    rectified network whose recurrent kernel begins as the identity, so that
    at first it adds up what it reads.

    Args:
        input_shape: (steps, features); None for steps of any number.
        num_classes: 1 for one probability, more for a distribution.
        cell: "rnn" (tanh), "irnn", "lstm" or "gru".
        units: size of the memory, in each direction.
        num_layers: recurrent layers, each reading the one below.
        bidirectional: read also from the end; the two memories side by side.
        masking: step over steps whose features are all 0, that is, padding.
        stateful_batch_size: rows of every batch, to keep the memory from one
            batch to the next, row by row, until `reset_states` of each
            recurrent layer; None to begin each batch anew.
        dropout: fraction of what each recurrent layer, and the last layer,
            reads that is hidden in training.
        recurrent_dropout: fraction of the state hidden from the next step.
        activation: of the answer; None for "sigmoid" or "softmax" by
            `num_classes`, "linear" to predict real numbers.
        return_sequences: answer at every step instead of after the last.

    Returns:
        A model from (batch, steps, features) to (batch, num_classes), or to
        (batch, steps, num_classes).

    Raises:
        UsageError: an unknown cell, a size below 1, or forms that
            contradict each other.

    Example:
        >>> from medkeras.models.recurrent import sequence_classifier
        >>> sequence_classifier((5, 3), 2, units=4).output_shape
        (None, 2)

    Reference: Elman 1990, doi:10.1207/s15516709cog1402_1; Gers et al. 2000,
        doi:10.1162/089976600300015015; Cho et al. 2014,
        doi:10.48550/arXiv.1406.1078; for "irnn" Le et al. 2015,
        doi:10.48550/arXiv.1504.00941.
    Chapter: 2.1.2
    """
    sizes = dict(num_classes=num_classes, units=units, num_layers=num_layers)
    _check(input_shape, cell, sizes)
    _check_forms(bidirectional, stateful_batch_size)
    for name, share in (
        ("dropout", dropout), ("recurrent_dropout", recurrent_dropout)
    ):  # fmt: skip
        check_number(name, share, 0, 1)
    # (batch, steps, features)
    inputs = keras.Input(input_shape, stateful_batch_size)
    states = layers.Masking(0.0)(inputs) if masking else inputs
    for index in range(num_layers):
        layer = CELLS[cell](
            units,
            # One step needs no loop; without it the graph compiles faster.
            unroll=input_shape[0] == 1,
            stateful=stateful_batch_size is not None,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            return_sequences=return_sequences or index < num_layers - 1,
            **_identity(index) if cell == "irnn" else {},
        )
        states = (layers.Bidirectional(layer) if bidirectional else layer)(
            states
        )
    if activation is None:
        activation = "sigmoid" if num_classes == 1 else "softmax"
    states = layers.Dropout(dropout)(states)
    outputs = layers.Dense(num_classes, activation=activation)(states)
    return Model(inputs, outputs, name=f"{cell}_classifier")


def _identity(index):
    """Le et al. 2015: identity recurrent kernel, small input kernel.

    Layers above the first keep the usual kernel: two small ones in a row
    would leave almost nothing of the input.
    """
    small = keras.initializers.RandomNormal(stddev=0.001)
    return dict(
        activation="relu",
        recurrent_initializer="identity",
        kernel_initializer="glorot_uniform" if index else small,
    )


def _check(input_shape, cell, sizes):
    if cell not in CELLS:
        raise UsageError(
            f"`cell` must be one of {', '.join(CELLS)}. Received: {cell!r}"
        )
    shape = tuple(input_shape)
    sizes_known = shape[1:] if shape[:1] == (None,) else shape
    whole = all(isinstance(size, int) and size > 0 for size in sizes_known)
    if len(shape) != 2 or not whole:
        raise UsageError(
            "`input_shape` must be (steps, features), with None for steps of "
            f"any number. Received: {input_shape}"
        )
    for name, size in sizes.items():
        check_whole(name, size)


def _check_forms(bidirectional, stateful_batch_size):
    if stateful_batch_size is None:
        return
    check_whole("stateful_batch_size", stateful_batch_size)
    if bidirectional:
        raise UsageError(
            "A stateful network must not be bidirectional: the state of the "
            "way back would come from the past. Received: both"
        )

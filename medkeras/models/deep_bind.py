"""DeepBind: does a protein bind to this piece of DNA?"""

import keras
from keras import layers

from medkeras.layers.reverse_complement import (
    BackgroundPadding,
    ReverseComplement,
    ReverseComplementConv1D,
)
from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

STRANDS = ("scores", "filters", "one")


def deep_bind(
    length: int,
    detectors: int = 16,
    width: int = 24,
    hidden: int = 32,
    dropout: float = 0.5,
    strands: str = "scores",
) -> keras.Model:
    """Motif detectors, the strongest and the mean answer, a small network.

        f(s) = net(pool(ReLU(conv(s) - b)))

    A sequence is read with `width` - 1 unknown letters on both sides. The two
    strands of DNA are one molecule, so the answer must be the same for both:
    "scores" takes the larger of f(s) and f(reverse complement of s), as
    published; "filters" lets each detector look on both strands
    (`ReverseComplementConv1D`), at half the cost; "one" reads one strand only,
    to see what the rule is worth.

    Args:
        length: letters of a sequence.
        detectors: filters of the convolution.
        width: letters that a detector sees.
        hidden: units of the hidden layer; 0 for none.
        dropout: share of the hidden units switched off in training.
        strands: "scores", "filters" or "one".

    Returns:
        A model from one-hot DNA (batch, length, 4) to the probability of
        binding (batch, 1). The detectors are its layer `detectors`; with
        "scores" that is a layer of the layer `network`.

    Raises:
        UsageError: sizes that are not positive, or another rule.

    Example:
        >>> from medkeras.models.deep_bind import deep_bind
        >>> model = deep_bind(20, detectors=3, width=5, hidden=4)
        >>> model.output_shape
        (None, 1)

    Reference: Alipanahi, Delong, Weirauch and Frey 2015,
        doi:10.1038/nbt.3300. There, sizes are drawn anew for each protein;
        16 detectors of length 24 and 32 hidden units are among them.
    Chapter: 3.4.4
    """
    check_whole("length", length)
    check_whole("hidden", hidden, 0)
    check_number("dropout", dropout, 0, 1)
    if strands not in STRANDS:
        raise UsageError(
            f"`strands` must be one of {', '.join(STRANDS)}. "
            f"Received: {strands!r}"
        )
    check_whole("detectors", detectors)
    check_whole("width", width)
    sequence = keras.Input((length, 4), name="sequence")
    conv = layers.Conv1D
    if strands == "filters":
        conv = ReverseComplementConv1D
    detect = conv(detectors, width, activation="relu", name="detectors")
    score = _network(sequence, detect, width, hidden, dropout)
    if strands == "scores":
        network = Model(sequence, score, name="network")
        sequence = keras.Input((length, 4), name="both_strands")
        other = ReverseComplement(name="other_strand")(sequence)
        score = layers.Maximum()([network(sequence), network(other)])
    probability = layers.Activation("sigmoid", name="binds")(score)
    return Model(sequence, probability, name="deep_bind")


def _network(sequence, detect, width, hidden, dropout):
    """Log odds of binding, of the strand as it is read."""
    padded = BackgroundPadding(width - 1)(sequence)
    answers = detect(padded)  # (batch, length + width - 1, detectors)
    strongest = layers.GlobalMaxPooling1D()(answers)
    mean = layers.GlobalAveragePooling1D()(answers)
    features = layers.Concatenate()([strongest, mean])
    if hidden:
        features = layers.Dense(hidden, "relu", name="hidden")(features)
        features = layers.Dropout(dropout)(features)
    return layers.Dense(1, name="score")(features)

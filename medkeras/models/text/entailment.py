"""Does the evidence support a claim, refute it, or not say enough?"""

import keras
from keras import layers, ops

from medkeras.layers.attention import SoftAlignment
from medkeras.layers.words import MeanOverWords, Words
from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

KINDS = ("siamese", "cross")


def claim_evidence_network(
    vocabulary_size: int,
    kind: str = "cross",
    max_claim: int = 30,
    max_evidence: int = 60,
    embedding: int = 48,
    units: int = 48,
    num_classes: int = 3,
    dropout: float = 0.2,
):
    """A claim and a piece of evidence to three probabilities.

    Both texts have one table of vectors. "siamese" reads each text by itself
    with the same weights into one vector, u and v, and compares only these:
    u, v, |u - v| and u v. "cross" lets each word look at the words of the other
    text first, and compares word with word.

    Args:
        vocabulary_size: numbers of words, 0 (no word) included.
        kind: "siamese" or "cross".
        max_claim: words of a claim; shorter ones end in zeros.
        max_evidence: words of a piece of evidence.
        embedding: width of a word's vector.
        units: of the dense layers.
        num_classes: at least 2; supports, refutes, not enough.
        dropout: share hidden in training before the answer.

    Returns:
        A model from whole numbers, claims (pairs, max_claim) and evidence
        (pairs, max_evidence), to (pairs, num_classes).

    Raises:
        UsageError: another kind, or sizes out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.text import claim_evidence_network
        >>> model = claim_evidence_network(50, "cross", 4, 6, units=8)
        >>> model([np.ones((2, 4)), np.ones((2, 6))]).shape
        TensorShape([2, 3])

    Reference: cross: Parikh et al. 2016, doi:10.18653/v1/D16-1244; siamese:
        Conneau et al. 2017, doi:10.18653/v1/D17-1070.
    Chapter: 3.3.2
    """
    if kind not in KINDS:
        raise UsageError(
            f"`kind` must be one of {', '.join(KINDS)}. Received: {kind!r}"
        )
    sizes = dict(max_claim=max_claim, max_evidence=max_evidence, units=units)
    for name, size in sizes.items():
        check_whole(name, size)
    check_whole("num_classes", num_classes, 2)
    check_number("dropout", dropout, 0, 1)
    inputs = [
        keras.Input((max_claim,), name="claim"),
        keras.Input((max_evidence,), name="evidence"),
    ]
    table = Words(vocabulary_size, embedding, name="vectors")
    vectors = [table(words) for words in inputs]
    there = [words > 0 for words in inputs]
    compare = _apart if kind == "siamese" else _word_by_word
    features = compare(vectors, there, units)
    hidden = layers.Dense(units, "relu", name="hidden")(features)
    hidden = layers.Dropout(dropout)(hidden)
    answer = layers.Dense(num_classes, "softmax", name="answer")(hidden)
    return Model(inputs, answer, name=f"{kind}_entailment")


def _apart(vectors, there, units):
    """Each text to one vector by the same weights; then the two compared."""
    read = layers.Dense(units, "relu", name="read")
    mean = MeanOverWords(name="mean")
    u, v = (
        mean(read(each), mask)
        for each, mask in zip(vectors, there, strict=True)
    )
    return layers.Concatenate()([u, v, ops.abs(u - v), u * v])


def _word_by_word(vectors, there, units):
    """Each word beside what the other text says about it; then the means."""
    align = SoftAlignment(units, name="align")
    compare = layers.Dense(units, "relu", name="compare")
    mean = MeanOverWords(name="mean")
    found = []
    for own, other in ((0, 1), (1, 0)):
        seen = align(vectors[own], vectors[other], there[other])
        beside = layers.Concatenate()([vectors[own], seen, vectors[own] * seen])
        found.append(mean(compare(beside), there[own]))
    return layers.Concatenate()(found)

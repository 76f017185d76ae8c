"""Deepr: n-grams, padding, and an attribution that adds up."""

import keras
import numpy as np
import pytest

from medkeras.models.deepr import deepr, explain_motifs
from medkeras.utils.errors import UsageError


def small(max_words=12, **options):
    keras.utils.set_random_seed(0)
    settings = dict(embedding=5, widths=(2, 3), filters=4, dropout=0.0)
    model = deepr(20, max_words, **(settings | options))
    rng = np.random.default_rng(0)
    for weight in model.trainable_variables:
        weight.assign(rng.normal(0, 0.5, weight.shape))
    return model


def sentences(count=6, max_words=12, seed=1):
    rng = np.random.default_rng(seed)
    words = rng.integers(1, 20, (count, max_words))
    for row, length in enumerate(rng.integers(1, max_words, count)):
        words[row, length:] = 0
    return words


def test_one_filter_in_numpy():
    model, words = small(), sentences()
    vectors = model.get_layer("vectors").embeddings.numpy()[words]
    vectors[words == 0] = 0
    layer = model.get_layer("grams_3")
    kernel, bias = layer.conv.kernel.numpy(), layer.conv.bias.numpy()
    found = np.array(layer(vectors, words))
    padded = np.pad(vectors, ((0, 0), (0, 2), (0, 0)))
    for row, sentence in enumerate(words):
        answers = [
            np.maximum(
                (padded[row, t : t + 3, :, None] * kernel).sum((0, 1)) + bias, 0
            )
            for t in range((sentence > 0).sum())
        ]
        np.testing.assert_allclose(found[row], np.max(answers, 0), atol=1e-5)


def test_padding_changes_no_bit_however_long():
    short, long = small(12), small(30)
    long.set_weights(short.get_weights())
    words = sentences()
    padded = np.pad(words, ((0, 0), (0, 18)))
    np.testing.assert_array_equal(
        np.array(short(words)), np.array(long(padded))
    )


def test_contributions_sum_to_the_log_odds():
    model, words = small(), sentences(20)
    found = explain_motifs(model, words)
    risk = np.array(model(words), float)[:, 0]
    total = found.bias + found.contribution.sum(axis=1)
    np.testing.assert_allclose(total, np.log(risk / (1 - risk)), atol=1e-5)
    assert found.width.tolist() == [2] * 4 + [3] * 4
    lengths = (words > 0).sum(axis=1)
    assert (found.start < lengths[:, None]).all()


def test_the_named_n_gram_alone_has_the_same_answer():
    """What stands elsewhere in the sentence does not matter to a filter."""
    model, words = small(), sentences(5)
    found = explain_motifs(model, words)
    for row in range(5):
        for k in np.flatnonzero(found.start[row] >= 0):
            begin, n = found.start[row, k], found.width[k]
            alone = np.zeros_like(words[:1])
            gram = words[row, begin : begin + n]
            alone[0, : len(gram)] = gram
            again = explain_motifs(model, alone)
            assert (
                abs(again.contribution[0, k])
                >= abs(found.contribution[row, k]) - 1e-5
            )


def test_a_planted_motif_is_found():
    """Word 3 directly before word 5 decides; both are as frequent apart."""
    rng = np.random.default_rng(0)
    words = rng.integers(6, 20, (600, 10))
    y = rng.integers(0, 2, 600)
    place = rng.integers(0, 9, 600)
    rows = np.arange(600)
    words[rows, place] = np.where(y == 1, 3, 5)
    words[rows, place + 1] = np.where(y == 1, 5, 3)
    keras.utils.set_random_seed(0)
    model = deepr(20, 10, embedding=8, widths=(2,), filters=8, dropout=0.0)
    model.compile(
        keras.optimizers.Adam(0.01), "binary_crossentropy", jit_compile=False
    )
    many = np.tile(rows, 12)
    model.fit(words[many], y[many, None], batch_size=64, verbose=0)
    assert ((np.array(model(words))[:, 0] > 0.5) == y).mean() > 0.97
    found = explain_motifs(model, words[y == 1])
    strongest = found.contribution.argmax(axis=1)
    begin = found.start[np.arange(len(strongest)), strongest]
    # "5, and no 3 behind it" tells as much as "3 and 5".
    assert (np.abs(begin - place[y == 1]) <= 1).mean() > 0.9


def test_what_does_not_fit_is_refused():
    for wrong in (
        {"vocabulary_size": 1}, {"max_words": 0}, {"embedding": 0},
        {"widths": ()}, {"filters": 0}, {"dropout": 2.0},
    ):  # fmt: skip
        name = {"embedding": "width"}.get(next(iter(wrong)), next(iter(wrong)))
        with pytest.raises(UsageError, match=name):
            deepr(**({"vocabulary_size": 20} | wrong))
    with pytest.raises(UsageError, match="sentences"):
        explain_motifs(small(), sentences(max_words=5))
    with pytest.raises(UsageError, match="model"):
        explain_motifs(keras.Sequential([keras.Input((3,))]), sentences())

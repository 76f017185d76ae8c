"""Tables of motifs agree with the terms they are made of."""

import keras
import numpy as np
import pytest

from medkeras.explain import filter_table, motif_table
from medkeras.models.deepr import deepr, explain_motifs
from medkeras.utils.errors import UsageError

WORDS = np.array(["", "UNKNOWN", "RAREWORD", *"abcdefg"])


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(0)
    model = deepr(10, 7, embedding=4, widths=(2, 3), filters=3, dropout=0.0)
    rng = np.random.default_rng(0)
    for weight in model.trainable_variables:
        weight.assign(rng.normal(0, 0.7, weight.shape))
    return model


@pytest.fixture(scope="module")
def sentences():
    rng = np.random.default_rng(1)
    numbers = rng.integers(1, 10, (40, 7))
    for row, length in enumerate(rng.integers(1, 8, 40)):
        numbers[row, length:] = 0
    return numbers


def text_of(sentence, start, width):
    words = WORDS[sentence[start : start + width]]
    return " → ".join(word for word in words if word)


def test_all_motifs_together_are_all_contributions(model, sentences):
    table = motif_table(model, sentences, WORDS, least=1, top=10_000)
    total = (table["sentences"] * table["contribution"]).sum()
    found = explain_motifs(model, sentences)
    assert total == pytest.approx(found.contribution.sum(), rel=1e-5)
    count = (table["sentences"] * table["filters"]).sum()
    assert count == pytest.approx((found.start >= 0).sum())
    assert table["contribution"].is_monotonic_decreasing
    assert table["motif"].is_unique


def test_a_motif_by_hand(model, sentences):
    found = explain_motifs(model, sentences)
    sums = {}
    for row, sentence in enumerate(sentences):
        for k in np.flatnonzero(found.start[row] >= 0):
            text = text_of(sentence, found.start[row, k], found.width[k])
            own = sums.setdefault(text, {})
            own[row] = own.get(row, 0) + found.contribution[row, k]
    means = {
        t: np.mean(list(s.values())) for t, s in sums.items() if len(s) > 1
    }
    best = max(means, key=means.get)
    table = motif_table(model, sentences, WORDS, least=2, top=1)
    assert table["motif"].tolist() == [best]
    assert table["contribution"][0] == pytest.approx(means[best], rel=1e-5)
    assert table["sentences"][0] == len(sums[best])


def test_the_strongest_motif_of_each_filter(model, sentences):
    found = explain_motifs(model, sentences)
    table = filter_table(model, sentences, WORDS, top=1)
    size = np.abs(found.contribution).max(axis=0)
    assert table["filter"].tolist() == np.argsort(-size)[: len(table)].tolist()
    for row in table.itertuples():
        k = row.filter
        place = np.abs(found.contribution[:, k]).argmax()
        text = text_of(sentences[place], found.start[place, k], row.width)
        assert row.motif == text
        assert row.contribution == pytest.approx(found.contribution[place, k])


def test_sentences_without_words_have_no_motifs(model):
    nothing = np.zeros((3, 7), int)
    assert motif_table(model, nothing, WORDS).empty
    assert filter_table(model, nothing, WORDS).empty


def test_what_does_not_fit_is_refused(model, sentences):
    for function in (motif_table, filter_table):
        with pytest.raises(UsageError, match="words"):
            function(model, sentences, WORDS[:5])
        with pytest.raises(UsageError, match="top"):
            function(model, sentences, WORDS, top=0)
        with pytest.raises(UsageError, match="sentences"):
            function(model, sentences[:, :5], WORDS)
    with pytest.raises(UsageError, match="least"):
        motif_table(model, sentences, WORDS, least=0)

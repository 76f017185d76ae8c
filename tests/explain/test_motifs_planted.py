"""Where order and time decide, and where they do not, Deepr against counts."""

import keras
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from medkeras.ehr.columns import visits_of
from medkeras.ehr.counts import count_codes
from medkeras.ehr.sequencer import TIME_WORDS, sentences
from medkeras.ehr.simulator import motif_records
from medkeras.ehr.vocabulary import Vocabulary
from medkeras.explain import motif_table
from medkeras.models.deepr import deepr


def both_ways(planted, people=2000):
    """AUROC by Deepr and by counts with gaps; the five strongest motifs."""
    text, y = [], []
    for seed in (0, 1):
        columns = motif_records(people, seed, planted, strength=6.0)
        visits = visits_of(columns)
        text.append(sentences(visits, kinds=["diagnosis"]))
        y.append(columns["label"][visits.first])
    words = Vocabulary(text[0].values, always=TIME_WORDS)
    numbers = [words.encode(each) for each in text]
    seen, unseen = (each.padded(20, last=True) for each in numbers)
    keras.utils.set_random_seed(0)
    sizes = dict(embedding=8, widths=(3, 5), filters=12, dropout=0.1)
    model = deepr(len(words), 20, **sizes)
    optimizer = keras.optimizers.Adam(0.01)
    model.compile(optimizer, "binary_crossentropy", jit_compile=False)
    model.fit(seen, y[0][:, None], epochs=10, batch_size=100, verbose=0)
    found = keras.ops.convert_to_numpy(model(unseen))[:, 0]
    counts = [count_codes(each, len(words)) for each in numbers]
    line = LogisticRegression(C=0.1, max_iter=1000).fit(counts[0], y[0])
    plain = line.predict_proba(counts[1])[:, 1]
    top = motif_table(model, unseen, words.words, least=10, top=5)
    return *(roc_auc_score(y[1], p) for p in (found, plain)), top["motif"]


def is_planted(words):
    """A stay with A00, then 0-1m, then a stay with A01."""
    stays, times = [[]], []
    for word in words:
        if word in TIME_WORDS:
            times.append(word)
            stays.append([])
        else:
            stays[-1].append(word)
    pairs = zip(stays, times, stays[1:], strict=False)
    return any(
        "A00" in one and time == "0-1m" and "A01" in other
        for one, time, other in pairs
    )


@pytest.fixture(scope="module")
def motif():
    return both_ways(planted=True)


def test_the_planted_motif_is_among_the_five_strongest(motif):
    assert any(is_planted(words.split(" → ")) for words in motif[2])


def test_counts_cannot_see_it(motif):
    deepr_auroc, counts_auroc, _ = motif
    assert deepr_auroc > counts_auroc + 0.05


def test_a_bag_of_codes_needs_no_order():
    deepr_auroc, counts_auroc, _ = both_ways(planted=False)
    assert deepr_auroc < counts_auroc + 0.01


def test_order_within_a_stay_leaves_counts_alone():
    visits = visits_of(motif_records(50, seed=3))
    shuffled = sentences(
        visits, kinds=["diagnosis"], rng=np.random.default_rng(0)
    )
    text = sentences(visits, kinds=["diagnosis"])
    words = Vocabulary(text.values)
    one, other = (
        count_codes(words.encode(each), len(words)).toarray()
        for each in (text, shuffled)
    )
    np.testing.assert_array_equal(one, other)
    assert (text.values != shuffled.values).any()

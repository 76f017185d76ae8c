"""On made-up texts: sources leak, and evidence is used or is not."""

import keras
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from medkeras.ehr.ragged import Ragged
from medkeras.ehr.vocabulary import Vocabulary
from medkeras.metrics.classification import auroc
from medkeras.models.text import claim_evidence_network
from medkeras.text.claims_simulator import (
    LABELS,
    articles,
    claim_evidence_pairs,
)
from medkeras.text.masking import (
    mask_publishers,
    publisher_names,
    without_boilerplate,
)
from medkeras.text.tf_idf import TfIdf
from medkeras.text.tokens import words
from medkeras.training.batches import batches
from medkeras.training.in_parts import predict_in_parts


def _auroc(texts, labels, test):
    words_of = TfIdf(min_count=2)
    seen = words_of.fit_transform(texts[~test])
    line = LogisticRegression(C=10, max_iter=1000).fit(seen, labels[~test])
    p = line.predict_proba(words_of.transform(texts[test]))[:, 1]
    return auroc(labels[test], p)


def _gap(drawn, texts):
    """Score by chance minus score with sources apart."""
    by_chance = np.random.default_rng(0).random(len(texts)) < 0.3
    number = np.unique(drawn["source"], return_inverse=True)[1]
    by_source = number < 12
    return _auroc(texts, drawn["label"], by_chance) - _auroc(
        texts, drawn["label"], by_source
    )


def _bodies(drawn):
    return drawn["body"].astype(object)


def test_a_random_split_flatters_where_sources_are_loyal():
    drawn = articles(1500, seed=0)
    assert _gap(drawn, _bodies(drawn)) > 0.2


def test_it_does_not_where_sources_say_nothing_about_truth():
    drawn = articles(1500, seed=0, loyalty=0.5)
    assert abs(_gap(drawn, _bodies(drawn))) < 0.1


def test_masking_closes_most_of_the_gap():
    drawn = articles(1500, seed=0)
    names = publisher_names(drawn["source"])
    masked = mask_publishers(_bodies(drawn), names)
    masked = without_boilerplate(masked, drawn["source"], size=3)
    gap = _gap(drawn, np.array(masked, object))
    assert gap < _gap(drawn, _bodies(drawn)) / 2


def _numbers(texts, vocabulary):
    lists = Ragged.from_lists([words(text) for text in texts])
    return vocabulary.encode(lists).padded(24).astype("int32")


@pytest.fixture(scope="module")
def cross():
    """A trained network's answers to test pairs, and what it needs."""
    pairs = claim_evidence_pairs(2000, seed=0, num_drugs=40)
    labels = np.array([LABELS.index(name) for name in pairs.label])
    test = np.isin(pairs.drug, np.unique(pairs.drug)[:8])
    every = [
        w
        for t in [*pairs.claim[~test], *pairs.evidence[~test]]
        for w in words(t)
    ]
    vocabulary = Vocabulary(every, min_count=2)
    keras.utils.set_random_seed(0)
    net = claim_evidence_network(
        len(vocabulary), "cross", 24, 24, embedding=48, units=48
    )
    net.compile(
        keras.optimizers.Adam(0.003),
        "sparse_categorical_crossentropy",
        jit_compile=False,
    )
    inputs = {
        "claim": _numbers(pairs.claim, vocabulary),
        "evidence": _numbers(pairs.evidence, vocabulary),
    }
    seen = {name: each[~test] for name, each in inputs.items()}
    rows = batches(seen, labels[~test][:, None], 32, True)
    net.fit(rows, shuffle=False, epochs=10, verbose=0)
    return net, {k: v[test] for k, v in inputs.items()}, labels[test]


def _accuracy(net, inputs, labels):
    return np.mean(predict_in_parts(net, inputs).argmax(axis=1) == labels)


def test_cross_reads_claim_against_evidence(cross):
    assert _accuracy(*cross) > 0.8


def test_shuffled_evidence_brings_it_down_to_the_claim_alone(cross):
    """A claim about an unseen drug alone tells nothing: a third is right."""
    net, inputs, labels = cross
    order = np.random.default_rng(0).permutation(len(labels))
    shuffled = inputs | {"evidence": inputs["evidence"][order]}
    error = np.sqrt(2 / 9 / len(labels))
    assert abs(_accuracy(net, shuffled, labels) - 1 / 3) < 4 * error

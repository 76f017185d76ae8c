"""Claims beside evidence: what each form can and cannot learn."""

import keras
import numpy as np
import pytest

from medkeras.models.text import claim_evidence_network
from medkeras.training.batches import batches
from medkeras.utils.errors import UsageError


def pairs(count=600, seed=0):
    """Supports where the second word is the same, refutes where it is not."""
    rng = np.random.default_rng(seed)
    claim = rng.integers(5, 15, (count, 3))
    evidence = np.concatenate([claim[:, ::-1], claim[:, :1]], axis=1)
    label = rng.integers(0, 2, count)
    evidence[:, 1] = np.where(label, 1 + claim[:, 1] % 4, claim[:, 1])
    return claim, evidence, label


@pytest.mark.parametrize("kind", ["siamese", "cross"])
def test_claim_and_evidence_are_compared(kind):
    keras.utils.set_random_seed(0)
    claim, evidence, label = pairs()
    model = claim_evidence_network(
        20, kind, 3, 4, embedding=8, units=16, num_classes=2, dropout=0.0
    )
    model.compile(
        keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy"
    )
    x = {"claim": claim, "evidence": evidence}
    train = {name: part[:500] for name, part in x.items()}
    rows = batches(train, label[:500], batch_size=50)
    model.fit(rows, epochs=15, shuffle=False, verbose=0)
    found = np.array(model([claim[500:], evidence[500:]])).argmax(axis=1)
    assert (found == label[500:]).mean() > 0.9


@pytest.mark.parametrize("kind", ["siamese", "cross"])
def test_padding_and_texts_without_words(kind):
    keras.utils.set_random_seed(0)
    short = claim_evidence_network(20, kind, 3, 4, units=8)
    long = claim_evidence_network(20, kind, 7, 9, units=8)
    long.set_weights(short.get_weights())
    claim, evidence, _ = pairs(5)
    expected = np.array(short([claim, evidence]))
    padded = [
        np.pad(claim, ((0, 0), (0, 4))),
        np.pad(evidence, ((0, 0), (0, 5))),
    ]
    np.testing.assert_allclose(np.array(long(padded)), expected, atol=1e-6)
    nothing = np.array(short([0 * claim, 0 * evidence]))
    np.testing.assert_allclose(nothing.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "bert"}, "siamese, cross"),
        ({"units": 0}, "`units`"),
        ({"max_claim": 0}, "`max_claim`"),
        ({"num_classes": 1}, "`num_classes`"),
        ({"dropout": 3}, "`dropout`"),
    ],
)
def test_bad_input_is_one_clear_line(options, message):
    with pytest.raises(UsageError, match=message):
        claim_evidence_network(20, **options)

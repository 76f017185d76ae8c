"""DeepBind: both strands alike, its layers by hand, a motif learnt."""

import keras
import numpy as np
import pytest

from medkeras.genome import (
    detector_counts,
    letter_probabilities,
    motif_similarity,
    one_hot,
    planted_motifs,
)
from medkeras.metrics.classification import auroc
from medkeras.models.deep_bind import deep_bind
from medkeras.utils.errors import UsageError


def dna(count=4, length=33, seed=0):
    rng = np.random.default_rng(seed)
    return np.eye(4, dtype="float32")[rng.integers(4, size=(count, length))]


def small(length=33, **options):
    keras.utils.set_random_seed(0)
    settings = dict(detectors=5, width=7, hidden=6, dropout=0.0)
    return deep_bind(length, **(settings | options))


@pytest.mark.parametrize("strands", ["scores", "filters", "one"])
def test_the_boring_part(check_model, strands):
    def made(input_shape, **options):
        return small(input_shape[0], strands=strands, **options)

    check_model(made, {}, (33, 4), (1,))


@pytest.mark.parametrize("strands", ["scores", "filters"])
def test_both_strands_have_one_answer(strands):
    model, x = small(strands=strands), dna()
    here, there = (np.array(model(a)) for a in (x, x[:, ::-1, ::-1].copy()))
    np.testing.assert_allclose(here, there, atol=1e-6)
    assert np.ptp(here) > 1e-3


def test_one_strand_alone_has_another_answer():
    model, x = small(strands="one"), dna()
    there = np.array(model(x[:, ::-1, ::-1].copy()))
    assert np.abs(np.array(model(x)) - there).max() > 1e-3


def test_the_larger_score_is_that_of_the_network():
    model, x = small(), dna()
    network = model.get_layer("network")
    scores = [np.array(network(a)) for a in (x, x[:, ::-1, ::-1].copy())]
    expected = 1 / (1 + np.exp(-np.maximum(*scores)))
    np.testing.assert_allclose(model(x), expected, atol=1e-6)


def test_the_layers_in_numpy():
    model, x = small(strands="one"), dna(2)
    kernel, bias = model.get_layer("detectors").get_weights()
    padded = np.pad(x, ((0, 0), (6, 6), (0, 0)), constant_values=0.25)
    windows = np.stack([padded[:, t : t + 7] for t in range(39)], axis=1)
    answers = np.maximum(np.einsum("ntwc,wcf->ntf", windows, kernel) + bias, 0)
    features = np.concatenate([answers.max(1), answers.mean(1)], axis=1)
    for name in ("hidden", "score"):
        weights, bias = model.get_layer(name).get_weights()
        features = features @ weights + bias
        features = np.maximum(features, 0) if name == "hidden" else features
    np.testing.assert_allclose(model(x), 1 / (1 + np.exp(-features)), atol=1e-5)


def test_published_sizes():
    model = deep_bind(101)
    conv, hidden, score = 24 * 4 * 16 + 16, 32 * 32 + 32, 32 + 1
    assert model.count_params() == conv + hidden + score


def test_a_planted_motif_is_learnt_and_read_from_a_detector():
    motif = 0.96 * one_hot("GGATAACGT") + 0.01
    drawn = planted_motifs([motif], num_pairs=500, length=41, seed=1)
    x, y = one_hot(drawn.sequences), drawn.labels[:, None]
    keras.utils.set_random_seed(0)
    model = deep_bind(41, 16, 12, 0, strands="filters")
    model.compile(
        keras.optimizers.Adam(0.01), "binary_crossentropy", jit_compile=False
    )
    rows = np.tile(np.arange(800), 15)
    model.fit(x[rows], y[rows], batch_size=50, verbose=0)
    found = np.array(model(x[800:])) > 0.5
    assert (found == y[800:]).mean() > 0.9
    kernel = model.get_layer("detectors").get_weights()[0]
    alike = []
    for number in range(16):
        counts = detector_counts(kernel[..., number], x[:800][y[:800, 0] == 1])
        share = letter_probabilities(counts)
        alike.append(motif_similarity(share, motif).correlation)
    assert max(alike) > 0.9


def test_labels_that_were_shuffled_teach_nothing():
    drawn = planted_motifs([one_hot("GGATAACGT")], 400, 31, seed=2)
    x, y = one_hot(drawn.sequences), drawn.labels
    wrong = np.random.default_rng(0).permutation(y[:400])[:, None]
    keras.utils.set_random_seed(0)
    model = deep_bind(31, 8, 12, 0, strands="filters")
    model.compile(
        keras.optimizers.Adam(0.01), "binary_crossentropy", jit_compile=False
    )
    model.fit(x[:400], wrong, batch_size=50, epochs=4, verbose=0)
    score = auroc(y[400:], np.array(model(x[400:]))[:, 0])
    assert abs(score - 0.5) < 4 * 0.029  # standard error of 200 and 200


def test_what_does_not_fit_is_refused():
    for wrong in (
        {"length": 0}, {"detectors": 0}, {"width": 0}, {"hidden": -1},
        {"dropout": 2.0}, {"strands": "two"},
    ):  # fmt: skip
        with pytest.raises(UsageError, match=next(iter(wrong))):
            deep_bind(**({"length": 20} | wrong))

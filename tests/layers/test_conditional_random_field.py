"""The layer against all paths counted one by one, and against its twin."""

from itertools import product

import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand import conditional_random_field as by_hand
from medkeras.layers.conditional_random_field import ConditionalRandomField

LENGTHS = (5, 3, 1)


@pytest.fixture
def made():
    """A layer with drawn weights, scores, and which places hold a word."""
    rng = np.random.default_rng(0)
    layer = ConditionalRandomField(3)
    emissions = rng.normal(scale=2, size=(3, 5, 3)).astype("float32")
    layer(emissions)
    layer.set_weights(
        [rng.normal(scale=4, size=w.shape) for w in layer.weights]
    )
    there = np.arange(5) < np.array(LENGTHS)[:, None]
    return layer, emissions, there.astype("float32")


def sentence(layer, emissions, length):
    """Scores of one sentence, begin and end added to its rows."""
    transitions, begin, end = layer.get_weights()
    scores = emissions[:length].astype(float).copy()
    scores[0] += begin
    scores[-1] += end
    return scores, transitions


def test_sums_paths_and_the_best_one_are_those_of_all_paths(made):
    layer, emissions, there = made
    sums = np.array(layer.log_partition(emissions, there))
    best = np.array(layer.best_path(emissions, there))
    for row, length in enumerate(LENGTHS):
        given = sentence(layer, emissions[row], length)
        paths = list(product(range(3), repeat=length))
        scores = [by_hand.path_score(*given, path) for path in paths]
        assert abs(sums[row] - np.log(np.exp(scores).sum())) < 1e-5
        expected = [*paths[int(np.argmax(scores))]] + [-1] * (5 - length)
        assert best[row].tolist() == expected
        for path, score in list(zip(paths, scores, strict=True))[::7]:
            tags = np.zeros((3, 5), int)
            tags[row, :length] = path
            found = layer.path_score(emissions, tags, there)
            assert abs(float(found[row]) - score) < 1e-5


def test_likelihoods_of_all_paths_sum_to_one(made):
    layer, emissions, _ = made
    total = np.zeros(3)
    for path in product(range(3), repeat=3):
        tags = np.tile([*path, 0, 0], (3, 1))
        lost = layer.negative_log_likelihood(emissions[:, :3], tags[:, :3],
                                             np.ones((3, 3)))  # fmt: skip
        total += np.exp(-np.array(lost))
    np.testing.assert_allclose(total, 1, atol=1e-5)


def test_what_stands_at_padding_changes_nothing(made):
    layer, emissions, there = made
    tags = np.random.default_rng(1).integers(0, 3, (3, 5))
    other, other_tags = emissions.copy(), tags.copy()
    other[there == 0], other_tags[there == 0] = 9, 1
    for first, second in (
        (layer.negative_log_likelihood(emissions, tags, there),
         layer.negative_log_likelihood(other, other_tags, there)),
        (layer.best_path(emissions, there), layer.best_path(other, there)),
    ):  # fmt: skip
        np.testing.assert_allclose(first, second, atol=1e-6)


def test_the_gradient_is_the_shares_of_tags_minus_the_path(made):
    layer, emissions, there = made
    tags = np.random.default_rng(1).integers(0, 3, (3, 5))
    scores = tf.constant(emissions)
    with tf.GradientTape() as tape:
        tape.watch(scores)
        lost = tf.reduce_sum(layer.negative_log_likelihood(scores, tags, there))
    found = np.array(tape.gradient(lost, scores))
    for row, length in enumerate(LENGTHS):
        given = sentence(layer, emissions[row], length)
        expected = by_hand.tag_probabilities(*given)
        expected[np.arange(length), tags[row, :length]] -= 1
        np.testing.assert_allclose(found[row, :length], expected, atol=1e-5)
        assert (found[row, length:] == 0).all()


def test_one_word_is_enough():
    layer = ConditionalRandomField(2)
    emissions, there = np.array([[[1.0, 3.0]]], "float32"), np.ones((1, 1))
    layer(emissions)
    found = float(layer.log_partition(emissions, there)[0])
    assert abs(found - np.log(np.exp(1) + np.exp(3))) < 1e-5
    assert layer.best_path(emissions, there).numpy().tolist() == [[1]]

"""Sums and the best path, against all paths counted one by one."""

from itertools import product

import numpy as np
import pytest

from medkeras.by_hand.conditional_random_field import (
    log_partition,
    path_score,
    tag_probabilities,
    viterbi,
)
from medkeras.utils.errors import UsageError


def drawn(words, tags, seed=0):
    rng = np.random.default_rng(seed)
    shapes = (words, tags), (tags, tags)
    return [rng.normal(scale=2, size=shape) for shape in shapes]


def all_paths(emissions, transitions):
    """Every path, and its score added up word by word."""
    paths = list(product(range(emissions.shape[1]), repeat=len(emissions)))
    scores = []
    for path in paths:
        score = sum(emissions[t, tag] for t, tag in enumerate(path))
        score += sum(transitions[path[t - 1], path[t]]
                     for t in range(1, len(path)))  # fmt: skip
        scores.append(score)
    return np.array(paths), np.array(scores)


@pytest.mark.parametrize(("words", "tags"), [(1, 3), (2, 2), (5, 4), (6, 3)])
def test_sum_and_best_path_are_those_of_all_paths(words, tags):
    given = drawn(words, tags, seed=words)
    paths, scores = all_paths(*given)
    assert abs(log_partition(*given) - np.log(np.exp(scores).sum())) < 1e-10
    assert viterbi(*given).tolist() == paths[scores.argmax()].tolist()
    found = [path_score(*given, path) for path in paths]
    np.testing.assert_allclose(found, scores, atol=1e-10)


@pytest.mark.parametrize(("words", "tags"), [(1, 3), (5, 4)])
def test_shares_of_tags_are_those_of_all_paths(words, tags):
    given = drawn(words, tags, seed=7)
    paths, scores = all_paths(*given)
    weight = np.exp(scores) / np.exp(scores).sum()
    expected = np.zeros((words, tags))
    for path, share in zip(paths, weight, strict=True):
        expected[np.arange(words), path] += share
    np.testing.assert_allclose(tag_probabilities(*given), expected, atol=1e-10)


def test_shares_are_the_gradient_of_the_sum():
    emissions, transitions = drawn(4, 3)
    share, step = tag_probabilities(emissions, transitions), 1e-6
    for place in np.ndindex(emissions.shape):
        more, less = emissions.copy(), emissions.copy()
        more[place] += step
        less[place] -= step
        slope = log_partition(more, transitions)
        slope -= log_partition(less, transitions)
        assert abs(slope / (2 * step) - share[place]) < 1e-7


def test_large_scores_do_not_overflow():
    emissions, transitions = drawn(4, 3)
    found = log_partition(1000 * emissions, transitions)
    assert np.isfinite(found)
    moved = log_partition(emissions + 800, transitions)
    assert abs(moved - log_partition(emissions, transitions) - 3200) < 1e-9


def test_tags_of_another_length_are_refused():
    with pytest.raises(UsageError, match="4 words"):
        path_score(*drawn(4, 3), [0, 1, 2])

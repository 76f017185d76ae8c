import numpy as np
import pytest

from medkeras.metrics.bootstrap import bootstrap_by_patient
from medkeras.metrics.entities import (
    entity_f1,
    entity_f1_gain,
    entity_precision,
    entity_recall,
    span_counts,
    text_counts,
)
from medkeras.utils.errors import UsageError


def test_one_letter_more_is_one_wrong_and_one_missed():
    truth = [(0, 5, "a"), (7, 9, "b"), (12, 15, "a")]
    found = [(0, 5, "a"), (7, 9, "a"), (12, 16, "a"), (20, 21, "b")]
    assert span_counts(truth, found) == (3, 4, 1)
    assert span_counts(truth, []) == (3, 0, 0)
    assert span_counts([*truth, truth[0]], truth) == (3, 3, 3)


def test_scores_are_those_by_hand():
    true, found = [3, 0, 5], [[4, 1], [1, 0], [5, 4]]
    assert entity_precision(true, found) == 5 / 10
    assert entity_recall(true, found) == 5 / 8
    assert entity_f1(true, found) == pytest.approx(2 / (10 / 5 + 8 / 5))


def test_an_interval_draws_whole_texts():
    rng = np.random.default_rng(0)
    true = rng.integers(1, 9, 60)
    right = rng.binomial(true, 0.7)
    found = np.column_stack([right + rng.integers(0, 3, 60), right])
    whole = bootstrap_by_patient(entity_f1, true, found, replicates=200)
    assert whole.n == 60
    assert whole.ci_low < whole.value < whole.ci_high
    assert whole.value == entity_f1(true, found)


def test_what_cannot_be_is_one_line():
    with pytest.raises(UsageError, match="no more right"):
        entity_f1([1], [[1, 2]])
    with pytest.raises(UsageError, match="no more right"):
        entity_f1([1], [[3, 2]])
    with pytest.raises(UsageError, match="true or a found"):
        entity_f1([0], [[0, 0]])
    with pytest.raises(UsageError, match="a true name"):
        entity_recall([0], [[2, 0]])
    with pytest.raises(UsageError, match="`truth`"):
        span_counts([(1,)], [])
    with pytest.raises(UsageError, match="as many texts"):
        text_counts([[]], [])


def test_texts_are_counted_one_by_one_and_two_ways_compared():
    truth = [[(0, 5, "a")], [], [(0, 1, "b"), (2, 3, "b")]]
    one, other = truth, [[], [(4, 5, "a")], [(0, 1, "b")]]
    counts = [text_counts(truth, each) for each in (one, other)]
    assert counts[1].tolist() == [[1, 0, 0], [0, 1, 0], [2, 1, 1]]
    both = np.hstack([counts[0][:, 1:], counts[1][:, 1:]])
    found = entity_f1_gain(counts[0][:, 0], both)
    assert found == pytest.approx(1 - 2 / 5)

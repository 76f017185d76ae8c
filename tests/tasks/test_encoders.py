"""What is fitted is fitted on training; gaps become the mean."""

import numpy as np

from medkeras.tasks.encoders import (
    Words,
    as_row,
    carried_hours,
    standardized,
    two_texts,
)


def test_the_test_moves_nothing():
    rng = np.random.default_rng(0)
    seen, unseen = rng.normal(3, 2, (50, 4)), rng.normal(size=(7, 4))
    seen[3, 1] = np.nan
    once, first = standardized(seen, unseen)
    again, second = standardized(seen, unseen * 100)
    np.testing.assert_array_equal(once, again)
    assert not np.array_equal(first, second)
    np.testing.assert_allclose(once.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(np.delete(once[:, 0], 3).std(), 1, atol=0.1)
    assert once[3, 1] == 0


def test_a_column_without_values_or_without_spread_is_zero():
    seen = np.array([[np.nan, 2.0], [np.nan, 2.0]])
    for each in standardized(seen, seen):
        np.testing.assert_array_equal(each, 0)


def test_rows_and_hours_have_their_shapes():
    x = np.ones((3, 5, 2))
    x[:, 2:, 0] = np.nan
    assert np.isfinite(carried_hours(x, x)[1]).all()
    assert as_row(x[:, 0], x[:, 0])[0].shape == (3, 1, 2, 1)


def test_words_that_training_never_saw_are_unknown():
    seen = np.array(["a a b", "b c"], object)
    coding = Words(2, min_count=2)
    first, second = coding(seen, np.array(["z a b", ""], object))
    assert first.tolist() == [[3, 3], [4, 2]]  # c is rare
    assert second.tolist() == [[1, 3], [0, 0]]


def test_claims_and_evidence_share_one_vocabulary():
    pair = {
        "claim": np.array(["a b", "a"], object),
        "evidence": np.array(["b a", "b"], object),
    }
    seen, _ = two_texts(2, 3)(pair, pair)
    assert seen["claim"].shape == (2, 2)
    assert seen["evidence"].shape == (2, 3)
    assert seen["claim"][0, 0] == seen["evidence"][0, 1]

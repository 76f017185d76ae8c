"""Counting language models: chances that sum to 1, and equations by hand."""

import itertools

import numpy as np
import pytest

from medkeras.text.n_gram_model import NGramModel
from medkeras.utils.errors import UsageError


def drawn_rows(num=60, seed=0):
    """Texts of 3, 4 and 5 in which 3 often follows 5."""
    rng, rows = np.random.default_rng(seed), np.zeros((num, 12), int)
    for row in rows:
        size = rng.integers(1, 10)
        row[0] = 1
        row[1 : size + 1] = rng.integers(3, 6, size)
        after = np.flatnonzero(row[1:size] == 5) + 2
        row[after] = np.where(rng.random(len(after)) < 0.8, 3, row[after])
        row[size + 1] = 2
    return rows


def test_bigrams_by_hand():
    """a = 3, b = 4; texts ab and aa."""
    rows = np.array([[1, 3, 4, 2], [1, 3, 3, 2]])
    found = NGramModel(2, num_tokens=5).fit(rows).log_probabilities(rows)
    # six tokens: a 3, b 1, end 2; of three kinds, over thirds
    a, b, end = (np.array([3, 1, 2]) + 3 / 3) / (6 + 3)
    first = (2 + 1 * a) / (2 + 1)  # after the start only a, twice
    after_a = {t: (1 + 3 * p) / 6 for t, p in ((3, a), (4, b), (2, end))}
    end_after_b = (1 + 1 * end) / 2
    expected = [
        [first, after_a[4], end_after_b],
        [first, after_a[3], after_a[2]],
    ]
    np.testing.assert_allclose(np.exp(found), expected)


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_chances_of_what_may_come_sum_to_one(order):
    model = NGramModel(order, num_tokens=6).fit(drawn_rows())
    for history in ([1], [1, 5], [1, 3, 4, 5], [1, 4, 4, 4, 4, 4]):
        rows = np.array([[*history, token] for token in (2, 3, 4, 5)])
        last = model.log_probabilities(rows)[:, -1]
        np.testing.assert_allclose(np.exp(last).sum(), 1)


def test_all_texts_together_have_chance_one():
    """Of length 0 to 3, and those that go on."""
    model = NGramModel(3, num_tokens=5).fit(drawn_rows() % 5)
    total = 0.0
    for size in range(4):
        for word in itertools.product((3, 4), repeat=size):
            row = np.array([[1, *word, 2]])
            total += np.exp(model.log_probabilities(row).sum())
    for word in itertools.product((3, 4), repeat=4):
        row = np.array([[1, *word]])
        total += np.exp(model.log_probabilities(row).sum())
    np.testing.assert_allclose(total, 1)


def test_longer_histories_help_where_there_is_something_to_see():
    rows, new = drawn_rows(800), drawn_rows(400, seed=1)
    one, two = (NGramModel(n, 6).fit(rows).perplexity(new) for n in (1, 2))
    assert two < 0.97 * one
    assert NGramModel(4, 6).fit(rows).perplexity(rows) < two


def test_what_was_never_seen_is_possible():
    model = NGramModel(3, num_tokens=20).fit(drawn_rows())
    assert np.isfinite(model.perplexity([[1, 19, 18, 2]]))


def test_filling_is_not_judged():
    rows = drawn_rows(10)
    model = NGramModel(3, 6).fit(rows)
    longer = np.pad(rows, ((0, 0), (0, 5)))
    found = model.log_probabilities(longer)
    assert (np.isnan(found) == (longer[:, 1:] == 0)).all()
    assert model.perplexity(longer) == pytest.approx(model.perplexity(rows))


def test_samples_follow_the_chances():
    model = NGramModel(2, 6).fit(drawn_rows(300))
    rows = model.sample(4000, 12, np.random.default_rng(0))
    assert rows.shape == (4000, 13)
    assert (rows[:, 0] == 1).all()
    candidates = np.array([[1, token] for token in (2, 3, 4, 5)])
    chances = np.exp(model.log_probabilities(candidates)[:, 0])
    shares = np.bincount(rows[:, 1], minlength=6)[2:6] / 4000
    np.testing.assert_allclose(shares, chances, atol=0.03)
    ends = rows == 2
    assert (ends.sum(axis=1) <= 1).all()
    assert not rows[ends.cumsum(axis=1) - ends > 0].any()
    again = model.sample(4000, 12, np.random.default_rng(0))
    np.testing.assert_array_equal(rows, again)


def test_wrong_arguments_are_one_clear_line():
    with pytest.raises(UsageError, match="order"):
        NGramModel(0, 5)
    with pytest.raises(UsageError, match="num_tokens"):
        NGramModel(2, 2)
    with pytest.raises(UsageError, match="order"):
        NGramModel(12, 60)
    with pytest.raises(UsageError, match="fitted"):
        NGramModel(2, 5).perplexity([[1, 3, 2]])
    model = NGramModel(2, 5)
    for wrong in ([[1, 5, 2]], [[3, 3, 2]], [[1]], [[1.0, 3.0]], [1, 2], []):
        with pytest.raises(UsageError, match="rows"):
            model.fit(wrong)

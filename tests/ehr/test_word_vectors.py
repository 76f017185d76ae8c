"""Company of words, counted and turned into vectors."""

import numpy as np
import pytest
from scipy import sparse

from medkeras.ehr.ragged import Ragged
from medkeras.ehr.word_vectors import cooccurrence, nearest_words, word_vectors
from medkeras.utils.errors import UsageError


def by_hand(sentences, size, window):
    table = np.zeros((size, size))
    for numbers in sentences:
        for i, one in enumerate(numbers):
            for j, other in enumerate(numbers):
                if i != j and abs(i - j) <= window and one and other:
                    table[one, other] += 1
    return table


@pytest.mark.parametrize("window", [1, 2, 5, 30])
def test_counts_are_those_by_hand(window):
    rng = np.random.default_rng(window)
    lists = [rng.integers(0, 7, n).tolist() for n in (5, 0, 1, 9, 3)]
    lists = Ragged.from_lists(lists)
    lists = Ragged(lists.values.astype(int), lists.ends)
    found = cooccurrence(lists, 7, window).toarray()
    np.testing.assert_array_equal(found, by_hand(list(lists), 7, window))
    np.testing.assert_array_equal(found, found.T)


def test_no_sentences_no_company():
    empty = Ragged(np.zeros(0, int), [0, 0])
    assert cooccurrence(empty, 3).nnz == 0
    assert (word_vectors(sparse.csr_matrix((4, 4)), 2) == 0).all()


def test_the_square_is_the_information_where_nothing_is_cut():
    """U √S √S V' is the table of positive information; S U' U S its square."""
    rng = np.random.default_rng(0)
    counts = rng.integers(0, 20, (9, 9))
    counts = counts + counts.T
    total = counts.sum(axis=1)
    with np.errstate(divide="ignore"):
        gain = np.log(counts * counts.sum() / np.outer(total, total))
    information = np.maximum(gain, 0)
    vectors = word_vectors(counts, 8)
    values = np.linalg.svd(information, compute_uv=False)[:8]
    np.testing.assert_allclose((vectors**2).sum(axis=0), values, rtol=1e-6)


def test_the_same_company_is_the_same_vector_and_other_company_another():
    rng = np.random.default_rng(1)
    lists = []
    for _ in range(400):  # 1 and 2 stand beside 5, 3 and 4 beside 6
        one = rng.integers(1, 5)
        lists.append([one, 5 if one < 3 else 6, 7 + rng.integers(0, 3)])
    vectors = word_vectors(cooccurrence(Ragged.from_lists(lists), 10, 1), 3)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.where(length > 0, length, 1)
    assert unit[1] @ unit[2] > 0.95 > 0.5 > abs(unit[1] @ unit[3])
    assert (vectors[0] == 0).all()


def test_equal_calls_equal_vectors():
    counts = np.random.default_rng(2).integers(0, 9, (12, 12))
    one, other = (word_vectors(counts, 4, seed=3) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_what_does_not_fit_is_refused():
    lists = Ragged.from_lists([[1, 2]])
    for wrong in ({"size": 2}, {"size": 0}, {"window": 0}):
        with pytest.raises(UsageError, match=r"numbers|size|window"):
            cooccurrence(lists, **({"size": 3} | wrong))
    for counts, width, said in (
        (np.ones((2, 3)), 1, "square"), (-np.ones((3, 3)), 1, "counts"),
        (np.full((3, 3), np.nan), 1, "counts"), (np.ones((3, 3)), 3, "width"),
        (np.ones(3), 1, "square"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=said):
            word_vectors(counts, width)


def test_the_nearest_word_is_by_angle_and_never_itself():
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(20, 4)) * rng.uniform(0.1, 9, (20, 1))
    for word, found in enumerate(nearest_words(vectors)):
        cosine = [
            -2 if k == word else v @ vectors[word] / np.linalg.norm(v)
            for k, v in enumerate(vectors)
        ]
        assert found == np.argmax(cosine)
    with pytest.raises(UsageError, match="vectors"):
        nearest_words([[1.0, 2.0]])

"""Concordance in n log n steps equals that of all pairs."""

import time

import numpy as np
import pytest

from medkeras.metrics.affinity import concordance_index
from medkeras.utils.errors import UsageError


def all_pairs(measured, predicted):
    higher = measured[:, None] > measured
    right = predicted[:, None] > predicted
    equal = predicted[:, None] == predicted
    return (right + 0.5 * equal)[higher].mean()


@pytest.mark.parametrize("levels", [2, 5, 1000])
def test_equal_to_all_pairs(levels):
    rng = np.random.default_rng(levels)
    measured = rng.integers(levels, size=333) / 7
    predicted = measured + rng.integers(-3, 4, size=333)
    found = concordance_index(measured, predicted)
    np.testing.assert_allclose(found, all_pairs(measured, predicted))
    turned = concordance_index(measured, -predicted)
    np.testing.assert_allclose(found + turned, 1)


def test_ends_of_the_scale():
    x = np.arange(5.0)
    assert concordance_index(x, 3 * x) == 1
    assert concordance_index(x, -x) == 0
    assert concordance_index(x, np.zeros(5)) == 0.5
    assert np.isnan(concordance_index(np.ones(5), x))
    assert np.isnan(concordance_index([1.0], [2.0]))


def test_thirty_thousand_pairs_are_no_wait():
    rng = np.random.default_rng(0)
    measured = np.maximum(rng.normal(size=30_000), 0.5)  # most at a limit
    start = time.perf_counter()
    found = concordance_index(measured, measured + rng.normal(size=30_000))
    assert time.perf_counter() - start < 1
    assert 0.6 < found < 0.9


def test_wrong_arguments():
    for wrong in (([1, 2], [1]), ([1, np.nan], [1, 2]), ([[1]], [[1]])):
        with pytest.raises(UsageError):
            concordance_index(*wrong)

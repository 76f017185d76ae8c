"""Copies that were put in are found, whatever was done to them."""

import numpy as np
import pytest

from medkeras.data.near_duplicates import (
    duplicates_across,
    joined_groups,
    near_duplicates,
)
from medkeras.utils.errors import UsageError


@pytest.fixture
def pictures():
    return np.random.default_rng(0).random((40, 12, 12))


def test_injected_copies_are_found_and_nothing_else(pictures):
    rng = np.random.default_rng(1)
    pictures[30] = pictures[4]
    pictures[31] = 0.3 * pictures[9] + 0.5
    pictures[12] = pictures[20] + rng.normal(0, 0.01, (12, 12))
    found = near_duplicates(pictures)
    assert {tuple(pair) for pair in found} == {(4, 30), (9, 31), (12, 20)}
    assert tuple(found[-1]) == (12, 20)  # the noisy one is the least alike
    assert len(near_duplicates(pictures[:12])) == 0


def test_blocks_of_rows_are_compared_with_all(pictures, monkeypatch):
    pictures[39] = pictures[0]
    whole = near_duplicates(pictures, 0.2)
    monkeypatch.setattr("medkeras.data.near_duplicates.BLOCK", 7)
    assert {tuple(p) for p in near_duplicates(pictures, 0.2)} == {
        tuple(p) for p in whole
    }
    assert [0, 39] in whole.tolist()


def test_correlations_are_those_of_numpy(pictures):
    flat = pictures.reshape(40, -1)
    correlation = np.corrcoef(flat)
    rows, columns = np.triu_indices(40, 1)
    expected = correlation[rows, columns] >= 0.1
    found = near_duplicates(pictures, 0.1)
    assert len(found) == expected.sum()
    values = correlation[found[:, 0], found[:, 1]]
    assert (np.diff(values) <= 1e-6).all()


def test_a_negative_and_an_empty_picture_are_no_copies(pictures):
    pictures[1] = 1 - pictures[0]
    pictures[2] = pictures[3] = 0.5
    assert len(near_duplicates(pictures)) == 0


def test_groups_are_joined_through_others():
    groups = ["a", "b", "c", "d", "a"]
    joined = joined_groups(groups, [[0, 1], [1, 2]])
    assert len(set(joined[[0, 1, 2, 4]])) == 1
    assert joined[3] != joined[0]
    assert len(set(joined_groups(groups, []))) == 4


def test_pairs_across_a_split_name_the_first_side_first():
    first = np.array([True, False, True, False])
    found = duplicates_across([[0, 1], [1, 2], [0, 2], [1, 3]], first)
    assert found.tolist() == [[0, 1], [2, 1]]
    assert duplicates_across([], first).shape == (0, 2)


@pytest.mark.parametrize(
    "pairs", [[[0, 4]], [[-1, 0]], [[0.5, 1]], [[0, 1, 2]]]
)
def test_pairs_of_other_rows_are_refused(pairs):
    with pytest.raises(UsageError, match="row numbers from 0 to 3"):
        joined_groups(["a", "b", "c", "d"], pairs)
    with pytest.raises(UsageError, match="row numbers from 0 to 3"):
        duplicates_across(pairs, [True] * 4)


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(UsageError, match="rows"):
        near_duplicates([[1.0, np.nan]])
    with pytest.raises(UsageError, match="rows"):
        near_duplicates([1.0, 2.0])
    with pytest.raises(UsageError, match="least_correlation"):
        near_duplicates([[1.0, 2.0]], 2)

"""No group on both sides, whatever the set gives; fewer rows, alike."""

import numpy as np
import pytest

from medkeras.tasks.examples import Examples, split
from medkeras.utils.errors import UsageError


def rows(count=200, groups=40, is_test=None, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 3))
    group = rng.integers(groups, size=count)
    return Examples(x, x, (group % 3 == 0).astype(int), group, is_test)


@pytest.mark.parametrize("most", [None, 120])
def test_a_drawn_split_keeps_groups_whole_and_classes_even(most):
    parts = split(rows(), most)
    assert not set(parts.train.groups) & set(parts.test.groups)
    total = parts.train.count() + parts.test.count()
    assert total == (most or 200)
    assert 0.15 < parts.test.count() / total < 0.45
    assert 0 < parts.test.labels.mean() < 0.7
    assert parts.audit().passed


@pytest.mark.parametrize("groups", [4, 5, 6])
def test_few_groups_leave_two_for_the_test(groups):
    x = np.zeros((60, 1))
    parts = split(Examples(x, x, np.linspace(0, 1, 60), np.arange(60) % groups))
    assert len(np.unique(parts.test.groups)) == 2


def test_training_rows_of_tested_groups_are_left_out():
    given = rows(is_test=np.arange(200) % 4 == 0)
    given = given._replace(groups=np.arange(200) // 2)
    parts = split(given)
    assert parts.test.count() == 50
    assert parts.moved == 50
    assert parts.train.count() == 100
    assert not set(parts.train.groups) & set(parts.test.groups)


def test_a_given_test_of_all_groups_leaves_nothing_to_learn():
    given = rows(is_test=np.arange(200) % 2 == 0)
    with pytest.raises(UsageError, match="no training group"):
        split(given._replace(groups=np.arange(200) // 2))


def test_few_groups_are_all_kept_where_rows_are_left_out():
    parts = split(rows(count=3000, groups=12), most=300)
    groups = np.concatenate([parts.train.groups, parts.test.groups])
    assert len(np.unique(groups)) == 12
    assert len(groups) == 300


def test_a_rare_class_is_left_where_rows_are_left_out():
    x = np.zeros((2000, 1))
    rare = (np.arange(2000) % 40 == 0).astype(int)
    given = Examples(x, x, rare, np.arange(2000), np.arange(2000) >= 1000)
    parts = split(given, most=100)
    assert parts.train.count() + parts.test.count() == 100
    assert parts.train.labels.sum() >= 1
    assert parts.test.labels.sum() >= 1


def test_rows_of_dictionaries_and_texts_are_taken_alike():
    words = np.array(["a b", "c", "a b", "d"] * 10, object)
    given = Examples(
        {"claim": words}, words, np.tile([0, 1], 20), np.arange(40)
    )
    some = given.take([1, 3])
    assert some.inputs["claim"].tolist() == ["c", "d"]
    audit = split(given).audit()
    assert audit.rows[0].passed
    assert audit.rows[1].passed is False  # the same texts on both sides


def test_no_rows_and_unlike_lengths_are_refused():
    with pytest.raises(UsageError, match="needs rows"):
        split(rows().take([]))
    with pytest.raises(UsageError, match="groups"):
        split(rows()._replace(groups=np.arange(3)))

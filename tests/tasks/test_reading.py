"""Columns of all splits; texts are texts; pictures shrink by their means."""

from types import SimpleNamespace

import numpy as np
import pytest

from medkeras.tasks.reading import columns_of, shrunk, table_of
from medkeras.utils.errors import UsageError


def dataset(**splits):
    return SimpleNamespace(
        name="made", splits=splits, arrays=lambda split: splits[split]
    )


def test_splits_are_joined_and_the_test_is_marked():
    made = dataset(
        train={"word": np.array([b"caf\xc3\xa9", b""], object)},
        test={"word": np.array([b"tea"], object)},
        chance={"word": np.array([b"no"], object)},
    )
    columns, is_test = columns_of(made)
    assert columns["word"].tolist() == ["café", "", "tea"]
    assert is_test.tolist() == [False, False, True]


def test_a_set_without_a_test_gives_none():
    columns, is_test = columns_of(dataset(train={"a": np.arange(3)}))
    assert is_test is None
    assert columns["a"].tolist() == [0, 1, 2]
    with pytest.raises(UsageError, match="Received: drugs"):
        columns_of(dataset(drugs={}))


def test_parts_of_other_lengths_are_joined():
    made = dataset(
        train={
            "x": np.ones((2, 3)),
            "code": np.array([[b"a"], [b"b"]], object),
        },
        test={
            "x": np.ones((1, 5)),
            "code": np.array([[b"c", b"d"]], object),
        },
    )
    columns, _ = columns_of(made)
    assert np.isnan(columns["x"]).sum(axis=1).tolist() == [2, 2, 0]
    assert columns["code"].tolist() == [["a", ""], ["b", ""], ["c", "d"]]


def test_a_wrong_column_is_named():
    columns = {"age": np.array([1, 2]), "name": np.array(["a", "b"])}
    assert table_of(columns, ["age"]).tolist() == [[1.0], [2.0]]
    with pytest.raises(UsageError, match="Did you mean: age"):
        table_of(columns, ["aged"])
    with pytest.raises(UsageError, match="'name' must hold one number"):
        table_of(columns, ["name"])


def test_fields_are_means_and_odd_ends_are_cut():
    images = np.arange(35.0).reshape(1, 5, 7)
    small = shrunk(images, 2)
    assert small.shape == (1, 2, 2)
    assert small[0, 0, 0] == images[0, :2, :3].mean()
    assert shrunk(np.ones((2, 6, 6, 3)), 3).shape == (2, 3, 3, 3)
    with pytest.raises(UsageError, match=r"at most 5\. Received: 6"):
        shrunk(images, 6)

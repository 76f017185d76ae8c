"""One row for each group, in sorted order."""

import numpy as np
import pytest

from medkeras.metrics.by_group import mean_by_group
from medkeras.utils.errors import UsageError


def test_it_is_the_mean_of_each_groups_rows():
    rng = np.random.default_rng(0)
    values, groups = rng.random((30, 4)), rng.integers(0, 9, 30)
    found = mean_by_group(values, groups)
    for row, group in zip(found, np.unique(groups), strict=True):
        np.testing.assert_allclose(row, values[groups == group].mean(axis=0))


def test_names_may_be_text():
    found = mean_by_group([[1.0], [2.0], [4.0]], ["b", "a", "b"])
    assert found.tolist() == [[2.0], [2.5]]


@pytest.mark.parametrize(
    ("values", "groups"),
    [([[1.0]], [1, 2]), ([[np.nan]], [1]), ([1.0], [1]), ([[1.0]], [None])],
)
def test_rows_without_a_group_are_refused(values, groups):
    with pytest.raises(UsageError):
        mean_by_group(values, groups)

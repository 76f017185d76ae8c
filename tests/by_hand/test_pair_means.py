"""Means of rows and columns of a table with gaps."""

import numpy as np
import pytest

from medkeras.by_hand.pair_means import pair_means
from medkeras.utils.errors import UsageError


def test_by_pandas():
    pd = pytest.importorskip("pandas")
    values = np.random.default_rng(0).normal(size=(6, 9))
    values[np.random.default_rng(1).random(values.shape) < 0.3] = np.nan
    values[2], values[:, 4] = np.nan, np.nan
    table = pd.DataFrame(values)
    whole = np.nanmean(values)
    rows = table.mean(axis=1).fillna(whole).to_numpy()
    columns = table.mean(axis=0).fillna(whole).to_numpy()
    known = ~np.isnan(values)
    found = pair_means(np.nan_to_num(values, nan=9.0), known)
    np.testing.assert_allclose(found.row, np.tile(rows[:, None], 9))
    np.testing.assert_allclose(found.column, np.tile(columns, (6, 1)))
    np.testing.assert_allclose(found.both, rows[:, None] + columns - whole)


def test_an_additive_table_is_foretold_exactly():
    values = np.arange(4.0)[:, None] + np.array([0.0, 10.0, -3.0])
    np.testing.assert_allclose(pair_means(values).both, values, atol=1e-12)


def test_nothing_known_is_refused():
    with pytest.raises(UsageError, match="`known`"):
        pair_means(np.ones((2, 3)), np.zeros((2, 3), bool))

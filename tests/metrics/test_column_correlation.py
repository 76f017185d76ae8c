"""Correlation within columns: against pandas, and where levels mislead."""

import numpy as np
import pandas as pd
import pytest

from medkeras.metrics.column_correlation import mean_column_correlation
from medkeras.utils.errors import UndefinedMetricError, UsageError


def table(seed=0, rows=17, columns=4):
    rng = np.random.default_rng(seed)
    level = 12 * rng.normal(size=columns)
    observed = level + rng.normal(size=(rows, columns))
    predicted = level + rng.normal(size=(rows, columns))
    observed[rng.random(observed.shape) < 0.2] = np.nan
    return observed, predicted, level


def test_it_is_pandas_correlation_of_each_column():
    observed, predicted, _ = table()
    r = pd.DataFrame(observed).corrwith(pd.DataFrame(predicted))
    n = np.isfinite(observed).sum(axis=0)
    found = mean_column_correlation(observed, predicted)
    assert found == pytest.approx(np.average(r, weights=n))


def test_levels_alone_are_worth_nothing_though_all_cells_correlate():
    observed, _, level = table()
    means = np.tile(level, (len(observed), 1))
    known = np.isfinite(observed)
    assert np.corrcoef(observed[known], means[known])[0, 1] > 0.9
    assert mean_column_correlation(observed, means) == 0


def test_within_folds_the_other_folds_means_are_worth_nothing():
    observed, _, _ = table(rows=40)
    folds = np.arange(40) % 4
    predicted = np.empty_like(observed)
    for fold in range(4):
        others = observed[folds != fold]
        predicted[folds == fold] = np.nanmean(others, axis=0)
    assert mean_column_correlation(observed, predicted, folds) == 0
    assert mean_column_correlation(observed, predicted) < -0.05


def test_columns_with_few_rows_are_left_out():
    observed, predicted, _ = table()
    observed[4:, 0] = np.nan
    rest = mean_column_correlation(observed[:, 1:], predicted[:, 1:])
    assert mean_column_correlation(observed, predicted) == pytest.approx(rest)
    with pytest.raises(UndefinedMetricError, match="18 measured rows"):
        mean_column_correlation(observed, predicted, least=18)


def test_what_does_not_fit_is_refused():
    observed, predicted, _ = table()
    with pytest.raises(UsageError, match="shape of `observed`"):
        mean_column_correlation(observed, predicted[:, 1:])
    with pytest.raises(UsageError, match="predicted"):
        mean_column_correlation(observed, observed)
    with pytest.raises(UsageError):
        mean_column_correlation(observed, predicted, np.zeros(3))

"""Ridge with gaps: against scikit-learn on the measured rows of a column."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from medkeras.by_hand.gap_ridge import ridge_with_gaps
from medkeras.utils.errors import UsageError


def problem(gaps=0.3):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(37, 5))
    y = x @ rng.normal(size=(5, 3)) + rng.normal(size=(37, 3)) + 4
    y[rng.random(y.shape) < gaps] = np.nan
    return x, y, rng.normal(size=(6, 5))


def test_without_gaps_it_is_scikit_learns():
    x, y, unseen = problem(gaps=0)
    right = Ridge(alpha=7.0).fit(x, y).predict(unseen)
    found = ridge_with_gaps(x, y, unseen, penalty=7.0)
    np.testing.assert_allclose(found, right, atol=1e-9)


def test_with_gaps_each_outcome_is_fitted_to_its_measured_rows():
    x, y, unseen = problem()
    found = ridge_with_gaps(x, y, unseen, penalty=7.0, rounds=400)
    center = x.mean(axis=0)
    for place in range(3):
        there = ~np.isnan(y[:, place])
        mean = y[there, place].mean()
        line = Ridge(alpha=7.0, fit_intercept=False)
        line.fit(x[there] - center, y[there, place] - mean)
        right = mean + line.predict(unseen - center)
        np.testing.assert_allclose(found[:, place], right, atol=1e-6)
    few = ridge_with_gaps(x, y, unseen, penalty=7.0)
    assert np.abs(few - found).max() < 0.05


def test_what_does_not_fit_is_refused():
    x, y, unseen = problem()
    with pytest.raises(UsageError, match="unseen_x"):
        ridge_with_gaps(x, y, unseen[:, 1:])
    with pytest.raises(UsageError, match="penalty"):
        ridge_with_gaps(x, y, unseen, penalty=0)
    y[:, 1] = np.nan
    with pytest.raises(UsageError, match="outcome 1"):
        ridge_with_gaps(x, y, unseen)

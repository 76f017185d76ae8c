"""Survival against the equations and hand counts."""

import numpy as np
import pytest

from medkeras.metrics.survival import concordance, cox_regression
from medkeras.utils.errors import UsageError


def patients():
    """The 600 patients that were given to statsmodels; many days are tied."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(600, 6))
    beta = np.array([0.5, -0.5, 0, 0, 0.2, 0])
    death = rng.exponential(1000 / np.exp(x @ beta))
    end = rng.uniform(500, 2000, 600)
    days = np.ceil(np.minimum(death, end) / 20)
    return x, days, (death < end).astype(int)


def efron(beta, x, days, died):
    """The partial likelihood of Efron's rule, as its equation."""
    total = 0.0
    for day in np.unique(days[died == 1]):
        dead = np.flatnonzero((days == day) & (died == 1))
        at_risk = np.exp(x[days >= day] @ beta).sum()
        own = np.exp(x[dead] @ beta).sum()
        total += (x[dead] @ beta).sum()
        for k in range(len(dead)):
            total -= np.log(at_risk - k / len(dead) * own)
    return total


def test_the_likelihood_is_efrons_and_at_its_highest():
    x, days, died = patients()
    model = cox_regression(x, days, died)
    best = efron(model.coefficients, x, days, died)
    assert model.log_likelihood == pytest.approx(best, abs=1e-6)
    for step in 0.02 * np.eye(6):
        for moved in (model.coefficients + step, model.coefficients - step):
            assert efron(moved, x, days, died) < best


def test_true_hazards_lie_within_the_errors():
    model = cox_regression(*patients())
    true = np.array([0.5, -0.5, 0, 0, 0.2, 0])
    assert (np.abs(model.coefficients - true) < 3 * model.errors).all()


def test_scale_of_days_does_not_matter():
    x, days, died = patients()
    one, two = cox_regression(x, days, died), cox_regression(x, days**2, died)
    np.testing.assert_allclose(one.coefficients, two.coefficients, atol=1e-6)


def test_concordance_counts_pairs():
    days, died = [1, 2, 3, 4], [1, 0, 1, 0]
    # Known pairs: 1 before 2, 3, 4; 3 before 4.
    assert concordance(days, died, [4.0, 3.0, 2.0, 1.0]) == 1
    assert concordance(days, died, [1.0, 3.0, 2.0, 2.0]) == 0.125
    assert np.isnan(concordance([1, 2], [0, 0], [1.0, 2.0]))


def test_what_cannot_be_is_refused():
    x = np.arange(6.0)[:, None]
    with pytest.raises(UsageError, match="none"):
        cox_regression(x, np.arange(6), np.zeros(6, int))
    with pytest.raises(UsageError, match="cannot be fitted"):
        cox_regression(np.hstack([x, x]), np.arange(6), np.ones(6, int))
    with pytest.raises(UsageError, match="parts those who died"):
        cox_regression(x > 2, 9 - np.arange(6), np.r_[0, 0, 0, 1, 1, 1])
    with pytest.raises(UsageError, match="days"):
        cox_regression(x, -np.arange(6.0), np.ones(6, int))
    with pytest.raises(UsageError, match="died"):
        concordance([1, 2], [1, 2], [0.0, 1.0])

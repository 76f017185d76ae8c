"""Survival against statsmodels 0.14 (PHReg, Efron) and hand counts."""

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


def test_cox_equals_statsmodels_with_tied_days():
    model = cox_regression(*patients())
    np.testing.assert_allclose(
        model.coefficients,
        [0.56083187, -0.49461317, -0.05013896, 0.01808959, 0.15382734,
         -0.02787743],
        atol=2e-6,
    )  # fmt: skip
    np.testing.assert_allclose(
        model.errors,
        [0.05629091, 0.05869519, 0.05144299, 0.04828784, 0.05375627,
         0.05228254],
        atol=1e-6,
    )  # fmt: skip
    assert model.log_likelihood == pytest.approx(-2139.536148662581, abs=1e-6)


def test_partial_likelihood_of_three_by_hand():
    x, days, died = np.array([[0.0], [1.0], [2.0]]), [3, 2, 1], [1, 0, 1]
    model = cox_regression(x, days, died, penalty=0.3)
    b = model.coefficients[0]
    own = np.exp(b * x[:, 0])
    # The third died among all three; the first, last, was alone.
    right = 2 * b - np.log(own.sum()) + 0
    assert model.log_likelihood == pytest.approx(right, abs=1e-8)
    slope = 2 - (own @ x[:, 0]) / own.sum() - 0.3 * b
    assert slope == pytest.approx(0, abs=1e-5)


def test_a_penalty_draws_towards_nothing():
    plain, drawn = (cox_regression(*patients(), penalty=p) for p in (0, 500))
    assert abs(drawn.coefficients).sum() < 0.7 * abs(plain.coefficients).sum()


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
    with pytest.raises(UsageError, match="penalty"):
        cox_regression(x, np.arange(6), np.ones(6, int), penalty=-1)

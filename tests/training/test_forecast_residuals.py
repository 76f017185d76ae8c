"""Residuals of forecasts: causal, of spread 1, large where something moves."""

import keras
import numpy as np
import pytest

from medkeras.models.forecaster import (
    lstm_forecaster,
    temporal_convolutional_forecaster,
)
from medkeras.signal.monitored_cohort import simulate_cohort
from medkeras.signal.monitored_scores import decline_residuals
from medkeras.training.forecast_residuals import ForecastResiduals
from medkeras.utils.errors import UsageError


@pytest.fixture(scope="module")
def cohort():
    return simulate_cohort(np.random.default_rng(0), 24, hours=36)


@pytest.fixture(scope="module")
def watch(cohort):
    keras.utils.set_random_seed(0)
    model = temporal_convolutional_forecaster(
        (None, 12), 5, filters=8, dilations=(1, 4)
    )
    watch = ForecastResiduals(model, 12 + cohort.hours)
    return watch.fit(cohort.values, epochs=15, length=72)


def test_it_errs_less_than_no_change_and_residuals_have_spread_1(watch, cohort):
    assert watch.error < 0.95 * watch.error_unchanged
    found = watch.residuals(cohort.values)
    np.testing.assert_allclose(np.nanstd(found, axis=(0, 1)), 1, atol=1e-6)
    assert np.isnan(found[:, :6]).all()
    gaps = np.isnan(cohort.values[:, 6:])
    np.testing.assert_array_equal(np.isnan(found[:, 6:]), gaps)


def test_the_future_changes_no_bit(watch, cohort):
    later = cohort.values.copy()
    later[:, 200:] += 5
    before, after = watch.residuals(cohort.values), watch.residuals(later)
    np.testing.assert_array_equal(before[:, :200], after[:, :200])


def test_a_decline_shows_in_its_direction(watch):
    ill = simulate_cohort(np.random.default_rng(5), 8, 36, declining=True)
    rows = decline_residuals(watch.residuals(ill.values))
    during = (ill.hours < ill.events[:, None]) & (
        ill.hours > ill.events[:, None] - 5
    )
    assert rows[during].mean() > rows[:, 6:144].mean() + 0.3


def test_bad_input_is_one_clear_line(cohort):
    model = lstm_forecaster((None, 12), 5, units=2)
    with pytest.raises(UsageError, match="2 signs"):
        ForecastResiduals(lstm_forecaster((None, 9), 5), [0.0])
    with pytest.raises(UsageError, match="ahead"):
        ForecastResiduals(model, [0.0], 0)
    fresh = ForecastResiduals(model, cohort.hours)
    with pytest.raises(UsageError, match="fit"):
        fresh.residuals(cohort.values)
    with pytest.raises(UsageError, match="values"):
        fresh.fit(cohort.values[:, :9])

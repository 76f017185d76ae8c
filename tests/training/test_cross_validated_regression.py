"""Regression by patient and by row: who is on both sides, and the means."""

import numpy as np
import pytest
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsRegressor

from medkeras.training.cross_validated_regression import (
    cross_validate_regression,
)
from medkeras.utils.errors import UsageError

RNG = np.random.default_rng(0)
PATIENTS = np.repeat(np.arange(12), 10)
OWN = RNG.normal(20, 8, 12)[PATIENTS]
SCORES = OWN + RNG.normal(0, 0.5, 120)
# Inputs that say who somebody is, and nothing else.
VOICES = RNG.normal(0, 3, (12, 4))[PATIENTS] + RNG.normal(0, 0.2, (120, 4))


def errors(split, estimator=None):
    estimator = estimator or KNeighborsRegressor(1)
    found = cross_validate_regression(
        estimator, VOICES, SCORES, PATIENTS, split
    )
    return found, [
        found.mean_absolute_error(of, replicates=50).value
        for of in ("predicted", "training_mean", "patient_mean")
    ]


def test_a_patient_on_both_sides_gives_the_score_away():
    _, (model, mean, own_mean) = errors("rows")
    assert model < 1.5 and own_mean < 0.8 and mean > 4
    _, (model, mean, own_mean) = errors("patients")
    assert model > 0.8 * mean and own_mean == mean


def test_means_are_those_of_the_training_rows():
    found, _ = errors("patients", DummyRegressor())
    np.testing.assert_allclose(found.predicted, found.training_mean)
    by_rows, _ = errors("rows")
    for patient in range(12):
        own = found.patients == patient
        assert np.ptp(found.training_mean[own]) == 0
        truth, mean = by_rows.truth[own], by_rows.patient_mean[own]
        assert np.abs(mean - truth.mean()).max() < 1


def test_the_error_is_that_of_a_hand_calculation_by_patient():
    found, (model, *_) = errors("patients", LinearRegression())
    assert model == pytest.approx(np.abs(SCORES - found.predicted).mean())
    estimate = found.mean_absolute_error(replicates=100)
    assert estimate.n == 12 and estimate.ci_low < model < estimate.ci_high


def test_names_of_patients_are_as_good_as_numbers():
    named = np.array([f"S{number}" for number in PATIENTS])
    first, _ = errors("patients", LinearRegression())
    again = cross_validate_regression(LinearRegression(), VOICES, SCORES, named)
    assert len(np.unique(again.patients)) == len(np.unique(first.patients))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"y": SCORES[:-1]}, "119"),
        ({"X": VOICES[:, 0]}, "shape"),
        ({"y": SCORES * np.nan}, "finite"),
        ({"split": "row"}, "Did you mean: rows"),
        ({"folds": 13}, "13 folds need 13 patients"),
        ({"folds": 1}, "folds"),
        ({"patients": PATIENTS[:5]}, "5"),
    ],
)
def test_what_cannot_be_validated_is_refused(change, message):
    given = {"X": VOICES, "y": SCORES, "patients": PATIENTS, **change}
    with pytest.raises(UsageError, match=message):
        cross_validate_regression(LinearRegression(), **given)


def test_an_error_of_something_else_is_refused():
    found, _ = errors("patients")
    with pytest.raises(UsageError, match="Did you mean: patient_mean"):
        found.mean_absolute_error("patient_means")

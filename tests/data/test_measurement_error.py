"""Attenuation: a slope shrinks by the reliability."""

import numpy as np
import pytest

from medkeras.data.measurement_error import (
    add_measurement_error,
    reliability,
    reliability_of_repeats,
)
from medkeras.utils.errors import UsageError

RNG = np.random.default_rng(0)
TRUE = 40 + 12 * RNG.normal(size=200_000)
ANSWER = 3 * TRUE + RNG.normal(size=200_000)


@pytest.mark.parametrize("ratio", [0.4, 0.7, 1.0])
def test_the_slope_shrinks_by_the_reliability(ratio):
    slope = np.polyfit(add_measurement_error(TRUE, ratio, seed=1), ANSWER, 1)[0]
    assert slope / 3 == pytest.approx(ratio, rel=0.02)


def test_errors_in_the_answer_do_not_flatten():
    slope = np.polyfit(TRUE, add_measurement_error(ANSWER, 0.5, seed=1), 1)[0]
    assert slope == pytest.approx(3, rel=0.02)


def test_two_measurements_tell_the_reliability_and_mend_the_slope():
    first, second = (add_measurement_error(TRUE, 0.6, seed=s) for s in (1, 2))
    found = reliability_of_repeats(first, second)
    assert found == pytest.approx(0.6, rel=0.02)
    assert np.polyfit(first, ANSWER, 1)[0] / found == pytest.approx(3, rel=0.02)


def test_the_definition():
    assert reliability(9.0, 3.0) == 0.75
    assert reliability(1.0, 0.0) == 1.0


def test_wrong_requests_are_named():
    with pytest.raises(UsageError, match="variances must be positive"):
        reliability(0.0, 0.0)
    with pytest.raises(UsageError, match="`reliability`"):
        add_measurement_error(TRUE, 0.0, seed=0)
    with pytest.raises(UsageError, match="three patients"):
        reliability_of_repeats([1, 2], [1, 2])


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -1.0, "1", None])
def test_what_is_no_variance_is_refused(wrong):
    with pytest.raises(UsageError, match="`variance` must be a finite"):
        reliability(wrong, 1.0)
    with pytest.raises(UsageError, match="`error_variance` must be a finite"):
        reliability(1.0, wrong)


def test_patients_not_measured_stay_so_and_change_nothing():
    true = TRUE.copy()
    true[::5] = np.nan
    measured = add_measurement_error(true, 0.5, seed=3)
    np.testing.assert_array_equal(np.isnan(measured), np.isnan(true))
    assert np.nanvar(measured) == pytest.approx(2 * TRUE.var(), rel=0.02)
    first, second = (add_measurement_error(TRUE, 0.6, seed=s) for s in (1, 2))
    second[:50_000] = np.nan
    found = reliability_of_repeats(first, second)
    assert found == pytest.approx(0.6, rel=0.02)


def test_what_does_not_vary_has_no_reliability():
    for constant in ([5.0, 5.0, 5.0], [np.nan, 5.0, 5.0], [np.nan] * 3):
        with pytest.raises(UsageError, match=r"values that differ|with both"):
            add_measurement_error(constant, 0.5, seed=0)
        with pytest.raises(UsageError, match=r"values that differ|with both"):
            reliability_of_repeats(constant, constant)

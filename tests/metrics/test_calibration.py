"""Slope and intercept against what was drawn, and where there is none."""

import numpy as np
import pytest

from medkeras.metrics.calibration import (
    calibration_intercept,
    calibration_slope,
    prior_correction,
)
from medkeras.utils.errors import UndefinedMetricError, UsageError


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def drawn(shift=0.0, factor=1.0, rows=200_000):
    """Labels of honest log-odds, and what a shifted model says of them."""
    rng = np.random.default_rng(0)
    log_odds = rng.normal(size=rows)
    labels = (rng.random(rows) < sigmoid(log_odds)).astype(int)
    return labels, sigmoid(factor * log_odds + shift)


@pytest.mark.parametrize("shift", [-1.0, 0.0, 0.7])
def test_the_intercept_undoes_a_shift_that_the_slope_does_not_see(shift):
    labels, probabilities = drawn(shift)
    assert calibration_intercept(labels, probabilities) == pytest.approx(
        -shift, abs=0.02
    )
    assert calibration_slope(labels, probabilities) == pytest.approx(
        1, rel=0.02
    )


def test_after_the_intercept_as_many_are_ill_as_predicted():
    labels, probabilities = drawn(0.4, 2.0, 500)
    shift = calibration_intercept(labels, probabilities)
    log_odds = np.log(probabilities / (1 - probabilities))
    assert sigmoid(log_odds + shift).sum() == pytest.approx(labels.sum())


SEPARATED = {
    "perfect": ([0, 0, 0, 1, 1, 1], [0.1, 0.2, 0.3, 0.7, 0.8, 0.9]),
    "touching": ([0, 0, 1, 1], [0.1, 0.3, 0.3, 0.8]),
    "turned round": ([1, 1, 0, 0], [0.1, 0.2, 0.7, 0.8]),
}
CONSTANT = {
    "constant": ([0, 1, 0, 1], [0.3] * 4),
    "constant zero": ([0, 1, 0, 1], [0.0] * 4),
    "all beyond the edge": ([0, 1, 0, 1], [1e-9, 1e-8, 0, 1e-7]),
}


@pytest.mark.parametrize(
    "labels, probabilities", SEPARATED.values(), ids=SEPARATED
)
def test_an_infinite_slope_is_no_number(labels, probabilities):
    with pytest.raises(UndefinedMetricError, match="infinite"):
        calibration_slope(labels, probabilities)
    assert np.isfinite(calibration_intercept(labels, probabilities))


@pytest.mark.parametrize(
    "labels, probabilities", CONSTANT.values(), ids=CONSTANT
)
def test_equal_probabilities_have_no_slope(labels, probabilities):
    with pytest.raises(UndefinedMetricError, match="differ"):
        calibration_slope(labels, probabilities)


def test_nearly_equal_probabilities_have_one():
    rng = np.random.default_rng(0)
    log_odds = rng.normal(size=2000)
    labels = (rng.random(2000) < sigmoid(log_odds)).astype(int)
    slope = calibration_slope(labels, sigmoid(1e-6 * log_odds))
    assert slope == pytest.approx(1e6, rel=0.15)


@pytest.mark.parametrize("score", [calibration_slope, calibration_intercept])
def test_one_label_has_neither(score):
    with pytest.raises(UndefinedMetricError, match="only 1"):
        score([1, 1], [0.2, 0.3])


def test_a_balanced_sample_re_weighted_is_calibrated_in_the_population():
    labels, honest = drawn(shift=-2.0)
    rng = np.random.default_rng(1)
    labels = (rng.random(len(honest)) < honest).astype(int)
    prevalence = labels.mean()
    # What Bayes says in a sample in which half are cases.
    odds = honest / (1 - honest) * (1 - prevalence) / prevalence
    in_balance = odds / (1 + odds)
    again = prior_correction(in_balance, 0.5, prevalence)
    np.testing.assert_allclose(again, honest, atol=1e-9)
    assert calibration_intercept(labels, again) == pytest.approx(0, abs=0.03)
    assert calibration_intercept(labels, in_balance) < -0.3


def test_equal_shares_change_nothing_and_order_stays():
    p = np.array([0.0, 0.2, 0.7, 1.0])
    np.testing.assert_allclose(prior_correction(p, 0.3, 0.3), p, atol=1e-12)
    assert (np.diff(prior_correction(p, 0.5, 0.01)) > 0).all()


@pytest.mark.parametrize(
    "wrong", [{"share": 0}, {"prevalence": 1.0}, {"probabilities": [1.2]}]
)
def test_shares_that_are_none_are_refused(wrong):
    given = {"probabilities": [0.5], "share": 0.5, "prevalence": 0.1}
    with pytest.raises(UsageError, match=next(iter(wrong))):
        prior_correction(**(given | wrong))

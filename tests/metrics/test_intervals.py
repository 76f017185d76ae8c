"""Intervals against what they promise."""

import numpy as np
import pytest

from medkeras.metrics.classification import accuracy, auroc
from medkeras.metrics.intervals import (
    bootstrap_by_patient,
    corrected_interval,
)
from medkeras.utils.errors import UsageError


def test_bootstrap_of_a_share_has_the_binomial_width():
    labels = np.tile([0, 1], 200)
    probabilities = np.where(np.arange(400) % 5 == 0, 1 - labels, labels)
    estimate = bootstrap_by_patient(accuracy, labels, probabilities)
    half = 1.96 * np.sqrt(0.8 * 0.2 / 400)
    assert estimate.value == pytest.approx(0.8)
    assert estimate.ci_high - estimate.ci_low == pytest.approx(
        2 * half, rel=0.15
    )
    assert estimate.n == 400


def test_repeated_rows_of_a_patient_do_not_narrow_the_interval():
    generator = np.random.default_rng(0)
    labels = np.tile([0, 1], 40)
    probabilities = np.clip(0.3 * labels + generator.random(80) * 0.7, 0, 1)
    once = bootstrap_by_patient(auroc, labels, probabilities)
    patients = np.tile(np.arange(80), 10)
    tenfold = [np.tile(values, 10) for values in (labels, probabilities)]
    by_patient = bootstrap_by_patient(auroc, *tenfold, patients)
    by_row = bootstrap_by_patient(auroc, *tenfold)
    assert by_patient.n == 80
    width = once.ci_high - once.ci_low
    assert by_patient.ci_high - by_patient.ci_low == pytest.approx(
        width, rel=0.2
    )
    assert by_row.ci_high - by_row.ci_low < 0.5 * width


def test_bootstrap_is_the_same_twice():
    labels = np.tile([0, 1], 30)
    probabilities = np.random.default_rng(0).random(60)
    first = bootstrap_by_patient(auroc, labels, probabilities, seed=3)
    assert first == bootstrap_by_patient(auroc, labels, probabilities, seed=3)
    assert first != bootstrap_by_patient(auroc, labels, probabilities, seed=4)


def test_a_label_too_rare_for_an_interval_is_refused():
    labels = np.array([1] + [0] * 30)
    with pytest.raises(UsageError, match="too few patients"):
        bootstrap_by_patient(auroc, labels, np.linspace(0, 1, 31))


def test_corrected_interval_is_wider_by_the_correction():
    values = np.random.default_rng(0).normal(0.77, 0.04, size=30)
    estimate = corrected_interval(values, test_share=1 / 9, n=768)
    error = values.std(ddof=1) / np.sqrt(30)
    expected = 2.0452 * error * np.sqrt(1 + 30 / 9)
    assert estimate.ci_high - estimate.value == pytest.approx(
        expected, rel=1e-4
    )


@pytest.mark.parametrize("values, share", [([0.5], 0.1), ([0.5, 0.6], 0)])
def test_one_fold_or_no_test_share_are_refused(values, share):
    with pytest.raises(UsageError, match="Received"):
        corrected_interval(values, share, 10)


def test_an_interval_does_not_leave_what_the_metric_can_reach():
    values = [0.99, 1.0, 0.95]
    free = corrected_interval(values, 0.5, 90)
    cut = corrected_interval(values, 0.5, 90, bounds=(0.0, 1.0))
    assert free.ci_high > 1
    assert (cut.value, cut.ci_low, cut.ci_high) == (*free[:2], 1.0)

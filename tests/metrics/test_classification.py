"""Scores against hand calculations."""

import numpy as np
import pytest

from medkeras.metrics import classification
from medkeras.utils.errors import UsageError

LABELS = np.array([0, 0, 0, 1, 1])
PROBABILITIES = np.array([0.1, 0.6, 0.3, 0.6, 0.9])


@pytest.mark.parametrize(
    "name, expected",
    [
        ("auroc", 5.5 / 6),  # six pairs, one of them a tie
        ("accuracy", 4 / 5),
        ("sensitivity", 1.0),
        ("specificity", 2 / 3),
        ("brier", (0.01 + 0.36 + 0.09 + 0.16 + 0.01) / 5),
        ("auprc", 0.5 * 1 + 0.5 * 2 / 3),
    ],
)
def test_equals_the_hand_calculation(name, expected):
    value = getattr(classification, name)(LABELS, PROBABILITIES)
    assert value == pytest.approx(expected)


def test_a_probability_at_the_threshold_counts_as_positive():
    assert classification.sensitivity([1], [0.5], threshold=0.5) == 1.0
    assert classification.specificity([0], [0.5], threshold=0.5) == 0.0


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0])
def test_calibration_slope_recovers_a_stretched_scale(factor):
    rng = np.random.default_rng(0)
    log_odds = rng.normal(size=200_000)
    labels = rng.random(200_000) < 1 / (1 + np.exp(-log_odds))
    stretched = 1 / (1 + np.exp(-factor * log_odds))
    slope = classification.calibration_slope(labels.astype(int), stretched)
    assert slope == pytest.approx(1 / factor, rel=0.02)


def test_calibration_slope_of_single_precision_is_as_exact():
    # In single precision the solver gave up, with a warning, on one in four.
    for seed in range(12):
        rng = np.random.default_rng(seed)
        labels = (rng.random(124) < 0.6).astype(int)
        log_odds = np.where(
            labels, rng.normal(6, 2, 124), rng.normal(-0.5, 3.5, 124)
        )
        single = (1 / (1 + np.exp(-log_odds))).astype("f4").clip(0.01, 0.99)
        slope = classification.calibration_slope(labels, single)
        double = classification.calibration_slope(labels, single.astype(float))
        assert slope == pytest.approx(double, abs=1e-6)


def test_calibration_slope_survives_certain_predictions():
    slope = classification.calibration_slope([0, 1, 0, 1], [0, 1, 1, 0])
    assert np.isfinite(slope)


@pytest.mark.parametrize(
    "labels, probabilities",
    [
        ([0, 1], [0.5]),
        ([0, 2], [0.5, 0.5]),
        ([0, 1], [0.5, 1.2]),
        ([1, 1], [0.5, 0.2]),
    ],
)
def test_bad_input_is_refused_in_one_line(labels, probabilities):
    with pytest.raises(UsageError, match="Received") as error:
        classification.auroc(labels, probabilities)
    assert "\n" not in str(error.value)


def test_sensitivity_without_patients_is_refused():
    with pytest.raises(UsageError, match="label 1"):
        classification.sensitivity([0, 0], [0.1, 0.2])


@pytest.mark.parametrize("score", classification.METRICS.values())
@pytest.mark.parametrize(
    "labels, probabilities",
    [
        ([0, 1 / 3, 2 / 3, 1], [0.1, 0.4, 0.35, 0.8]),
        (["no", "no", "yes", "yes"], [0.1, 0.4, 0.35, 0.8]),
        ([1, 1, 2, 2], [0.1, 0.4, 0.35, 0.8]),
        ([0, 0, 1, np.nan], [0.1, 0.4, 0.35, 0.8]),
        ([0, 0, 1, 1], [0.1, 0.4, np.nan, 0.8]),
        ([0, 0, 1, 1], [10, 40, 35, 80]),
        ([], []),
    ],
)
def test_labels_are_0_and_1_and_probabilities_fractions(
    score, labels, probabilities
):
    with pytest.raises(UsageError, match="Received") as error:
        score(labels, probabilities)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("score", classification.METRICS.values())
@pytest.mark.parametrize("form", [bool, "uint8", float, object])
def test_any_form_of_0_and_1_gives_the_same(score, form):
    labels = np.array([1, 0, 0, 1, 1])
    assert score(labels.astype(form), PROBABILITIES) == score(
        labels, PROBABILITIES
    )


@pytest.mark.parametrize("threshold", [50, -0.1, np.nan, np.inf, "0.5", None])
@pytest.mark.parametrize("name", ["accuracy", "sensitivity", "specificity"])
def test_a_threshold_is_a_fraction(name, threshold):
    with pytest.raises(UsageError, match="`threshold`"):
        getattr(classification, name)(LABELS, PROBABILITIES, threshold)


def test_a_threshold_is_met_in_the_precision_of_the_probabilities():
    single = np.array([0.7], "float32")  # a little below 0.7 in double
    assert classification.sensitivity([1], single, 0.7) == 1.0

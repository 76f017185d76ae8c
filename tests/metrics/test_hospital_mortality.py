"""The two scores of the 2012 challenge, by hand and by their definition."""

import numpy as np
import pytest

from medkeras.metrics.hospital_mortality import (
    best_threshold,
    normalized_hosmer_lemeshow,
    sensitivity_or_precision,
)
from medkeras.utils.errors import UsageError


def drawn(rows=400, seed=0):
    rng = np.random.default_rng(seed)
    risk = rng.beta(1, 5, rows)
    return (rng.random(rows) < risk).astype(int), risk


def test_event_1_by_hand():
    labels = [1, 1, 1, 0, 0, 0, 0, 0]
    risks = [0.9, 0.8, 0.2, 0.7, 0.6, 0.1, 0.1, 0.1]
    # at 0.65 said 3, found 2 of 3; at 0.55 said 4; at 0.85 found 1 of 3
    assert sensitivity_or_precision(labels, risks, 0.65) == pytest.approx(2 / 3)
    assert sensitivity_or_precision(labels, risks, 0.55) == 0.5
    assert sensitivity_or_precision(labels, risks, 0.85) == pytest.approx(1 / 3)
    assert sensitivity_or_precision(labels, risks, 1.0) == 0


def test_everybody_said_to_die_has_the_prevalence():
    labels, risk = drawn()
    found = sensitivity_or_precision(labels, risk, 0.0)
    assert found == pytest.approx(labels.mean())


@pytest.mark.parametrize("seed", range(5))
def test_no_threshold_is_better_than_the_best(seed):
    labels, risk = drawn(60, seed)
    risk = np.round(risk, 1)  # many equal ones
    best = sensitivity_or_precision(labels, risk, best_threshold(labels, risk))
    every = [
        sensitivity_or_precision(labels, risk, each)
        for each in np.linspace(0, 1, 101)
    ]
    assert best == pytest.approx(max(every))


def test_event_2_by_hand():
    labels = np.r_[[0, 0, 1, 0], [1, 1, 0, 1]]
    risk = np.r_[np.full(4, 0.2), np.full(4, 0.6)]
    low = (1 - 0.8) ** 2 / (4 * 0.2 * 0.8 + 0.001)
    high = (3 - 2.4) ** 2 / (4 * 0.6 * 0.4 + 0.001)
    found = normalized_hosmer_lemeshow(labels, risk, groups=2)
    assert found == pytest.approx((low + high) / 0.4)


def test_event_2_by_its_definition_in_a_loop():
    labels, risk = drawn(407)
    order = np.argsort(risk)
    total, means = 0.0, []
    for group in range(10):
        rows = order[group * 40 : (group + 1) * 40]
        mean = risk[rows].mean()
        apart = labels[rows].sum() - 40 * mean
        total += apart**2 / (40 * mean * (1 - mean) + 0.001)
        means.append(mean)
    expected = total / (means[9] - means[0])
    assert normalized_hosmer_lemeshow(labels, risk) == pytest.approx(expected)


def test_a_risk_that_is_too_high_is_punished_and_one_for_all_infinitely():
    labels, risk = drawn()
    right = normalized_hosmer_lemeshow(labels, risk)
    assert normalized_hosmer_lemeshow(labels, np.sqrt(risk)) > 5 * right
    same = np.full(len(labels), 0.2)
    assert normalized_hosmer_lemeshow(labels, same) == float("inf")


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: sensitivity_or_precision([0, 1], [0.1, 1.2]), "probabilities"),
        (lambda: sensitivity_or_precision([0, 0], [0.1, 0.2]), "labels"),
        (lambda: sensitivity_or_precision([0, 1], [0, 1], 2), "threshold"),
        (lambda: best_threshold([1, 1], [0.1, 0.2]), "labels"),
        (lambda: normalized_hosmer_lemeshow([0, 1], [0.1, 0.2]), "labels"),
        (lambda: normalized_hosmer_lemeshow([0], [0.1], 1), "groups"),
    ],
)
def test_bad_input_is_one_clear_line(call, named):
    with pytest.raises(UsageError, match=named):
        call()

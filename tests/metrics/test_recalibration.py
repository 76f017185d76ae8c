import numpy as np
import pytest
from scipy.special import expit, softmax

from medkeras.metrics.recalibration import (
    at_temperature,
    fitted_platt,
    fitted_temperature,
    platt_probabilities,
)
from medkeras.utils.errors import UsageError


def drawn(rows=4000, seed=0):
    """Right probabilities of three classes, and classes drawn from them."""
    rng = np.random.default_rng(seed)
    p = softmax(rng.normal(scale=1.5, size=(rows, 3)), axis=1)
    labels = np.array([rng.choice(3, p=row) for row in p])
    return p, labels


@pytest.mark.parametrize("heat", [0.4, 1.0, 2.5])
def test_a_known_temperature_is_found_and_undone(heat):
    p, labels = drawn()
    told = at_temperature(p, heat)
    assert (told.argmax(axis=1) == p.argmax(axis=1)).all()
    found = fitted_temperature(labels, told)
    assert found == pytest.approx(1 / heat, rel=0.08)
    np.testing.assert_allclose(at_temperature(told, 1 / heat), p, atol=1e-9)


def test_no_other_temperature_is_likelier():
    p, labels = drawn(300)
    best = fitted_temperature(labels, p**3 / (p**3).sum(1, keepdims=True))

    def loss(temperature):
        told = at_temperature(p**3 / (p**3).sum(1, keepdims=True), temperature)
        return -np.log(told[np.arange(300), labels]).mean()

    others = [loss(best * factor) for factor in (0.8, 0.95, 1.05, 1.3)]
    assert loss(best) < min(others)


def test_a_known_line_of_log_odds_is_found():
    rng = np.random.default_rng(1)
    log_odds = rng.normal(size=6000)
    labels = (rng.random(6000) < expit(0.5 * log_odds - 0.7)).astype(int)
    slope, intercept = fitted_platt(labels, expit(log_odds))
    assert slope == pytest.approx(0.5, abs=0.08)
    assert intercept == pytest.approx(-0.7, abs=0.08)
    told = platt_probabilities(expit(log_odds), slope, intercept)
    assert told.mean() == pytest.approx(labels.mean(), abs=0.005)


def test_labels_parted_without_error_have_an_answer():
    labels = np.array([0, 0, 1, 1])
    line = fitted_platt(labels, [0.1, 0.2, 0.8, 0.9])
    assert np.isfinite(line).all()
    sure = np.tile([1.0, 0.0], (5, 1))
    assert fitted_temperature(np.zeros(5, int), sure) <= 100


def test_platt_draws_labels_in_as_he_did():
    # one log odds for all: the intercept alone must give the targets' mean
    labels = np.array([0, 1, 1, 1])
    slope, intercept = fitted_platt(labels, np.full(4, 0.5))
    expected = (3 * 4 / 5 + 1 / 3) / 4
    assert expit(intercept) == pytest.approx(expected, abs=1e-4)
    assert slope == pytest.approx(1)


def test_what_cannot_be_is_one_line():
    for bad in ([[0.5, 0.6]], [[1.0]], [[-0.1, 1.1]]):
        with pytest.raises(UsageError):
            at_temperature(bad, 1)
    with pytest.raises(UsageError, match="temperature"):
        at_temperature([[0.5, 0.5]], 0)
    with pytest.raises(UsageError):
        fitted_temperature([2], [[0.5, 0.5]])
    with pytest.raises(UsageError):
        fitted_platt([1, 1], [0.5, 0.6])

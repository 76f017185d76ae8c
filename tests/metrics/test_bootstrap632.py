"""The .632+ bootstrap where the true error is known."""

import numpy as np
import pytest

from medkeras.metrics.bootstrap632 import bootstrap_632_plus
from medkeras.utils.errors import UsageError


def nearest(X, y, new):
    """One nearest neighbour: apparent error 0, the worst case."""
    gaps = ((new[:, None] - X[None]) ** 2).sum(axis=-1)
    return y[gaps.argmin(axis=1)]


def test_noise_costs_a_half_although_the_apparent_error_is_zero():
    rng, y = np.random.default_rng(0), np.tile([0, 1], 30)
    found = [
        bootstrap_632_plus(nearest, rng.normal(size=(60, 5)), y)
        for _ in range(20)
    ]
    assert {each.apparent for each in found} == {0.0}
    assert {each.no_information for each in found} == {0.5}
    assert np.mean([e.left_out for e in found]) == pytest.approx(0.5, abs=0.05)
    # .632 alone would say 0.316
    assert 0.4 < np.mean([e.error for e in found]) < 0.55


def test_a_rule_that_does_not_learn_keeps_its_error():
    X = np.arange(50.0)[:, None]
    y = (np.arange(50) % 5 == 0).astype(int)
    always_no = bootstrap_632_plus(lambda X, y, new: 0 * new[:, 0], X, y)
    assert always_no.apparent == pytest.approx(0.2)
    assert always_no.error == pytest.approx(0.2, abs=0.01)
    assert always_no.no_information == pytest.approx(0.2)
    # here the no-information error is the apparent one: nothing overfits
    assert always_no.weight == pytest.approx(0.632)


def test_the_formula_on_its_own_parts():
    rng = np.random.default_rng(1)
    y = np.tile([0, 1], 30)
    X = rng.normal(size=(60, 2)) + y[:, None]
    found = bootstrap_632_plus(nearest, X, y)
    ratio = found.left_out / found.no_information  # apparent error is 0
    weight = 0.632 / (1 - 0.368 * ratio)
    assert found.weight == pytest.approx(weight)
    assert found.error == pytest.approx(weight * found.left_out)


def test_no_information_pairs_every_answer_with_every_label():
    X, y = np.arange(50.0)[:, None], (np.arange(50) % 5 == 0).astype(int)
    threshold = bootstrap_632_plus(lambda X, y, new: new[:, 0] < 20, X, y)
    pairs = [(x < 20) != label for x in X[:, 0] for label in y]
    assert threshold.no_information == pytest.approx(np.mean(pairs))  # 0.44


def test_too_few_draws_are_refused():
    X, y = np.arange(40.0)[:, None], np.tile([0, 1], 20)
    with pytest.raises(UsageError, match="left out at least once"):
        bootstrap_632_plus(nearest, X, y, replicates=1)
    with pytest.raises(UsageError, match="one length"):
        bootstrap_632_plus(nearest, X, y[:-1])


X, Y = np.arange(40.0)[:, None], np.tile([0, 1], 20)


@pytest.mark.parametrize("labels", [Y + 1, Y / 2, 0 * Y, Y.astype(str)])
def test_labels_are_0_and_1_both(labels):
    with pytest.raises(UsageError, match="`y` must be"):
        bootstrap_632_plus(nearest, X, labels)


@pytest.mark.parametrize(
    "answer",
    [
        lambda X, y, new: np.full(len(new), 0.4),  # probabilities
        lambda X, y, new: np.full(len(new), np.nan),
        lambda X, y, new: [1],
    ],
)
def test_answers_are_labels_of_the_patients_asked_about(answer):
    with pytest.raises(UsageError, match="`fit_predict`"):
        bootstrap_632_plus(answer, X, Y)

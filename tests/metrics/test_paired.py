"""Differences of two models on the same patients."""

import numpy as np
import pytest

from medkeras.metrics.classification import accuracy, auroc
from medkeras.metrics.paired import paired_difference
from medkeras.utils.errors import UsageError


def two_models(rows=300, seed=0):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, rows)
    common = labels + rng.normal(0, 1.5, rows)
    models = [common + rng.normal(0, noise, rows) for noise in (0.2, 0.6)]
    first, second = (1 / (1 + np.exp(-m)) for m in models)
    return labels, first, second, np.repeat(np.arange(rows // 3), 3)


@pytest.mark.parametrize("metric", [auroc, accuracy])
def test_the_value_is_the_difference(metric):
    labels, first, second, _ = two_models()
    found = paired_difference(metric, labels, first, second, replicates=50)
    expected = metric(labels, first) - metric(labels, second)
    assert found.value == pytest.approx(expected)
    swapped = paired_difference(metric, labels, second, first, replicates=50)
    assert swapped.value == pytest.approx(-found.value)
    assert swapped.ci_low == pytest.approx(-found.ci_high, abs=0.01)


def test_it_is_narrower_than_two_separate_samples():
    labels, first, second, _ = two_models(600)
    found = paired_difference(auroc, labels, first, second, replicates=200)
    rng = np.random.default_rng(0)
    apart = []
    for _ in range(200):
        one, other = rng.integers(0, 600, (2, 600))
        apart.append(
            auroc(labels[one], first[one]) - auroc(labels[other], second[other])
        )
    width = np.subtract(*np.quantile(apart, [0.975, 0.025]))
    assert found.ci_high - found.ci_low < 0.7 * width


def test_whole_patients_are_drawn():
    labels, first, second, patients = two_models()
    found = paired_difference(
        auroc, labels, first, second, patients, replicates=50
    )
    assert found.n == 100


def test_what_does_not_fit_is_refused():
    labels, first, second, _ = two_models(30)
    p = dict(probabilities=first, rival_probabilities=second)
    for wrong in (
        {"probabilities": first[:-1]}, {"rival_probabilities": second + 1},
        {"metric": 3}, {"metric": lambda labels, p: "a"},
    ):  # fmt: skip
        given = dict(metric=auroc, labels=labels) | p | wrong
        with pytest.raises(UsageError, match=r"length|rival|metric"):
            paired_difference(**given)

"""Wrong labels that were planted are found again."""

import numpy as np
import pytest

from medkeras.data.label_noise import (
    confident_joint,
    flip_labels,
    suspicious_labels,
)
from medkeras.utils.errors import UsageError


@pytest.fixture
def planted():
    """Truth, noisy labels and the probabilities of a good model."""
    draw = np.random.default_rng(0)
    truth = draw.integers(0, 2, size=2000)
    score = np.clip(0.5 + 0.35 * (2 * truth - 1), 0, 1)
    score = np.clip(score + draw.normal(0, 0.12, size=2000), 0.01, 0.99)
    noisy = flip_labels(truth, 0.1, seed=1)
    return truth, noisy, np.stack([1 - score, score], axis=1)


def test_the_share_that_flips_is_exact():
    labels = np.tile([0, 1], 100)
    noisy = flip_labels(labels, 0.15, seed=0)
    assert (noisy != labels).sum() == 30
    assert np.array_equal(labels, np.tile([0, 1], 100))


def test_planted_errors_are_found_and_few_others(planted):
    truth, noisy, probabilities = planted
    found = suspicious_labels(noisy, probabilities)
    wrong = np.flatnonzero(noisy != truth)
    hits = np.isin(found, wrong)
    assert hits.mean() > 0.95
    assert np.isin(wrong, found).mean() > 0.6
    own = probabilities[found, noisy[found]]
    assert np.all(np.diff(own) >= 0)


def test_the_joint_estimates_the_noise_rate(planted):
    _, noisy, probabilities = planted
    counts = confident_joint(noisy, probabilities)
    off = counts.sum() - np.trace(counts)
    assert off / counts.sum() == pytest.approx(0.1, abs=0.03)
    assert off == len(suspicious_labels(noisy, probabilities))


def test_a_joint_by_hand():
    # thresholds: mean p of class 0 among the zeros 0.6, of class 1 0.7
    p = np.array([[0.9, 0.1], [0.3, 0.7], [0.2, 0.8], [0.4, 0.6]])
    assert confident_joint([0, 0, 1, 1], p).tolist() == [[1, 1], [0, 1]]


def test_wrong_requests_are_named():
    with pytest.raises(UsageError, match="every class"):
        confident_joint([0, 0], np.full((2, 2), 0.5))
    with pytest.raises(UsageError, match="patients, classes"):
        suspicious_labels([0, 1], np.full(2, 0.5))
    with pytest.raises(UsageError, match="0 or 1"):
        flip_labels([0, 2], 0.1, seed=0)

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
    with pytest.raises(UsageError, match="classes from 0 to 1"):
        confident_joint([0, 2], np.full((2, 2), 0.5))
    for wrong in (np.nan, -0.5, 50.0):
        with pytest.raises(UsageError, match="add up to 1"):
            suspicious_labels([0, 1], [[0.5, 0.5], [wrong, 0.5]])
    with pytest.raises(UsageError, match="rows of numbers"):
        suspicious_labels([0, 1], np.full(2, 0.5))
    with pytest.raises(UsageError, match="patients, classes"):
        suspicious_labels([0, 1], np.full((2, 2, 1), 0.5))
    with pytest.raises(UsageError, match="patients, classes"):
        suspicious_labels([0, 1, 1], np.full((2, 2), 0.5))
    with pytest.raises(UsageError, match="classes from 0 to 1"):
        flip_labels([0, 2], 0.1, seed=0)


def test_a_class_may_be_without_patients():
    # five classes, of which nobody has class 3 and one patient class 4
    p = np.full((6, 5), 0.05) + 0.75 * np.eye(5)[[0, 1, 2, 3, 4, 0]]
    labels = [0, 1, 2, 2, 4, 1]
    counts = confident_joint(labels, p)
    assert counts[:, 3].sum() == counts[3].sum() == 0
    assert np.diag(counts).tolist() == [1, 1, 1, 0, 1]
    assert counts[1, 0] == 1
    assert suspicious_labels(labels, p).tolist() == [5]


@pytest.mark.parametrize("kind", [bool, np.uint8, float, object])
def test_labels_of_any_kind_of_number(planted, kind):
    _, noisy, probabilities = planted
    expected = suspicious_labels(noisy, probabilities)
    found = suspicious_labels(noisy.astype(kind), probabilities)
    np.testing.assert_array_equal(found, expected)
    flipped = flip_labels(noisy.astype(kind), 0.3, seed=4)
    np.testing.assert_array_equal(flipped, flip_labels(noisy, 0.3, seed=4))

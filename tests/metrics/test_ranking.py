"""Rows compared with those of other patients, counted one by one."""

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from medkeras.metrics.classification import auprc, auroc
from medkeras.utils.errors import UndefinedMetricError


def rows(seed, patients):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, 40)
    probabilities = rng.integers(0, 6, 40) / 5  # many ties
    return labels, probabilities, rng.integers(0, patients, 40)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("patients", [3, 10])
def test_auroc_is_the_share_of_pairs_of_two_patients(seed, patients):
    labels, p, who = rows(seed, patients)
    pairs = [
        (p[i] > p[j]) + (p[i] == p[j]) / 2
        for i in np.flatnonzero(labels == 1)
        for j in np.flatnonzero(labels == 0)
        if who[i] != who[j]
    ]
    assert auroc(labels, p, who) == pytest.approx(np.mean(pairs))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("patients", [3, 10])
def test_precision_is_among_oneself_and_other_patients(seed, patients):
    labels, p, who = rows(seed, patients)
    precisions = []
    for i in np.flatnonzero(labels == 1):
        others = (p >= p[i]) & (who != who[i])
        precisions.append((1 + labels[others].sum()) / (1 + others.sum()))
    assert auprc(labels, p, who) == pytest.approx(np.mean(precisions))


@pytest.mark.parametrize("seed", range(5))
def test_with_a_row_a_patient_both_are_those_of_scikit_learn(seed):
    labels, p, _ = rows(seed, 1)
    who = np.arange(40)
    for ours, theirs in (
        (auroc, sklearn_metrics.roc_auc_score),
        (auprc, sklearn_metrics.average_precision_score),
    ):
        assert ours(labels, p, who) == pytest.approx(theirs(labels, p))
        assert ours(labels, p) == pytest.approx(theirs(labels, p))


@pytest.mark.parametrize("metric", [auroc, auprc])
@pytest.mark.parametrize("seed", range(5))
def test_a_draw_counts_what_its_rows_would_say(metric, seed):
    labels, p, who = rows(seed, 12)
    _, codes = np.unique(who, return_inverse=True)
    of_draws = metric.of_draws(labels, p, codes)
    rng = np.random.default_rng(seed)
    for _ in range(20):
        drawn = rng.integers(0, codes.max() + 1, codes.max() + 1)
        taken = np.concatenate([np.flatnonzero(codes == k) for k in drawn])
        times = np.bincount(drawn, minlength=codes.max() + 1)
        by_rows = metric(labels[taken], p[taken], codes[taken])
        assert of_draws(times) == pytest.approx(by_rows, abs=1e-12)


@pytest.mark.parametrize("metric", [auroc, auprc])
def test_a_draw_without_both_labels_has_no_score(metric):
    labels, codes = np.array([0, 0, 1, 1]), np.array([0, 1, 2, 2])
    of_draws = metric.of_draws(labels, np.array([0.1, 0.3, 0.2, 0.4]), codes)
    assert np.isnan(of_draws(np.array([3, 0, 0])))
    assert np.isnan(of_draws(np.array([0, 0, 3])))
    assert of_draws(np.array([2, 0, 1])) == 1


def test_a_draw_of_one_patient_has_no_pair():
    labels, codes = np.array([0, 1, 0]), np.array([0, 0, 1])
    of_draws = auroc.of_draws(labels, np.array([0.1, 0.3, 0.2]), codes)
    assert np.isnan(of_draws(np.array([2, 0])))
    assert of_draws(np.array([1, 1])) == 1


def test_one_patient_cannot_be_compared():
    with pytest.raises(UndefinedMetricError, match="1 patients"):
        auroc([0, 1], [0.2, 0.3], ["a", "a"])

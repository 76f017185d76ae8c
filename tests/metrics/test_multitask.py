"""The mean AUROC over tasks: unknown labels left out."""

import numpy as np
import pytest

from medkeras.metrics.classification import auroc
from medkeras.metrics.multitask import mean_auroc
from medkeras.utils.errors import UsageError


def test_it_is_the_mean_of_the_known_rows_of_each_task():
    rng = np.random.default_rng(0)
    labels, p = rng.integers(0, 2, (60, 3)), rng.random((60, 3)).round(1)
    labels[:20, 1] = -1
    expected = [
        auroc(labels[:, 0], p[:, 0]),
        auroc(labels[20:, 1], p[20:, 1]),
        auroc(labels[:, 2], p[:, 2]),
    ]
    assert np.isclose(mean_auroc(labels, p), np.mean(expected))
    # what is answered where nothing is known has no effect
    p[:20, 1] = 5.0
    assert np.isclose(mean_auroc(labels, p), np.mean(expected))


def test_a_task_with_one_label_is_left_out():
    labels = np.array([[0, 1], [1, 1], [1, 1]])
    p = np.array([[0.9, 0.1], [0.1, 0.5], [0.2, 0.5]])
    assert mean_auroc(labels, p) == 0.0
    assert np.isnan(mean_auroc(labels[:, 1:], p[:, 1:]))


@pytest.mark.parametrize("bad", [0.5, 2, -2, np.nan])
def test_other_labels_are_refused(bad):
    labels = np.array([[0.0], [1.0], [bad]])
    with pytest.raises(UsageError, match="`labels`"):
        mean_auroc(labels, np.ones((3, 1)))

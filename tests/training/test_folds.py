"""Folds: patients whole, both labels on both sides."""

import numpy as np
import pytest

from medkeras.training.folds import stratified_folds
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize("rows_each", [1, 3])
def test_every_fold_holds_both_labels_and_whole_patients(rows_each):
    patients = np.repeat(np.arange(40), rows_each)
    y = patients % 4 // 3
    for train, test in stratified_folds(y, patients, 5, seed=0):
        assert set(y[test]) == set(y[train]) == {0, 1}
        assert not set(patients[train]) & set(patients[test])
        assert y[test].mean() == pytest.approx(y.mean())


def test_a_patient_with_both_labels_counts_for_both():
    patients, y = np.arange(20) // 2, np.arange(20) % 2
    assert len(stratified_folds(y, patients, 10, seed=0)) == 10
    with pytest.raises(UsageError, match="10 patients with 0, 10 with 1"):
        stratified_folds(y, patients, 11, seed=0)

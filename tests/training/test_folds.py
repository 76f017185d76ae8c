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


def test_lists_are_rows_too():
    pairs = stratified_folds([0, 1, 0, 1], ["a", "a", "b", "b"], 2, seed=0)
    tests = [test.tolist() for _, test in pairs]
    assert sorted(tests) == [[0, 1], [2, 3]]


@pytest.mark.parametrize(
    "y, patients, folds, message",
    [
        ([0, 1, 2], None, 2, "`y`"),
        ([0, 1, np.nan], None, 2, "`y`"),
        ([], [], 2, "`y`"),
        ([0, 1], [1], 2, "`patients`"),
        ([0, 1, 0, 1], None, 1, "`folds`"),
        ([0, 1], [7, 7], 2, "1 patients with 0, 1 with 1"),
    ],
)
def test_bad_input_is_one_clear_line(y, patients, folds, message):
    with pytest.raises(UsageError, match=message):
        stratified_folds(y, patients, folds, seed=0)

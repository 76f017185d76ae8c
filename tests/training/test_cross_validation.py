"""Cross-validation: every patient once, nothing fitted outside."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from medkeras.training.cross_validation import cross_validate
from medkeras.utils.errors import UsageError


class Spy(ClassifierMixin, BaseEstimator):
    """Remembers which rows it was fitted on."""

    fitted: list = []  # noqa: RUF012

    def fit(self, X, y):
        self.classes_ = np.array([0, 1])
        self.seen_ = set(X[:, 0].astype(int))
        Spy.fitted.append(self.seen_)
        return self

    def predict_proba(self, X):
        # A row that was fitted answers 1, any other 0.
        known = np.array([row in self.seen_ for row in X[:, 0].astype(int)])
        return np.stack([1 - known, known], axis=1).astype(float)


def table(rows=60):
    X = np.arange(rows, dtype=float)[:, None]
    return X, np.arange(rows) % 2


def test_every_patient_is_tested_once_a_repeat_by_a_stranger():
    X, y = table()
    result = cross_validate(Spy(), X, y, folds=5, repeats=3)
    assert result.probabilities.shape == (3, 60)
    assert np.all(result.probabilities == 0)
    for folds in result.test_folds:
        assert np.bincount(folds).tolist() == [12] * 5
        assert all(y[folds == k].sum() == 6 for k in range(5))
    assert not np.array_equal(result.test_folds[0], result.test_folds[1])


def test_groups_stay_together():
    X, y = table()
    groups = np.arange(60) // 2 % 15
    result = cross_validate(Spy(), X, y, groups=groups, folds=5, repeats=2)
    for folds in result.test_folds:
        for group in np.unique(groups):
            assert len(np.unique(folds[groups == group])) == 1


def test_a_memorising_model_gains_from_rows_of_the_same_patient():
    generator = np.random.default_rng(0)
    centres = np.repeat(generator.normal(size=(30, 5)), 8, axis=0)
    X = centres + 0.01 * generator.normal(size=centres.shape)
    patients = np.repeat(np.arange(30), 8)
    y = (generator.permutation(30) % 2)[patients]
    nearest = KNeighborsClassifier(1)
    leaking = cross_validate(nearest, X, y, folds=5)
    honest = cross_validate(nearest, X, y, groups=patients, folds=5)
    assert leaking.estimate("accuracy").value > 0.99
    assert honest.estimate("accuracy").value < 0.8


def test_grid_is_searched_inside_each_training_fold():
    X, y = table()
    cross_validate(
        KNeighborsClassifier(),
        X,
        y,
        folds=3,
        repeats=1,
        grid={"n_neighbors": [1, 3]},
    )
    result = cross_validate(
        LogisticRegression(),
        X,
        (X[:, 0] > 29).astype(int),
        folds=3,
        repeats=1,
        grid={"C": [1e-4, 1.0]},
    )
    assert result.estimate("auroc").value > 0.99


def test_same_seed_same_folds():
    X, y = table()
    one, two, other = (
        cross_validate(Spy(), X, y, folds=5, repeats=1, seed=seed)
        for seed in (1, 1, 2)
    )
    assert np.array_equal(one.test_folds, two.test_folds)
    assert not np.array_equal(one.test_folds, other.test_folds)


@pytest.mark.parametrize(
    "X, y",
    [
        (np.zeros((4, 1)), [0, 1, 0]),
        (np.zeros((6, 1)), [0, 0, 0, 0, 0, 1]),
        (np.zeros((4, 1)), [0, 1, 2, 2]),
    ],
)
def test_bad_input_is_refused(X, y):
    with pytest.raises(UsageError, match="Received"):
        cross_validate(LogisticRegression(), X, y, folds=2)


def test_unknown_metric_is_refused():
    X, y = table()
    result = cross_validate(Spy(), X, y, folds=2, repeats=1)
    with pytest.raises(UsageError, match="classification"):
        result.estimate("auc")


def test_pairs_are_the_folds_that_were_used():
    X, y = table()
    result = cross_validate(Spy(), X, y, folds=5, repeats=2)
    for repeat in range(2):
        pairs = result.pairs(repeat)
        tested = np.concatenate([test for _, test in pairs])
        assert sorted(tested) == list(range(60))
        for fold, (train, test) in enumerate(pairs):
            assert not set(train) & set(test)
            assert np.all(result.test_folds[repeat][test] == fold)

"""Cross-validation: every patient once, nothing fitted outside."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from medkeras.metrics import classification
from medkeras.metrics.classification import auroc
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
    rng = np.random.default_rng(0)
    centres = np.repeat(rng.normal(size=(30, 5)), 8, axis=0)
    X = centres + 0.01 * rng.normal(size=centres.shape)
    patients = np.repeat(np.arange(30), 8)
    y = (rng.permutation(30) % 2)[patients]
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
        with pytest.raises(UsageError, match=r"`repeat` .* from 0 to 1"):
            result.pairs(2)
        for fold, (train, test) in enumerate(pairs):
            assert not set(train) & set(test)
            assert np.all(result.test_folds[repeat][test] == fold)


NOTHING = LogisticRegression()


def never(X, y, **settings):
    """Cross-validate an estimator that must never be fitted."""

    class Untouched(Spy):
        def fit(self, X, y):
            raise AssertionError("trained before the folds were looked at")

    return cross_validate(Untouched(), X, y, **settings)


@pytest.mark.parametrize(
    "labels",
    [
        np.arange(60) % 4 / 3,  # the mean of three graders
        np.where(np.arange(60) % 2, 1.9, 0.4),
        np.where(np.arange(60) % 2, "yes", "no"),
        np.arange(60) % 2 + 1,
        np.where(np.arange(60) % 2, 1.0, np.nan),
        (np.arange(60) % 2)[:, None],
        [None, 1] * 30,
    ],
)
def test_labels_are_0_and_1_and_are_never_rounded(labels):
    with pytest.raises(UsageError, match="`y` must") as said:
        never(table()[0], labels, folds=5)
    assert "\n" not in str(said.value)


@pytest.mark.parametrize("form", [bool, float, "uint8", object, list])
def test_0_and_1_in_any_form_are_the_same(form):
    X, y = table()
    given = list(y) if form is list else y.astype(form)
    result = cross_validate(Spy(), X, given, folds=5, repeats=1)
    np.testing.assert_array_equal(result.labels, y)


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"groups": np.arange(60) % 3}, "5 patients or more"),
        ({"groups": np.where(np.arange(60) % 2, 0, np.arange(60))},
         "1 with 1"),
        ({"groups": (np.arange(60) // 2)[:, None]}, "one id a row"),
        ({"groups": [None, *range(59)]}, "name a patient"),
        ({"groups": ["7", *range(59)]}, "one type"),
        ({"groups": range(9)}, "one length"),
        ({"folds": 1}, "`folds` must be a whole number of 2"),
        ({"folds": 31}, "31 patients or more"),
        ({"folds": 5.0}, "`folds`"),
        ({"repeats": 0}, "`repeats`"),
        ({"seed": -1}, "`seed`"),
        ({"grid": {}}, "`grid`"),
        ({"grid": ["C"]}, "`grid`"),
    ],
)  # fmt: skip
def test_what_cannot_be_divided_is_refused_before_training(settings, message):
    X, y = table()
    with pytest.raises(UsageError, match=message) as said:
        never(X, y, **({"folds": 5} | settings))
    assert "\n" not in str(said.value)


def test_a_fold_of_one_label_is_refused_before_training():
    """Enough patients of each label, but no way found to spread them."""
    rng = np.random.default_rng(6)
    sizes = rng.integers(1, 30, 12)
    groups = np.repeat(np.arange(12), sizes)
    chance = rng.random(len(groups))
    share = np.repeat(rng.choice([0, 0.1, 0.9, 1], 12), sizes)
    y = (chance < share).astype(int)
    X = np.arange(len(y), dtype=float)[:, None]
    with pytest.raises(UsageError, match="both labels: use fewer folds"):
        never(X, y, groups=groups, folds=5)


def test_patients_are_counted_not_rows():
    X, y = table()
    pairs = [f"P{n:03d}" for n in np.arange(60) // 2]
    result = cross_validate(NOTHING, X, y, groups=pairs, folds=5, repeats=2)
    assert result.num_patients == result.estimate("accuracy").n == 30
    for fold in result.test_folds:
        np.testing.assert_array_equal(fold[::2], fold[1::2])
    alone = cross_validate(NOTHING, X, y, folds=5, repeats=1)
    assert alone.num_patients == alone.estimate("auroc").n == 60


def test_auroc_compares_different_patients_where_there_are_groups():
    X, y = table()
    groups = np.arange(60) // 2
    result = cross_validate(NOTHING, X, y, groups=groups, folds=3, repeats=1)
    here = result.test_folds[0] == 0
    labels, p = y[here], result.probabilities[0][here]
    by_name, by_function = map(result.fold_values, ("auroc", auroc))
    np.testing.assert_array_equal(by_name, by_function)
    assert by_name[0] == auroc(labels, p, groups[here])


@pytest.mark.parametrize("name", ["np", "UsageError", "KINDS", "_share", None])
def test_only_a_metric_is_a_metric(name):
    X, y = table()
    result = cross_validate(Spy(), X, y, folds=2, repeats=1)
    with pytest.raises(UsageError, match="function or a name"):
        result.estimate(name)


def test_a_score_stays_between_0_and_1_by_name_or_function():
    X, y = table()
    y = (X[:, 0] > 29).astype(int)
    result = cross_validate(NOTHING, X, y, folds=3, repeats=1)
    for metric in ("accuracy", classification.accuracy):
        assert result.estimate(metric).ci_high <= 1


class Answering(Spy):
    """Predicts what it is told to."""

    def __init__(self, answer=None):
        self.answer = answer

    def predict_proba(self, X):
        return np.full((len(X), 2), self.answer)


@pytest.mark.parametrize("answer", [np.nan, -2.3, 3.3])
def test_answers_that_are_no_probabilities_are_refused(answer):
    X, y = table()
    with pytest.raises(UsageError, match="answers of the estimator"):
        cross_validate(Answering(answer), X, y, folds=5)


@pytest.mark.parametrize(
    "X, message",
    [
        (np.where(np.arange(60) == 3, np.nan, 1.0)[:, None], "contains NaN"),
        (np.full((60, 1), "a"), "could not convert"),
        (np.zeros(60), r"\(rows, features\)"),
        (np.zeros((60, 0)), r"\(rows, features\)"),
    ],
)
def test_what_an_estimator_refuses_is_one_line(X, message):
    with pytest.raises(UsageError, match=message) as said:
        cross_validate(NOTHING, X, table()[1], folds=5)
    assert "\n" not in str(said.value)


@pytest.mark.parametrize("estimator", [LogisticRegression, None, "forest"])
def test_an_estimator_is_one(estimator):
    with pytest.raises(UsageError, match="`estimator`"):
        cross_validate(estimator, *table(), folds=5)

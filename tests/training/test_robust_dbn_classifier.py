"""The robust model as an estimator: its parts, its refusals."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline

from medkeras.models.restarts import Starts
from medkeras.training import robust_dbn_classifier
from medkeras.training.robust_dbn_classifier import RobustDBNClassifier
from medkeras.training.stability_selection import StabilitySelection
from medkeras.utils.errors import UsageError


def people(count, seed, features=6):
    """Two features decide; a score goes with them, half of it unknown."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(count, features))
    stage = X[:, 0] - X[:, 1]
    y = (stage + rng.normal(0, 0.3, count) > 0).astype(int)
    score = 20 + 3 * stage + rng.normal(0, 0.5, count)
    score[::2] = np.nan
    return X, y, score[:, None]


def small(**options):
    settings = dict(units=(8, 4), dropout=0.0, pretrain_epochs=2, epochs=30)
    return RobustDBNClassifier(**(settings | options))


@pytest.fixture(scope="module")
def fitted():
    X, y, scores = people(120, 0)
    return small().fit(X, y, scores)


def test_it_learns_the_class_and_the_score(fitted):
    X, y, _ = people(300, 1)
    assert roc_auc_score(y, fitted.predict_proba(X)[:, 1]) > 0.9
    assert (fitted.predict(X) == y).mean() > 0.8
    found = fitted.predict_tasks(X)[:, 0]
    assert np.corrcoef(found, X[:, 0] - X[:, 1])[0, 1] > 0.8


def test_a_later_fit_changes_no_earlier_answer(fitted):
    """Graphs are shared between fits, weights are not."""
    X, y, scores = people(60, 2)
    before = fitted.predict_proba(X)
    small().fit(X, 1 - y, scores)
    np.testing.assert_array_equal(fitted.predict_proba(X), before)


def test_the_same_seed_gives_the_same_answers():
    X, y, scores = people(60, 3)
    one, other = (small(dropout=0.3).fit(X, y, scores) for _ in range(2))
    np.testing.assert_array_equal(one.predict_proba(X), other.predict_proba(X))


def test_scores_of_weight_0_are_as_if_there_were_none():
    X, y, scores = people(60, 4)
    alone = small(task_weight=1.0, svm_c=None).fit(X, y)
    beside = small(task_weight=0.0, svm_c=None).fit(X, y, scores)
    np.testing.assert_array_equal(
        alone.decision_function(X), beside.decision_function(X)
    )


def test_each_part_can_be_left_out():
    X, y, scores = people(60, 5)
    full = small(dropout=0.3).fit(X, y, scores).decision_function(X)
    for without in (
        {"dropout": 0.0}, {"task_weight": 0.0}, {"adaptive": False},
        {"pretrain_epochs": 0}, {"svm_c": None},
    ):  # fmt: skip
        other = small(**({"dropout": 0.3} | without)).fit(X, y, scores)
        assert not np.array_equal(other.decision_function(X), full), without


def test_parts_that_do_not_touch_the_belief_network_share_it(monkeypatch):
    """Its graphs take longer to make than to train; its numbers are as new."""
    X, y, scores = people(60, 5)
    monkeypatch.setattr(robust_dbn_classifier, "_kept", Starts(16))
    monkeypatch.setattr(robust_dbn_classifier, "_trained", {})
    alone = small(dropout=0.0).fit(X, y).decision_function(X)
    monkeypatch.setattr(robust_dbn_classifier, "_kept", Starts(16))
    monkeypatch.setattr(robust_dbn_classifier, "_trained", {})
    small(dropout=0.3).fit(X, 1 - y, scores)
    again = small(dropout=0.0).fit(X, y).decision_function(X)
    np.testing.assert_array_equal(again, alone)
    kinds = [kind for (kind, *_), _ in robust_dbn_classifier._kept]
    assert sorted(kinds) == ["dbn", "network", "network"]


def test_the_same_rows_pretrain_once(monkeypatch):
    X, y, scores = people(60, 5)
    monkeypatch.setattr(robust_dbn_classifier, "_trained", {})
    alone = small(dropout=0.3).fit(X, y, scores).decision_function(X)
    trainings, pretrain = [], robust_dbn_classifier.DBN.pretrain

    def counted(self, *args, **options):
        trainings.append(len(args[0]))
        return pretrain(self, *args, **options)

    monkeypatch.setattr(robust_dbn_classifier.DBN, "pretrain", counted)
    monkeypatch.setattr(robust_dbn_classifier, "_trained", {})
    for parts in ({"dropout": 0.0}, {"adaptive": False}, {"dropout": 0.3}):
        last = small(**parts).fit(X, y, scores).decision_function(X)
    assert len(trainings) == 1
    np.testing.assert_array_equal(last, alone)
    for other in ({"seed": 1}, {"batch_size": 7}):
        small(**other).fit(X, y)
    small().fit(X[1:], y[1:])
    assert len(trainings) == 4


def test_few_steps_need_no_graph_and_give_its_numbers(monkeypatch):
    X, y, scores = people(60, 5)
    few = dict(dropout=0.3, epochs=2, svm_c=None)
    by_steps = small(**few).fit(X, y, scores)
    assert by_steps.network_.run_eagerly
    found = by_steps.decision_function(X)
    monkeypatch.setattr(robust_dbn_classifier, "takes_few", lambda *_: False)
    by_graph = small(**few).fit(X, y, scores)
    assert not by_graph.network_.run_eagerly
    np.testing.assert_allclose(
        found, by_graph.decision_function(X), rtol=1e-4, atol=1e-5
    )


def test_padding_with_zeros_changes_nothing_without_pretraining():
    """Weights of columns that are 0 are never read."""
    X, y, _ = people(60, 6)
    rows = small(pretrain_epochs=0, epochs=1, width=9).fit(X, y)
    moved = rows.network_.get_layer("hidden_1").get_weights()[0][6:]
    rows._network(9, 0, 3)  # at its start again
    start = rows.network_.get_layer("hidden_1").get_weights()[0][6:]
    np.testing.assert_array_equal(moved, start)


def test_it_ends_a_pipeline_with_selection():
    X, y, _ = people(80, 7, features=20)
    model = make_pipeline(
        StabilitySelection(2, 0.6, num_halves=20), small(width=5)
    )
    assert model.fit(X, y).predict_proba(X).shape == (80, 2)
    assert model[0].get_support(indices=True).tolist() == [0, 1]


def test_what_cannot_be_fitted_is_refused():
    X, y, scores = people(20, 8)
    for wrong in (
        {"units": ()}, {"dropout": 2.0}, {"task_weight": -1.0},
        {"pretrain_epochs": -1}, {"epochs": 0}, {"batch_size": 0},
        {"learning_rate": 0.0}, {"svm_c": 0.0}, {"width": 3}, {"seed": -1},
    ):  # fmt: skip
        with pytest.raises(UsageError, match=next(iter(wrong))):
            small(**wrong).fit(X, y)
    with pytest.raises(UsageError, match="tasks"):
        small().fit(X, y, scores[:5])
    with pytest.raises(UsageError, match="y"):
        small().fit(X, np.zeros(20))

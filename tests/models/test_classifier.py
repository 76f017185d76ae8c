"""Fusion: it learns, it lives with gaps, it refuses what does not fit."""

import keras
import numpy as np
import pytest
from medkeras_datasets.adni import phantom
from sklearn.metrics import roc_auc_score

from medkeras.models.multimodal import MultimodalClassifier, classifier
from medkeras.utils.errors import UsageError

SHAPES = {"one": (6,), "two": (5,)}


def people(count, seed):
    """Each table shows half of what decides."""
    rng = np.random.default_rng(seed)
    X = {"one": rng.normal(size=(count, 6)), "two": rng.normal(size=(count, 5))}
    stage = X["one"][:, 0] + X["two"][:, 0]
    y = (stage + rng.normal(0, 0.3, count) > 0).astype(int)
    return X, y


def begin_anew():
    """No network is kept, and the next ones get the same first weights."""
    classifier._kept.clear()
    keras.utils.set_random_seed(0)


def small(shapes=SHAPES, fusion="intermediate", **options):
    settings = dict(pretrain_epochs=2, epochs=20)
    return MultimodalClassifier(shapes, fusion, **(settings | options))


@pytest.mark.parametrize("fusion", ["early", "intermediate", "late"])
def test_two_kinds_foretell_better_than_one(fusion):
    (X, y), (X_test, y_test) = people(240, 0), people(400, 1)
    options = {"learning_rate": 5e-3}
    both = small(fusion=fusion, **options).fit(X, y).predict_proba(X_test)
    alone = small({"one": 6}, **options).fit(X, y).predict_proba(X_test)
    assert roc_auc_score(y_test, both) > 0.9
    assert roc_auc_score(y_test, both) > roc_auc_score(y_test, alone) + 0.05


@pytest.mark.parametrize("fusion", ["early", "intermediate", "late"])
def test_what_a_person_lacks_is_never_read(fusion):
    X, y = people(60, 2)
    present = {"two": np.arange(60) % 3 > 0}
    model = small(fusion=fusion, epochs=3).fit(X, y, present)
    found = model.predict_proba(X, present)
    moved = X | {"two": X["two"] + 100.0 * (~present["two"])[:, None]}
    np.testing.assert_array_equal(model.predict_proba(moved, present), found)
    again = small(fusion=fusion, epochs=3).fit(moved, y, present)
    np.testing.assert_array_equal(again.predict_proba(X, present), found)


def test_a_later_fit_changes_no_earlier_answer():
    """Graphs are shared between fits, weights are not."""
    X, y = people(60, 3)
    model = small(epochs=3).fit(X, y)
    before = model.predict_proba(X)
    small(epochs=3).fit(X, 1 - y)
    np.testing.assert_array_equal(model.predict_proba(X), before)


@pytest.mark.parametrize("fusion", ["early", "intermediate", "late"])
def test_few_steps_need_no_graph_and_give_its_numbers(fusion, monkeypatch):
    X, y = people(60, 3)
    few = dict(fusion=fusion, epochs=2)
    begin_anew()
    by_steps = small(**few).fit(X, y)
    networks = [network for network, _ in by_steps.parts_.values()]
    assert all(network.run_eagerly for network in networks)
    monkeypatch.setattr(classifier, "takes_few", lambda *_: False)
    begin_anew()
    by_graph = small(**few).fit(X, y)
    networks = [network for network, _ in by_graph.parts_.values()]
    assert not any(network.run_eagerly for network in networks)
    np.testing.assert_allclose(
        by_steps.predict_proba(X), by_graph.predict_proba(X), rtol=1e-5
    )


def test_fused_is_better_than_the_best_single_kind_of_made_up_people():
    """The paper's claim where it is true: a stage that all kinds show."""
    train, test = phantom.people(400, 0), phantom.people(1000, 1)
    shapes = {"clinical": (12,), "volume": (16, 16, 16)}
    whole = test["has_volume"] == 1
    labels = test["label"][whole]

    def judged(names, fusion):
        kinds = {name: shapes[name] for name in names}
        here = np.any([train[f"has_{n}"] == 1 for n in names], axis=0)
        model = MultimodalClassifier(kinds, fusion, learning_rate=1e-3)
        model.fit(
            {n: train[n][here] for n in names},
            train["label"][here],
            {n: train[f"has_{n}"][here] for n in names},
        )
        return model.predict_proba({n: test[n][whole] for n in names})

    fused = judged(["clinical", "volume"], "late")
    singles = [judged([name], "intermediate") for name in shapes]
    rng, gains = np.random.default_rng(0), []
    for _ in range(200):
        rows = rng.integers(0, len(labels), len(labels))
        areas = [
            roc_auc_score(labels[rows], p[rows]) for p in (fused, *singles)
        ]
        gains.append(areas[0] - max(areas[1:]))
    assert np.percentile(gains, 2.5) > 0


def test_what_does_not_fit_is_refused():
    X, y = people(20, 4)
    for wrong in (
        {"fusion": "middle"}, {"epochs": 0}, {"pretrain_epochs": -1},
        {"batch_size": 0}, {"learning_rate": 0}, {"seed": -1},
    ):  # fmt: skip
        with pytest.raises(UsageError, match=next(iter(wrong))):
            small(**wrong)
    with pytest.raises(UsageError, match="before people are judged"):
        small().predict_proba(X)
    with pytest.raises(UsageError, match="y"):
        small().fit(X, np.zeros(20))
    one_label = {"two": y == 1}
    with pytest.raises(UsageError, match="y of those with two"):
        small(fusion="late", epochs=1).fit(X, y, one_label)

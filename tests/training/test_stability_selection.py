"""Stability selection: its bound, its choices, its place in a pipeline."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, lasso_path
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

from medkeras.training.stability_selection import (
    StabilitySelection,
    false_selection_bound,
    first_chosen,
)
from medkeras.utils.errors import UsageError


def noise(rows, features, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(rows, features)), rng.normal(size=rows)


def test_bound_by_hand():
    assert false_selection_bound(4, 0.75, 32) == pytest.approx(1.0)
    assert false_selection_bound(4, 1.0, 32) == pytest.approx(0.5)


def test_the_bound_holds_over_200_simulations_in_which_nothing_counts():
    q, threshold, features = 4, 0.6, 20
    wrong = []
    for seed in range(200):
        X, y = noise(40, features, seed)
        found = StabilitySelection(q, threshold, num_halves=20, seed=seed)
        wrong.append((found.fit(X, y).probabilities_ >= threshold).sum())
    bound = false_selection_bound(q, threshold, features)
    assert found.bound_ == bound
    assert np.mean(wrong) <= bound
    # Without the threshold the lasso lets in four each time.
    assert np.mean(wrong) < q / 2


def test_planted_features_are_chosen_in_most_halves():
    X, y = noise(120, 60, seed=3)
    y = y + X[:, [7, 20, 41]] @ [1.5, -1.5, 1.5]
    found = StabilitySelection(5, 0.8, num_halves=40).fit(X, y)
    assert found.get_support(indices=True).tolist() == [7, 20, 41]
    assert found.probabilities_[[7, 20, 41]].min() >= 0.8
    assert not found.fell_short_
    np.testing.assert_array_equal(found.transform(X), X[:, [7, 20, 41]])


def test_the_first_of_the_path_are_those_of_coordinate_descent():
    """The other lasso path of scikit-learn brings in the same features."""
    compared = 0
    for seed in range(10):
        X, y = noise(60, 15, seed)
        X = (X - X.mean(axis=0)) / X.std(axis=0)
        _, path, _ = lasso_path(X, y - y.mean(), alphas=400, eps=1e-2)
        began = np.where(
            (path != 0).any(axis=1), (path != 0).argmax(axis=1), 10**6
        )
        order = np.argsort(began, kind="stable")
        if began[order[2]] < began[order[3]]:  # else the grid is too coarse
            compared += 1
            assert set(first_chosen(X, y, 3)) == set(order[:3])
    assert compared >= 5


def test_scale_and_shift_change_nothing():
    X, y = noise(50, 12, seed=0)
    moved = X * np.logspace(-3, 3, 12) + 100
    np.testing.assert_array_equal(
        first_chosen(X, y, 4), first_chosen(moved, 5 * y - 2, 4)
    )


def test_a_feature_of_one_value_is_never_chosen():
    X, y = noise(50, 5, seed=0)
    X[:, 2] = 7.0
    assert 2 not in first_chosen(X, y, 5)
    assert not len(first_chosen(X, np.ones(50), 3))


def test_if_none_is_stable_the_best_is_kept_and_said():
    X, y = noise(40, 30, seed=1)
    found = StabilitySelection(1, 1.0, num_halves=30).fit(X, y)
    assert found.fell_short_ and found.get_support().sum() == 1


def test_selection_inside_the_fold_finds_nothing_where_nothing_is():
    """Chosen on all patients before, the same features seem to foretell."""
    line, selection = LogisticRegression(), StabilitySelection(8, 0.6, 10)
    both = make_pipeline(selection, line)
    options = {"cv": 5, "scoring": "roc_auc"}
    outside, inside = [], []
    for seed in range(6):
        X, y = noise(90, 200, seed)
        y = (y > 0).astype(int)
        chosen = selection.fit_transform(X, y)
        outside.append(cross_val_score(line, chosen, y, **options).mean())
        inside.append(cross_val_score(both, X, y, **options).mean())
    assert abs(np.mean(inside) - 0.5) < 0.12
    assert np.mean(outside) > np.mean(inside) + 0.15


def test_what_cannot_be_is_refused():
    X, y = noise(20, 5, seed=0)
    for wrong in (
        {"num_chosen": 0}, {"threshold": 0.5}, {"threshold": 1.2},
        {"num_halves": 0}, {"seed": -1},
    ):  # fmt: skip
        with pytest.raises(UsageError, match=next(iter(wrong))):
            StabilitySelection(**wrong).fit(X, y)

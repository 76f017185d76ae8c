"""Answers out of fold: no test row teaches, classes weigh alike."""

import keras
import numpy as np
import pytest

from medkeras.models.base import Model
from medkeras.training.cross_predict import cross_predict
from medkeras.training.folds import stratified_folds
from medkeras.utils.errors import UsageError


def dense(width=3):
    x = keras.Input((width,), name="x")
    return Model(x, keras.layers.Dense(1, "sigmoid")(x))


def two_inputs():
    inputs = {n: keras.Input((2,), name=n) for n in ("a", "b")}
    both = keras.layers.Concatenate()(list(inputs.values()))
    return Model(inputs, keras.layers.Dense(1, "sigmoid")(both))


def rows(count=80, seed=0):
    rng = np.random.default_rng(seed)
    y = (np.arange(count) % 4 == 0).astype(int)
    x = rng.normal(size=(count, 3)) + 1.5 * y[:, None]
    return x.astype("float32"), y, stratified_folds(y, None, 4, 0)


FAST = dict(epochs=20, batch_size=60, learning_rate=0.2)


def test_what_is_there_is_learnt_and_each_row_is_answered_once():
    x, y, pairs = rows()
    p = cross_predict(dense, x, y, pairs, **FAST)
    assert np.isfinite(p).all()
    assert np.mean((p > 0.5) == y) > 0.8


def test_labels_of_the_test_rows_change_nothing():
    x, y, pairs = rows()
    right = cross_predict(dense, x, y, pairs[:1], epochs=2)
    test = pairs[0][1]
    assert np.isnan(np.delete(right, test)).all()
    other = y.copy()
    other[test] = 1 - other[test]
    again = cross_predict(dense, x, other, pairs[:1], epochs=2)
    np.testing.assert_array_equal(right[test], again[test])


def test_scaling_is_that_of_the_training_rows():
    x, y, pairs = rows()
    far = x.copy()
    far[pairs[0][1]] += 1e4  # the test rows must not move mean and spread
    parts = {"a": x[:, :2], "b": x[:, 1:]}
    seen = []

    def look(model, unseen):
        seen.append(unseen["b"])

    cross_predict(
        two_inputs, parts | {"b": far[:, 1:]}, y, pairs[:1], 1,
        scale=("b",), after_fold=look,
    )  # fmt: skip
    train, test = pairs[0]
    b = far[:, 1:]
    right = (b[test] - b[train].mean(0)) / b[train].std(0)
    np.testing.assert_allclose(seen[0], right, rtol=1e-4)


def test_class_weights_lift_the_rare_class():
    x, y, pairs = rows()
    x = x * 0  # nothing to know but the share
    even, plain = (
        np.nanmean(
            cross_predict(dense, x, y, pairs[:1], class_weights=w, **FAST)
        )
        for w in (True, False)
    )
    assert even == pytest.approx(0.5, abs=0.06)
    assert plain == pytest.approx(0.25, abs=0.06)


def test_what_cannot_be_is_refused():
    x, y, pairs = rows()
    train, test = pairs[0]
    with pytest.raises(UsageError, match="trained and tested on"):
        cross_predict(dense, x, y, [(train, np.r_[test, train[0]])])
    with pytest.raises(UsageError, match="as many rows"):
        cross_predict(dense, x[:-1], y, pairs)
    with pytest.raises(UsageError, match="scale"):
        cross_predict(dense, x, y, pairs, scale=("hrv",))
    with pytest.raises(UsageError, match="both labels"):
        cross_predict(
            dense, x, y, [(np.flatnonzero(y == 0), np.flatnonzero(y)[:1])]
        )
    with pytest.raises(UsageError, match="build"):
        cross_predict(None, x, y, pairs)

"""`fit` and `evaluate` with Keras's arguments, in the loop for workers.

On one device the loop must do what Keras does; on two workers it is compared
with one device in tests/test_workers.py.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.models import base
from medkeras.models.base import Model
from medkeras.models.worker_fit import (
    evaluate_on_workers,
    fit_on_workers,
    predict_on_workers,
    spans_workers,
    train_batch_on_workers,
)
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)
X = rng.normal(size=(10, 3)).astype("float32")
Y = (X.sum(axis=1, keepdims=True) > 0).astype("float32")


def network():
    keras.utils.set_random_seed(0)
    inputs = keras.Input((3,))
    outputs = keras.layers.Dense(1, activation="sigmoid")(inputs)
    model = Model(inputs, outputs)
    model.compile(
        "adam", "binary_crossentropy", metrics=["accuracy"], run_eagerly=True
    )
    return model


def weights(model):
    return np.concatenate([np.ravel(w) for w in model.get_weights()])


@pytest.mark.parametrize(
    "options",
    [
        {"batch_size": 4, "epochs": 2},  # shuffled, as Keras shuffles
        {"shuffle": False, "validation_data": (X[:4], Y[:4])},
        {"batch_size": 3, "validation_split": 0.3, "epochs": 2},
        {"sample_weight": np.linspace(0, 1, 10), "batch_size": 5},
        {"class_weight": {0: 1.0, 1: 3.0}, "batch_size": 5},
        {"epochs": 3, "initial_epoch": 1, "validation_freq": 2,
         "validation_data": (X, Y)},
    ],
    ids=lambda options: " ".join(options),
)  # fmt: skip
def test_the_numbers_are_those_of_keras(options):
    one, other = network(), network()
    tf.random.set_seed(1)
    expected = one.fit(X, Y, verbose=0, **options)
    tf.random.set_seed(1)
    found = fit_on_workers(other, X, Y, verbose=0, **options)
    np.testing.assert_allclose(weights(other), weights(one), atol=1e-6)
    assert found.history.keys() == expected.history.keys()
    for name, values in expected.history.items():
        np.testing.assert_allclose(found.history[name], values, atol=1e-5)
    assert found.epoch == expected.epoch


@pytest.mark.parametrize(
    "weights", [{"sample_weight": np.ones(10)}, {"class_weight": {0: 1.0}}]
)
def test_weights_without_targets_are_refused(weights):
    with pytest.raises(UsageError, match="`y` must be given where"):
        fit_on_workers(network(), X, verbose=0, **weights)


def test_evaluate_is_that_of_keras():
    model = network()
    expected = model.evaluate(X, Y, batch_size=4, verbose=0)
    np.testing.assert_allclose(
        evaluate_on_workers(model, X, Y, batch_size=4), expected, atol=1e-6
    )
    names = evaluate_on_workers(model, X, Y, return_dict=True)
    assert names.keys() == {"loss", "accuracy"}


def test_one_batch_is_one_step_of_keras():
    one, other = network(), network()
    expected = one.train_on_batch(X, Y, return_dict=True)
    found = train_batch_on_workers(other, X, Y, return_dict=True)
    np.testing.assert_allclose(weights(other), weights(one), atol=1e-6)
    assert found == pytest.approx(expected, abs=1e-5)
    assert len(train_batch_on_workers(other, X, Y)) == 2


def test_predict_is_that_of_keras_in_order():
    model = network()
    found = predict_on_workers(model, X, batch_size=4)
    np.testing.assert_allclose(
        found, model.predict(X, batch_size=4, verbose=0), atol=1e-6
    )


def test_a_data_set_without_end_is_taken_for_so_many_steps():
    data = tf.data.Dataset.from_tensor_slices((X, Y)).batch(5).repeat()
    model = network()
    fit_on_workers(model, data, steps_per_epoch=3, epochs=2, verbose=0)
    assert int(model.optimizer.iterations.numpy()) == 6


def test_models_of_the_book_use_it_where_there_are_workers(monkeypatch):
    assert not spans_workers(network())
    called = []
    monkeypatch.setattr(base, "spans_workers", lambda model: True)
    names = ["fit_on_workers", "evaluate_on_workers", "predict_on_workers"]
    names.append("train_batch_on_workers")
    for name in names:
        monkeypatch.setattr(
            base, name, lambda *args, name=name, **kw: called.append(name)
        )
    network().fit(X, Y)
    network().evaluate(X, Y)
    network().predict(X)
    network().train_on_batch(X, Y)
    assert called == names

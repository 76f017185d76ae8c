"""Arrays are read as Keras reads them, without the thread that tunes."""

import functools
import weakref

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src.trainers.data_adapters.array_data_adapter import (
    ArrayDataAdapter,
)
from tensorflow.python.data.ops.iterator_ops import OwnedIterator

from medkeras.models import untuned
from medkeras.models.autoencoder import dense_autoencoder
from medkeras.models.base import Model
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)
X = rng.normal(size=(70, 4))
Y = (X[:, :1] > 0).astype(int)
WEIGHTS = np.linspace(0, 1, 70)
FEW = X[:30], Y[:30]


def network(kind):
    """Two layers; half of the hidden units are left out by chance.

    One of each kind for all tests, put back to its start: graphs that were
    traced stay.
    """
    model, start = made(kind)
    for variable, value in zip(variables(model), start, strict=True):
        variable.assign(value)
    keras.utils.set_random_seed(1)
    return model


@functools.cache
def made(kind):
    """The network and what all its variables are at the start."""
    keras.utils.set_random_seed(1)
    inputs = keras.Input((4,))
    hidden = keras.layers.Dense(8, "relu")(inputs)
    hidden = keras.layers.Dropout(0.5)(hidden)
    model = kind(inputs, keras.layers.Dense(1, "sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.optimizer.build(model.trainable_variables)
    return model, [np.array(variable) for variable in variables(model)]


def variables(model):
    """Weights, what the masks are drawn from, and the optimizer's."""
    return model.variables + model.optimizer.variables


FITS = [
    {},
    {"shuffle": "batch", "batch_size": 16},
    {"batch_size": 16, "validation_data": FEW, "validation_batch_size": 7},
    {"validation_data": (*FEW, WEIGHTS[:30]), "validation_steps": 2},
    {"sample_weight": WEIGHTS},
    {"class_weight": {0: 1.0, 1: 3.0}},
    {"steps_per_epoch": 2},
    {"validation_split": 0.3},
]


@pytest.mark.parametrize("options", FITS, ids=lambda options: str([*options]))
def test_fit_takes_the_steps_of_keras(options):
    ours, theirs = network(Model), network(keras.Model)
    options = {"epochs": 3, "verbose": 0, "shuffle": False} | options
    found, expected = (
        model.fit(X, Y, **options).history for model in (ours, theirs)
    )
    assert found == expected
    for one, other in zip(
        ours.get_weights(), theirs.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_answers_are_those_of_keras():
    ours, theirs = network(Model), network(keras.Model)
    for options in {}, {"batch_size": 16}, {"steps": 3}:
        np.testing.assert_array_equal(
            ours.predict(X, verbose=0, **options),
            theirs.predict(X, verbose=0, **options),
        )
        options = options | {"verbose": 0, "sample_weight": WEIGHTS}
        assert ours.evaluate(X, Y, **options) == theirs.evaluate(
            X, Y, **options
        )


def test_arguments_may_stand_in_order():
    ours, theirs = network(Model), network(keras.Model)
    given = X, Y, 16, 2, 0, None, 0.0, None, False
    found = [m.fit(*given).history for m in (ours, theirs)]
    assert found[0] == found[1]
    np.testing.assert_array_equal(
        ours.predict(X, 16, 0), theirs.predict(X, 16, 0)
    )


@pytest.fixture
def two_steps():
    """Keras is told to take no more steps of an epoch."""
    keras.config.set_max_steps_per_epoch(2)
    yield
    keras.config.set_max_steps_per_epoch(None)


@pytest.mark.filterwarnings("ignore:Limiting steps_per_epoch:UserWarning")
def test_the_steps_of_an_epoch_may_be_limited(two_steps):
    ours, theirs = network(Model), network(keras.Model)
    for options in {}, {"steps_per_epoch": 3}, {"validation_data": FEW}:
        found, expected = (
            model.fit(X, Y, shuffle=False, verbose=0, **options).history
            for model in (ours, theirs)
        )
        assert found == expected
    assert ours.evaluate(X, Y, verbose=0) == theirs.evaluate(X, Y, verbose=0)
    assert len(ours.predict(X, verbose=0)) == len(X)


def test_unknown_arguments_are_named():
    model = network(Model)
    with pytest.raises(TypeError, match=r"Model.*unexpected.*'epoch'"):
        model.fit(X, Y, epoch=3)
    with pytest.raises(TypeError, match=r"Model.*multiple.*'batch_size'"):
        model.fit(X, Y, 16, batch_size=16)


@pytest.mark.parametrize("name", ["sample_weight", "class_weight"])
def test_weights_need_targets(name):
    """Without any, Keras would forget the weights and say nothing."""
    model = dense_autoencoder((4,), (2,))
    model.compile("adam")
    weights = {"sample_weight": WEIGHTS, "class_weight": {0: 1.0}}[name]
    with pytest.raises(UsageError, match=f"`y` must be given where `{name}`"):
        model.fit(X, verbose=0, **{name: weights})
    model.fit(X, X, sample_weight=np.zeros(70), verbose=0)
    assert model.evaluate(X, X, sample_weight=np.zeros(70), verbose=0) == 0


@pytest.fixture
def tuned(monkeypatch):
    """Whether TensorFlow may tune them, of all data sets made ready."""
    seen = []
    make = tf.data.Dataset.__iter__

    def watched(data):
        seen.append(data.options().autotune.enabled)
        return make(data)

    monkeypatch.setattr(tf.data.Dataset, "__iter__", watched)
    return seen


def test_nothing_tunes_what_is_read(tuned):
    model = network(Model)
    model.fit(X, Y, epochs=2, validation_data=FEW, verbose=0)
    model.evaluate(X, Y, verbose=0)
    model.predict(X, verbose=0)
    assert tuned
    assert set(tuned) == {False}


def test_arrays_in_order_need_no_function(monkeypatch):
    """It would be traced for each call and made ready for each epoch."""
    model = network(Model)

    def refuse(*args, **kwargs):
        raise AssertionError("a function in the pipeline")

    for name in ("map", "flat_map"):
        monkeypatch.setattr(tf.data.Dataset, name, refuse)
    model.fit(X, Y, shuffle=False, validation_data=FEW, verbose=0)
    model.evaluate(X, Y, verbose=0)
    model.predict(X, verbose=0)


@pytest.mark.parametrize("shuffle", [False, "batch"])
@pytest.mark.parametrize("several", [list, tuple, dict])
def test_inputs_of_any_structure_come_in_the_batches_of_keras(several, shuffle):
    parts = X.astype("float32"), tf.range(70)
    x = (
        dict(zip("ab", parts, strict=True))
        if several is dict
        else (several(parts))
    )
    options = {"batch_size": 16, "shuffle": shuffle}
    batches = []
    for kind in (untuned.UntunedArrays, ArrayDataAdapter):
        keras.utils.set_random_seed(1)
        batches.append(list(kind(x, Y, WEIGHTS, **options).get_tf_dataset()))
    for one, other in zip(*batches, strict=True):
        keras.tree.assert_same_structure(one, other)
        for a, b in zip(*map(keras.tree.flatten, (one, other)), strict=True):
            assert a.dtype == b.dtype
            np.testing.assert_array_equal(a, b)


def test_rows_of_a_sparse_table_are_left_to_keras():
    table = tf.sparse.from_dense(np.eye(5, dtype="float32"))
    batches = untuned.UntunedArrays(table, batch_size=2).get_tf_dataset()
    found = [tf.sparse.to_dense(rows).numpy() for rows in batches]
    np.testing.assert_array_equal(np.concatenate(found), np.eye(5))


def test_batches_stay_as_they_are():
    data = tf.data.Dataset.from_tensor_slices((X, Y)).batch(10)
    given = untuned.with_untuned_arrays(
        untuned.FIT, network(Model), data, validation_data=data
    )
    assert given == {"x": data, "validation_data": data}


def test_an_epoch_that_broke_off_leaves_no_pipeline_behind(monkeypatch):
    """Its tuning thread would let whoever frees it wait for a minute."""
    pipelines = weakref.WeakSet()
    begin = OwnedIterator.__init__

    def seen(self, *args, **kwargs):
        pipelines.add(self)
        begin(self, *args, **kwargs)

    monkeypatch.setattr(OwnedIterator, "__init__", seen)
    holes = np.where(np.arange(70)[:, None] == 40, np.nan, X)
    data = tf.data.Dataset.from_tensor_slices((holes, Y)).batch(8)
    with pytest.raises(UsageError, match="`x` must be finite"):
        network(Model).fit(data, shuffle=False, verbose=0)
    assert not pipelines

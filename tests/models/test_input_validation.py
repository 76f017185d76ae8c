"""Bad rows are one clear line, in whatever form they come."""

import functools

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from medkeras.models.autoencoder import dense_autoencoder
from medkeras.models.base import Model
from medkeras.models.dbn import DBN, GaussianHiddenRBM
from medkeras.models.gan import GAN, ConditionalGAN
from medkeras.models.input_validation import Rules, check_batch, check_labels
from medkeras.models.rbm import RBM
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)
GOOD = rng.random((20, 6)).astype("float32")
HOLE = np.where(np.arange(120).reshape(20, 6) == 80, np.nan, GOOD)
LABELS = np.arange(20) % 3
OPTIONS = dict(shuffle=False, verbose=0)


def plain():
    inputs = keras.Input((6,))
    return Model(inputs, keras.layers.Dense(1)(inputs))


def network(entries, units, labels=False):
    inputs = row = keras.Input((entries,))
    if labels:
        label = keras.Input((), dtype="int32")
        inputs = [row, label]
        row = keras.layers.Concatenate()([row, keras.ops.one_hot(label, 3)])
    return keras.Model(inputs, keras.layers.Dense(units)(row))


MAKERS = {
    "RBM": lambda: RBM(6, 4),
    "GaussianHiddenRBM": lambda: GaussianHiddenRBM(6, 4),
    "DBN": lambda: DBN((4, 3), 6),
    "GAN": lambda: GAN(network(2, 6), network(6, 1)),
    "ConditionalGAN": lambda: ConditionalGAN(
        network(2, 6, labels=True), network(6, 1, labels=True), 3
    ),
    "autoencoder": lambda: dense_autoencoder((6,), (3,)),
    "Model": plain,
}
WITHOUT_TARGETS = ["RBM", "GaussianHiddenRBM", "DBN", "GAN"]
BOUNDED = ["RBM", "GaussianHiddenRBM", "DBN"]


def made(name):
    keras.utils.set_random_seed(0)
    model = MAKERS[name]()
    loss = "mse" if name == "Model" else None
    model.compile("sgd", loss, jit_compile=False)
    return model


@functools.cache
def shared(name):
    """A model for many refusals: nothing may have changed after each."""
    return made(name)


def targets(name, rows=20):
    """What is learnt beside the rows."""
    return {
        "Model": np.ones(rows, "float32"),
        "ConditionalGAN": LABELS[:rows],
    }.get(name)


class Batches(keras.utils.PyDataset):
    def __init__(self, x, y):
        super().__init__()
        self.x, self.y = x, y

    def __len__(self):
        return 4

    def __getitem__(self, index):
        rows = slice(5 * index, 5 * index + 5)
        return self.x[rows], *([] if self.y is None else [self.y[rows]])


def dataset(x, y):
    parts = (x,) if y is None else (x, y)
    return tf.data.Dataset.from_tensor_slices(parts).batch(5)


def generator(x, y):
    return (Batches(x, y)[index] for index in range(4))


FORMS = {
    "array": lambda x, y: (x, y),
    "list": lambda x, y: (x.tolist(), y),
    "table": lambda x, y: (pd.DataFrame(x), y),
    "tensor": lambda x, y: (tf.constant(x), y),
    "dataset": lambda x, y: (dataset(x, y), None),
    "generator": lambda x, y: (generator(x, y), None),
    "PyDataset": lambda x, y: (Batches(x, y), None),
}
BAD = {
    "NaN": (HOLE, "`x` must be finite. Received: "),
    "infinity": (np.where(np.isnan(HOLE), np.inf, HOLE), "must be finite"),
    "too narrow": (GOOD[:, :5], r"shape \(rows, 6\). Received: \(.*, 5\)"),
    "words": (np.full((20, 6), "a"), "`x` must be real numbers. Received: "),
}


CASES = [(name, form, "NaN") for name in MAKERS for form in FORMS]
CASES += [("autoencoder", form, kind) for form in FORMS for kind in BAD]
CASES += [(name, "array", kind) for name in MAKERS for kind in BAD]


@pytest.mark.parametrize("name, form, kind", sorted(set(CASES)))
def test_bad_rows_are_one_line_and_nothing_is_learnt(name, form, kind):
    x, message = BAD[kind]
    model = shared(name)
    before = model.get_weights()
    if (kind, form) == ("words", "tensor"):
        x = x.astype(object)
    with pytest.raises(UsageError, match=message) as caught:
        model.fit(*FORMS[form](x, targets(name)), **OPTIONS)
    assert "\n" not in str(caught.value)
    if form in ("dataset", "generator", "PyDataset") and kind in (
        "NaN", "infinity"
    ):  # fmt: skip
        return  # the batches before it are learnt: see below
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize("form", ["array", "dataset", "generator"])
@pytest.mark.parametrize("name", ["RBM", "autoencoder", "Model"])
def test_evaluate_and_predict_look_as_well(name, form):
    model, y = shared(name), targets(name)
    for method in (model.evaluate, model.predict):
        x, labels = FORMS[form](HOLE, y)
        options = {} if method == model.predict else {"y": labels}
        with pytest.raises(UsageError, match="`x` must be finite"):
            method(x, **options, verbose=0)


@pytest.mark.parametrize("name", ["ConditionalGAN", "RBM", "Model"])
def test_good_rows_teach_the_same_in_any_form(name):
    found = []
    for form in FORMS:
        model = made(name)
        x, y = FORMS[form](GOOD, targets(name))
        batched = form in ("dataset", "generator", "PyDataset")
        size = {"steps_per_epoch": 4} if batched else {"batch_size": 5}
        model.fit(x, y, **size, **OPTIONS)
        found.append(np.concatenate([np.ravel(w) for w in model.weights]))
    np.testing.assert_allclose(found, found[:1] * len(found), atol=1e-6)


@pytest.mark.parametrize("form", ["array", "dataset", "generator"])
@pytest.mark.parametrize("name", BOUNDED)
def test_bernoulli_units_take_no_more_than_one(name, form):
    for x in (3 * GOOD, GOOD - 1, np.full((20, 6), 255, "uint8")):
        with pytest.raises(UsageError, match="`x` must be from 0 to 1"):
            shared(name).fit(*FORMS[form](x, None), **OPTIONS)


def test_batches_before_the_bad_one_are_learnt():
    model, other = made("RBM"), made("RBM")
    other.fit(dataset(GOOD[:10], None), **OPTIONS)
    with pytest.raises(UsageError, match="finite"):
        model.fit(dataset(HOLE, None), **OPTIONS)  # in the third of four
    for now, then in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(now, then, atol=1e-6)


@pytest.mark.parametrize("name", MAKERS)
def test_no_rows_at_all_are_one_line(name):
    model = shared(name)
    for x in (GOOD[:0], None, [], GOOD[0]):
        with pytest.raises(UsageError, match="`x`"):
            model.fit(x, targets(name, 0), **OPTIONS)


@pytest.mark.parametrize("name", WITHOUT_TARGETS)
def test_what_would_be_ignored_is_refused(name):
    model = shared(name)
    for unused in (
        {"y": np.ones(20)},
        {"sample_weight": np.ones(20)},
        {"class_weight": {0: 1.0, 1: 2.0}},
    ):
        (argument,) = unused
        with pytest.raises(UsageError, match=f"`{argument}` must be None"):
            model.fit(GOOD, **unused, **OPTIONS)
    three = tf.data.Dataset.from_tensor_slices((GOOD, LABELS, LABELS))
    with pytest.raises(UsageError, match="`sample_weight` must be None"):
        model.fit(three.batch(5), **OPTIONS)


@pytest.mark.parametrize("name", ["RBM", "autoencoder", "Model"])
def test_validation_data_are_looked_at_before_the_first_step(name):
    model, y = shared(name), targets(name)
    before = model.get_weights()
    for given in ((HOLE, y), dataset(HOLE[:, :5], y)):
        held = (given[0], y) if isinstance(given, tuple) else given
        with pytest.raises(UsageError, match="`x` must"):
            model.fit(GOOD, y, validation_data=held, **OPTIONS)
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)
    model.fit(GOOD, y, validation_data=(GOOD, y), **OPTIONS)


def test_targets_are_looked_at():
    model = shared("Model")
    for y, message in (
        (np.full(20, np.nan), "`y` must be finite"),
        (np.full(20, "a"), "`y` must be real numbers"),
        (np.ones(19), "as many rows, one or more. Received: 20 and 19"),
        (np.ones((20, 2)), r"`y` must have the shape \(rows, 1\)"),
    ):
        for method in (model.fit, model.evaluate, model.train_on_batch):
            options = {} if method == model.train_on_batch else {"verbose": 0}
            with pytest.raises(UsageError, match=message):
                method(GOOD, y, **options)
    with pytest.raises(UsageError, match="`y` must be None where batches"):
        model.fit(dataset(GOOD, np.ones(20)), np.ones(20), **OPTIONS)


@pytest.mark.parametrize("form", ["dataset", "generator", "PyDataset"])
def test_labels_of_batches_are_looked_at(form):
    for labels in (LABELS + 1, LABELS + 0.5, LABELS * np.nan):
        with pytest.raises(UsageError, match="`y` must be"):
            shared("ConditionalGAN").fit(*FORMS[form](GOOD, labels), **OPTIONS)
    with pytest.raises(UsageError, match="`y` must"):
        shared("ConditionalGAN").fit(*FORMS[form](GOOD, None), **OPTIONS)


def test_gaussian_units_take_batches_of_any_numbers():
    rbm = RBM(6, 4, visible="gaussian")
    rbm.compile("sgd", jit_compile=False)
    rbm.fit(dataset(9 * GOOD - 5, None), **OPTIONS)


def test_a_number_that_single_precision_cannot_hold_is_refused():
    with pytest.raises(UsageError, match="must be from -3"):
        shared("Model").fit(GOOD.astype(float) * 1e39, np.ones(20), **OPTIONS)


def test_a_last_axis_of_one_may_be_left_out_as_in_keras():
    inputs = keras.Input((6, 1))
    model = Model(inputs, keras.layers.Flatten()(inputs))
    assert model.predict(GOOD, verbose=0).shape == (20, 6)
    exact = Rules([(6, 1)])
    with pytest.raises(UsageError, match=r"\(rows, 6, 1\)"):
        check_batch(exact, GOOD)


def test_other_errors_stay_what_they_are():
    def fail(v):
        tf.debugging.Assert(False, ["something else"])
        return v

    batches = tf.data.Dataset.from_tensor_slices(GOOD).batch(5).map(fail)
    with pytest.raises(tf.errors.InvalidArgumentError, match="something else"):
        made("RBM").fit(batches, **OPTIONS)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (None, r"shape \(2,\), one label a row. Received: None"),
        ([0], r"Received: \(1,\)"),
        ([[0, 1]], r"Received: \(1, 2\)"),
        ([0, 3], r"from 0 to 2. Received: \[3\]"),
        ([-1, 0.5], r"Received: \[-1.0, 0.5\]"),
        ([0, np.nan], r"Received: \[nan\]"),
        (["a", "b"], "whole numbers"),
    ],
)
def test_bad_labels_are_one_clear_line(labels, message):
    check_labels("labels", np.array([0.0, 2.0]), 2, 3)
    with pytest.raises(UsageError, match=message) as error:
        check_labels("labels", labels, 2, 3)
    assert "\n" not in str(error.value)

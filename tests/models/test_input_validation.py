import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from medkeras.models.dbn import DBN, CodeRBM
from medkeras.models.rbm import RBM
from medkeras.models.rbm.input_validation import rows_in
from medkeras.utils.errors import DataError

GOOD = np.random.default_rng(0).random((20, 6)).astype("float32")
HOLE = np.where(np.arange(120).reshape(20, 6) == 80, np.nan, GOOD)
BAD = {
    "NaN": (HOLE, "Rows must be finite. Received: "),
    "too large": (3 * GOOD, r"take values in \[0, 1\]. Received: "),
    "too small": (GOOD - 1, r"take values in \[0, 1\]. Received: "),
    "too narrow": (GOOD[:, :5], r"shape \(rows, 6\). Received: \(.*, 5\)"),
    "one row": (GOOD[0], r"shape \(rows, 6\). Received: "),
    "words": (np.full((20, 6), "a"), "must be numbers. Received: "),
}
OPTIONS = dict(shuffle=False, verbose=0)
MAKERS = {
    "RBM": lambda: RBM(6, 4),
    "CodeRBM": lambda: CodeRBM(6, 4),
    "DBN": lambda: DBN((4, 3), 6),
}


@pytest.fixture(params=MAKERS)
def model(request):
    keras.utils.set_random_seed(0)
    made = MAKERS[request.param]()
    made.compile("sgd", jit_compile=False)
    return made


def batches(x):
    return tf.data.Dataset.from_tensor_slices(x).batch(5)


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("given", [np.asarray, np.ndarray.tolist, batches])
def test_bad_rows_are_one_line_and_nothing_is_learnt(model, kind, given):
    x, message = BAD[kind]
    before = model.get_weights()
    for method in (model.fit, model.evaluate, model.predict):
        if kind == "NaN" and given is batches and method == model.fit:
            continue  # see below
        options = OPTIONS if method == model.fit else {"verbose": 0}
        with pytest.raises(DataError, match=message) as caught:
            method(given(x), **options)
        assert "\n" not in str(caught.value)
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_batches_before_the_bad_one_are_learnt(model):
    before = model.get_weights()
    model.fit(batches(GOOD[:10]), **OPTIONS)
    expected = model.get_weights()
    model.set_weights(before)
    model.optimizer.iterations.assign(0)
    with pytest.raises(DataError, match="a batch with NaN or infinity"):
        model.fit(batches(HOLE), **OPTIONS)  # the gap is in the third of four
    for now, then in zip(model.get_weights(), expected, strict=True):
        np.testing.assert_allclose(now, then, atol=1e-6)


@pytest.mark.parametrize("given", [pd.DataFrame, tf.constant])
def test_tables_and_tensors_are_looked_at(model, given):
    with pytest.raises(DataError, match="1 of 20 rows with NaN"):
        model.fit(given(HOLE), **OPTIONS)
    with pytest.raises(DataError, match="1 of 20 rows with NaN"):
        model.fit(GOOD, validation_data=given(HOLE), **OPTIONS)


def test_nothing_is_no_rows(model):
    with pytest.raises(DataError, match=r"Received: \(\)"):
        model.fit()


def test_good_rows_go_through_in_any_form(model):
    whole = model.evaluate(GOOD, batch_size=5, verbose=0)
    for x in (batches(GOOD), GOOD.tolist(), tf.data.Dataset.zip(
        batches(GOOD), batches(np.zeros(20)))):  # fmt: skip
        found = model.evaluate(x, batch_size=5, verbose=0)
        np.testing.assert_allclose(found, whole, rtol=1e-6)
        model.predict(x, verbose=0)


def test_gaussian_units_take_batches_of_any_numbers():
    rbm = RBM(6, 4, visible="gaussian")
    rbm.compile("sgd", jit_compile=False)
    rbm.fit(batches(9 * GOOD - 5), **OPTIONS)
    with pytest.raises(DataError, match="a batch with NaN or infinity"):
        rbm.fit(batches(HOLE), **OPTIONS)


def test_a_call_with_rows_of_another_width_is_one_line(model):
    with pytest.raises(ValueError, match=r"found shape=\(20, 5\)") as caught:
        model(GOOD[:, :5])
    assert "\n" not in str(caught.value)


def test_other_errors_stay_what_they_are(model):
    def turn(v):
        tf.debugging.Assert(False, ["something else"])
        return v

    with pytest.raises(tf.errors.InvalidArgumentError, match="something else"):
        model.fit(batches(GOOD).map(turn), **OPTIONS)


def test_the_rows_of_a_dataset_stand_first():
    with_labels = tf.data.Dataset.from_tensor_slices((GOOD, np.zeros(20)))
    assert rows_in(with_labels.batch(5)).shape.as_list() == [None, 6]
    assert rows_in(GOOD) is GOOD

"""RETAIN: an account that adds up, and padding that changes nothing."""

import keras
import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from medkeras.models.retain import explain_retain, retain
from medkeras.training.batches import batches
from medkeras.utils.errors import UsageError

SIZES = dict(embedding=6, units=5)


def given(batch=4, visits=4, codes=3, seed=0):
    """Histories of unlike lengths, padded at the end."""
    rng = np.random.default_rng(seed)
    mask = np.arange(visits) < rng.integers(1, visits + 1, batch)[:, None]
    made = rng.integers(0, 12, (batch, visits, codes)) * mask[..., None]
    elapsed = rng.uniform(0, 300, (batch, visits)) * mask
    return {"codes": made, "elapsed": elapsed, "mask": mask.astype(float)}


def strong(model, seed=1):
    """Weights large enough that every part matters."""
    rng = np.random.default_rng(seed)
    for weight in model.trainable_variables:
        weight.assign(rng.normal(0, 0.6, weight.shape))
    return model


def test_terms_and_bias_are_the_log_odds():
    model, rows = strong(retain(12, 4, 3, **SIZES)), given(30)
    found = explain_retain(model, rows)
    p = np.array(model(rows))[:, 0]
    total = found.bias + found.contribution.sum(axis=(1, 2))
    np.testing.assert_allclose(total, np.log(p / (1 - p)), atol=1e-5)
    assert not found.contribution[rows["codes"] == 0].any()
    np.testing.assert_allclose(found.attention.sum(axis=1), 1, rtol=1e-5)
    assert not found.attention[rows["mask"] == 0].any()


def test_padding_changes_nothing_however_long():
    short = strong(retain(12, 4, 3, **SIZES))
    long = retain(12, 7, 5, **SIZES)
    long.set_weights(short.get_weights())
    rows = given()
    padded = {
        name: np.pad(values, [(0, 0), (0, 3), (0, 2)][: values.ndim])
        for name, values in rows.items()
    }
    np.testing.assert_allclose(short(rows), long(padded), atol=1e-6)


def test_attention_looks_back_from_the_last_visit():
    model = strong(retain(12, 4, 3, **SIZES))
    rows = given(1)
    rows["codes"][:] = np.arange(1, 13).reshape(1, 4, 3)[:, ::-1] % 12
    rows["mask"][:] = 1
    score = keras.Model(model.inputs, model.get_layer("score").output)
    names = [tensor.name for tensor in model.inputs]

    def scores(changed):
        return np.array(score([changed[name] for name in names]))[0, :, 0]

    first = {name: values.copy() for name, values in rows.items()}
    first["codes"][0, 0] = 5
    moved = scores(first) != scores(rows)
    assert moved.tolist() == [True, False, False, False]
    last = {name: values.copy() for name, values in rows.items()}
    last["codes"][0, 3] = 5
    assert (scores(last) != scores(rows)).all()


def test_it_learns_which_code_matters_and_says_so():
    rows = given(600, seed=2)
    y = (rows["codes"] == 7).any(axis=(1, 2)).astype("float32")
    keras.utils.set_random_seed(0)
    model = retain(12, 4, 3, **SIZES)
    model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy")
    data = batches(rows, y[:, None], 50, shuffle=True)
    model.fit(data, epochs=12, shuffle=False, verbose=0)
    assert roc_auc_score(y, np.array(model(rows))[:, 0]) > 0.95
    found = explain_retain(model, rows).contribution
    means = [found[rows["codes"] == code].mean() for code in range(1, 12)]
    assert int(np.argmax(means)) + 1 == 7


def test_it_can_be_saved(tmp_path):
    model, rows = strong(retain(12, 4, 3, **SIZES)), given()
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(again(rows), model(rows))


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="num_codes"):
        retain(1)
    with pytest.raises(UsageError, match="dropout"):
        retain(5, dropout=2)
    with pytest.raises(UsageError, match="one of `retain`"):
        explain_retain(keras.Sequential(name="other"), given())
    with pytest.raises(UsageError, match="codes"):
        explain_retain(retain(12, 3, 3, **SIZES), given())

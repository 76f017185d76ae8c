"""Pooling over windows: masks, attention by hand, no window."""

import keras
import numpy as np
import pytest

from medkeras.layers.window_pooling import WindowPooling
from medkeras.utils.errors import UsageError


def drawn(days=3, windows=5, units=4):
    rng = np.random.default_rng(0)
    there = np.ones((days, windows), "float32")
    there[0, 3:] = there[1, 0] = 0
    return rng.normal(size=(days, windows, units)).astype("float32"), there


def test_mean_is_that_of_the_windows_that_are_there():
    windows, there = drawn()
    found = np.array(WindowPooling("mean")(windows, there))
    right = [w[t > 0].mean(axis=0) for w, t in zip(windows, there, strict=True)]
    np.testing.assert_allclose(found, right, atol=1e-6)


def test_attention_by_hand():
    windows, there = drawn()
    layer = WindowPooling("attention", units=3)
    found = np.array(layer(windows, there))
    kernel, bias = layer.hidden.get_weights()
    score = layer.score.get_weights()[0][:, 0]
    for k in range(3):
        here = windows[k][there[k] > 0]
        raised = np.exp(np.tanh(here @ kernel + bias) @ score)
        right = raised / raised.sum() @ here
        np.testing.assert_allclose(found[k], right, atol=1e-6)


@pytest.mark.parametrize("kind", ["mean", "attention"])
def test_what_is_not_there_changes_no_bit_and_weighs_nothing(kind):
    windows, there = drawn()
    layer = WindowPooling(kind)
    right = np.array(layer(windows, there))
    for value in (1e30, np.nan, np.inf):
        windows[there == 0] = value
        np.testing.assert_array_equal(np.array(layer(windows, there)), right)
    weights = np.array(layer.weights_of(np.nan_to_num(windows), there))
    assert (weights[there == 0] == 0).all()
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("kind", ["mean", "attention"])
def test_a_day_without_windows_has_no_answer_but_does_not_spoil_training(kind):
    windows, there = drawn()
    there[2] = 0
    layer = WindowPooling(kind)
    assert np.isnan(np.array(layer(windows, there))[2]).all()
    assert np.isfinite(np.array(layer(windows, there))[:2]).all()
    assert (np.array(layer(windows, there, training=True))[2] == 0).all()


def test_a_model_with_it_is_saved_and_read(tmp_path):
    windows, there = drawn()
    inputs = [keras.Input((5, 4)), keras.Input((5,))]
    model = keras.Model(inputs, WindowPooling("attention", 2)(*inputs))
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    given = [windows, there]
    np.testing.assert_allclose(model(given), again(given), atol=1e-6)
    assert again.layers[-1].get_config()["units"] == 2


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="mean, attention"):
        WindowPooling("median")
    with pytest.raises(UsageError, match="units"):
        WindowPooling("attention", 0)

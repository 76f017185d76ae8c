"""The Gaussian code: divergence, draws, gradient through the draw."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import integrate, stats

from medkeras.layers.gaussian_code import GaussianCode
from medkeras.utils.errors import UsageError


def features(rows=5, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, 4)).astype("float32")


def test_builds_saves_and_gives_the_mean_in_use(tmp_path):
    inputs = keras.Input((4,))
    model = keras.Model(inputs, GaussianCode(2, 0.5, seed=3)(inputs))
    assert model.output_shape == (None, 2)
    model(features(), training=True)
    layer = model.layers[-1]
    assert int(layer.draws.numpy()) == 1
    mean, _ = layer.distribution(features())
    np.testing.assert_array_equal(model(features()), mean)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    assert again.layers[-1].get_config() == layer.get_config()
    np.testing.assert_array_equal(again(features()), mean)
    np.testing.assert_array_equal(
        again(features(), training=True), model(features(), training=True)
    )


@pytest.mark.parametrize("mean, spread", [(0.0, 1.0), (0.7, 0.3), (-2.0, 1.8)])
def test_the_divergence_is_the_integral(mean, spread):
    layer = GaussianCode(1)
    found = layer.divergence(
        np.array([[mean]]), np.array([[2 * np.log(spread)]])
    )
    q, p = stats.norm(mean, spread), stats.norm()
    expected, _ = integrate.quad(
        lambda z: q.pdf(z) * (q.logpdf(z) - p.logpdf(z)), -15, 15
    )
    assert np.isclose(found[0], expected, atol=1e-6)


def test_draws_have_the_mean_and_the_spread_that_were_given():
    layer = GaussianCode(1, weight=0.0)
    layer.build((None, 1))
    layer.mean.set_weights([np.array([[0.0]]), np.array([2.0])])
    log_variance = 2 * np.log(0.5)
    layer.log_variance.set_weights(
        [np.array([[0.0]]), np.array([log_variance])]
    )
    drawn = np.asarray(layer(np.zeros((20000, 1), "float32"), training=True))
    assert abs(drawn.mean() - 2) < 0.02
    assert abs(drawn.std() - 0.5) < 0.01
    other = np.asarray(layer(np.zeros((20000, 1), "float32"), training=True))
    assert abs(np.corrcoef(drawn[:, 0], other[:, 0])[0, 1]) < 0.03


def test_a_gradient_reaches_mean_and_variance_through_the_draw():
    layer = GaussianCode(2, weight=0.0)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(features(), training=True) ** 2)
    gradients = tape.gradient(loss, layer.trainable_weights)
    assert len(gradients) == 4
    assert all(np.abs(g).max() > 0 for g in gradients)


def test_the_two_dense_layers_have_the_precision_of_the_code():
    layer = GaussianCode(2, dtype="float64")
    codes = layer(features().astype("float64"), training=True)
    assert codes.dtype == layer.losses[0].dtype == "float64"
    assert {weight.dtype for weight in layer.trainable_weights} == {"float64"}


@pytest.mark.parametrize("wrong", [dict(units=0), dict(units=2, weight=-1)])
def test_bad_input_is_one_line(wrong):
    with pytest.raises(UsageError, match="Received"):
        GaussianCode(**wrong)


def test_the_weight_grows_over_the_steps_of_the_warm_up():
    layer, x = GaussianCode(2, 0.5, warm_up_steps=4), features()
    found = []
    for _ in range(6):
        layer(x, training=True)
        found.append(float(layer.losses[0]))
    layer(x)  # outside of training it is whole
    whole = float(layer.losses[0])
    np.testing.assert_allclose(
        np.array(found) / whole, [0, 0.25, 0.5, 0.75, 1, 1], atol=1e-6
    )

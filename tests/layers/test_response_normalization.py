"""Local response normalisation: its formula, TensorFlow's, Caffe's alpha."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers.response_normalization import LocalResponseNormalization
from medkeras.utils.errors import UsageError

X = np.random.default_rng(0).normal(0, 3, (2, 5, 4, 7)).astype("float32")
STRONG = {"radius": 2, "bias": 1.5, "alpha": 0.3, "beta": 0.75}


def by_formula(x, radius, bias, alpha, beta):
    answer = np.empty(x.shape)
    for i in range(x.shape[-1]):
        window = x[..., max(0, i - radius) : i + radius + 1].astype(float)
        total = (window**2).sum(axis=-1)
        answer[..., i] = x[..., i] / (bias + alpha * total) ** beta
    return answer


def test_it_builds_saves_and_lets_gradients_through(tmp_path):
    layer = LocalResponseNormalization(**STRONG, name="rivals")
    again = LocalResponseNormalization.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    inputs = keras.Input(X.shape[1:])
    model = keras.Model(inputs, layer(inputs))
    assert model.output_shape == (None, *X.shape[1:])
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(X), model(X))
    x = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = tf.reduce_sum(model(x))
    assert np.abs(tape.gradient(total, x)).min() > 0


@pytest.mark.parametrize("options", [{}, STRONG, {**STRONG, "radius": 0}])
def test_it_is_its_formula_and_tensorflows(options):
    layer = LocalResponseNormalization(**options)
    answer = keras.ops.convert_to_numpy(layer(X))
    settings = {"radius": 2, "bias": 2.0, "alpha": 1e-4, "beta": 0.75}
    settings |= options
    expected = by_formula(X, **settings)
    np.testing.assert_allclose(answer, expected, rtol=2e-5)
    radius = settings.pop("radius")
    theirs = tf.nn.local_response_normalization(X, radius, **settings)
    np.testing.assert_allclose(answer, theirs, rtol=2e-5)


def test_caffes_alpha_is_divided_by_the_window():
    """Caffe and PyTorch take the mean of n maps: their alpha is n of ours."""
    size, caffes = 5, 0.5
    mean = by_formula(X, 2, 1.0, caffes / size, 0.75)
    ours = LocalResponseNormalization(2, 1.0, caffes / size, 0.75)(X)
    np.testing.assert_allclose(ours, mean, rtol=2e-5)
    unscaled = LocalResponseNormalization(2, 1.0, caffes, 0.75)(X)
    assert np.abs(np.asarray(unscaled) - mean).max() > 0.1


@pytest.mark.parametrize(
    "options",
    [{"radius": -1}, {"radius": 1.5}, {"bias": 0}, {"alpha": -1}, {"beta": 0}],
)
def test_settings_out_of_range_are_one_line(options):
    with pytest.raises(UsageError, match=next(iter(options))):
        LocalResponseNormalization(**options)

"""Half precision: which numbers are small, which stay, and the loss scale."""

import keras
import numpy as np
import pytest
from keras import layers

from medkeras.models.base import Model
from medkeras.models.cnn import lenet5
from medkeras.models.gan import WassersteinGAN
from medkeras.models.rbm import RBM
from medkeras.models.text import text_transformer
from medkeras.training.precision import mixed_precision
from medkeras.utils.errors import UsageError


def network():
    """Three dense layers, drawn alike each time."""
    keras.utils.set_random_seed(0)
    start = keras.Input((6,))
    hidden = layers.Dense(8, "relu")(layers.Dense(8, "relu")(start))
    return Model(start, layers.Dense(1, "sigmoid")(hidden))


def rows():
    draw = np.random.default_rng(0)
    x = draw.normal(size=(64, 6)).astype("float32")
    return x, (x[:, :1] > 0).astype("float32")


@pytest.mark.parametrize("kind", ["bfloat16", "float16"])
def test_layers_compute_in_half_and_answers_are_whole(kind):
    with mixed_precision(kind):
        model = network()
    kinds = [layer.compute_dtype for layer in model.layers[1:]]
    assert kinds == [kind, kind, "float32"]
    assert {weight.dtype for weight in model.weights} == {"float32"}
    assert model.predict(rows()[0], verbose=0).dtype == np.float32
    assert np.allclose(
        model.predict(rows()[0], verbose=0),
        network().predict(rows()[0], verbose=0),
        atol=0.01,
    )


def test_float16_scales_its_loss_and_bfloat16_does_not():
    scaled = {}
    for kind in ("bfloat16", "float16"):
        with mixed_precision(kind):
            model = network()
            model.compile("sgd", "binary_crossentropy")
        scaled[kind] = isinstance(
            model.optimizer, keras.optimizers.LossScaleOptimizer
        )
    assert scaled == {"bfloat16": False, "float16": True}


@pytest.mark.parametrize("kind", ["bfloat16", "float16"])
def test_a_step_is_that_of_float32_but_for_rounding(kind):
    whole = network()
    whole.compile(keras.optimizers.SGD(1.0), "binary_crossentropy")
    with mixed_precision(kind):
        half = network()
        half.compile(keras.optimizers.SGD(1.0), "binary_crossentropy")
    start = whole.get_weights()
    for model in (whole, half):
        model.train_on_batch(*rows())
    steps = [
        [end - begin for begin, end in zip(start, m.get_weights(), strict=True)]
        for m in (whole, half)
    ]
    assert any(np.abs(step).max() > 0.01 for step in steps[0])
    for ours, theirs in zip(*steps, strict=True):
        np.testing.assert_allclose(theirs, ours, atol=0.004)


def test_small_gradients_survive_float16():
    """A loss of a millionth has gradients that float16 rounds to zero."""
    with mixed_precision("float16"):
        model = network()
        model.compile(keras.optimizers.SGD(1e6), loss=tiny_loss)
    before = model.get_weights()[0]
    model.train_on_batch(*rows())
    assert np.abs(model.get_weights()[0] - before).max() > 1e-3


def tiny_loss(truth, answer):
    return 1e-6 * keras.ops.mean((truth - answer) ** 2, axis=-1)


def test_penalties_of_layers_are_added_in_full():
    with mixed_precision():
        start = keras.Input((6,))
        code = layers.Dense(3, "relu", activity_regularizer="l1")(start)
        model = Model(start, layers.Dense(1)(code))
        model.compile("sgd", "mse")
    assert np.isfinite(model.train_on_batch(*rows()))


def test_a_text_and_an_image_network_step():
    with mixed_precision():
        texts = text_transformer(9, 2, 4, embedding=4, heads=2)
        images = lenet5((28, 28, 1), 2)
        for model in (texts, images):
            model.compile("sgd", "sparse_categorical_crossentropy")
    labels = np.array([0, 1])
    assert np.isfinite(texts.train_on_batch(np.ones((2, 4), int), labels))
    assert np.isfinite(images.train_on_batch(np.ones((2, 28, 28, 1)), labels))


def test_sampled_units_and_judges_stay_whole():
    with mixed_precision():
        rbm = RBM(6, 4)
        rbm.compile("sgd")
        gan = WassersteinGAN(
            keras.Sequential([keras.Input((2,)), layers.Dense(6)]),
            keras.Sequential([keras.Input((6,)), layers.Dense(1)]),
        )
        gan.compile(keras.optimizers.Adam(1e-3))
    x = rows()[0]
    assert rbm.compute_dtype == "float32"
    for model in (rbm, gan):
        told = model.fit((x > 0).astype("float32"), verbose=0).history
        assert np.isfinite(list(told.values())).all()


def test_the_former_precision_comes_back_even_after_an_error():
    with pytest.raises(KeyError), mixed_precision("float16"):
        raise KeyError
    assert keras.config.dtype_policy().name == "float32"


@pytest.mark.parametrize("kind", ["float32", "half", None, 16])
def test_another_kind_is_one_line(kind):
    with pytest.raises(UsageError, match="must be one of bfloat16, float16"):
        mixed_precision(kind).__enter__()

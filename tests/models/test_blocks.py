"""The layers all the networks share."""

import keras
import numpy as np
import pytest

from medkeras.models.cnn import blocks
from medkeras.utils.errors import UsageError

to_numpy = keras.ops.convert_to_numpy


@pytest.mark.parametrize("shape", [(9, 2), (9, 9, 2), (9, 9, 9, 2)])
def test_the_shape_chooses_the_form(shape):
    assert blocks.num_axes(shape) == len(shape) - 1


@pytest.mark.parametrize(
    "shape", [(9,), (9, 9, 9, 9, 1), (None, 9, 1), (0, 9, 1), (9.0, 1)]
)
def test_other_shapes_are_refused(shape):
    with pytest.raises(UsageError, match="Received"):
        blocks.num_axes(shape)


def test_too_small_a_shape_is_refused():
    assert blocks.num_axes((8, 9, 1), smallest=8) == 2
    with pytest.raises(UsageError, match=r"at least 8.*7, 9"):
        blocks.num_axes((7, 9, 1), smallest=8)


def test_initial_weights_keep_the_variance_behind_a_relu():
    keras.utils.set_random_seed(0)
    layer = blocks.conv(2, 64, 3)
    layer.build((None, 8, 8, 32))
    spread = float(to_numpy(layer.kernel).std())
    assert spread == pytest.approx(np.sqrt(2 / (9 * 32)), rel=0.03)


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_layers_have_the_form_asked_for(axes):
    assert type(blocks.conv(axes, 2, 3)).__name__ == f"Conv{axes}D"
    pooling = blocks.pool(axes, "Average", 3, 1, "same")
    assert type(pooling).__name__ == f"AveragePooling{axes}D"
    assert (pooling.strides, pooling.padding) == ((1,) * axes, "same")


def test_normalisation_is_that_of_the_global_batch():
    inputs = keras.Input((8, 2))
    model = keras.Model(inputs, blocks.normalized_relu(inputs))
    assert model.layers[1].synchronized
    x = np.random.default_rng(0).normal(3, 2, (16, 8, 2)).astype("f4")
    y = to_numpy(model(x, training=True))
    normal = (x - x.mean((0, 1))) / np.sqrt(x.var((0, 1)) + 1e-3)
    np.testing.assert_allclose(y, np.maximum(normal, 0), atol=1e-5)


@pytest.mark.parametrize("classes, end", [(1, "sigmoid"), (4, "softmax")])
def test_one_class_is_one_probability(classes, end):
    x = keras.Input((5,))
    model = blocks.classifier(x, x, classes, 0.5, "head")
    assert model.output_shape == (None, classes)
    assert model.layers[-1].activation.__name__ == end
    assert model.layers[-2].rate == 0.5
    with pytest.raises(UsageError, match="num_classes"):
        blocks.classifier(x, x, 0, 0.5, "head")

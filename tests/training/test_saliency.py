"""The gradient of a model whose gradient is known."""

import keras
import numpy as np
import pytest

from medkeras.training.saliency import saliency
from medkeras.utils.errors import UsageError


@pytest.fixture
def model():
    """Softmax of (w . x, 0) with a known w."""
    pixels = keras.Input((2, 2, 1))
    logits = keras.layers.Dense(2)(keras.layers.Flatten()(pixels))
    model = keras.Model(pixels, keras.layers.Softmax()(logits))
    weights = np.zeros((4, 2))
    weights[:, 0] = [1, -2, 0, 3]
    model.set_weights([weights, np.zeros(2)])
    return model


def test_it_is_the_gradient_of_the_log_probability(model):
    images = np.zeros((3, 2, 2, 1))
    expected = np.abs([[1, -2], [0, 3]]) * 0.5  # (1 - p) w, at p = 1/2
    for found in saliency(model, images, [0]):
        np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_all_classes_together_cannot_move(model):
    found = saliency(model, np.ones((1, 2, 2, 1)), [0, 1])
    assert found.max() < 1e-5


@pytest.mark.parametrize("classes", [[], [2], [-1], [0, 5]])
def test_a_class_that_does_not_exist_is_refused(model, classes):
    with pytest.raises(UsageError, match="`classes` must"):
        saliency(model, np.ones((1, 2, 2, 1)), classes)


def test_pictures_of_another_size_are_refused(model):
    with pytest.raises(UsageError, match="the model's size"):
        saliency(model, np.ones((1, 3, 3, 1)), [0])

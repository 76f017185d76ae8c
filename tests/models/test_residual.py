"""Residual networks: ResNet-18's count, odd sizes, an idle block."""

import keras
import numpy as np
import pytest

from medkeras.models.cnn import resnet
from medkeras.utils.errors import UsageError

SMALL = dict(blocks=(1, 1), num_filters=4)
SHAPES = [(37, 2), (33, 37, 1), (9, 11, 10, 1)]


@pytest.mark.parametrize("large_stem", [False, True])
@pytest.mark.parametrize("shape", SHAPES, ids=["1-D", "2-D", "3-D"])
def test_builds_saves_and_trains(shape, large_stem, check_model):
    keras.utils.set_random_seed(0)
    options = {"num_classes": 1, "large_stem": large_stem, **SMALL}
    check_model(resnet, options, shape, (1,))


def test_several_classes_add_up_to_one(check_model):
    keras.utils.set_random_seed(0)
    check_model(resnet, {"num_classes": 3, **SMALL}, (33, 37, 1), (3,))
    model = resnet((9, 9, 1), 3, **SMALL)
    answer = np.asarray(model(np.ones((2, 9, 9, 1))))
    np.testing.assert_allclose(answer.sum(axis=1), 1, atol=1e-6)


def test_resnet_18_has_its_parameters():
    model = resnet(
        (224, 224, 3),
        1000,
        blocks=(2, 2, 2, 2),
        num_filters=64,
        large_stem=True,
    )
    moved = sum(np.prod(w.shape) for w in model.trainable_weights)
    assert moved == 11_689_512
    # A moving mean and variance for each scale and shift.
    assert model.count_params() - moved == 9_600


def test_a_block_whose_correction_is_zero_passes_its_input_on():
    keras.utils.set_random_seed(0)
    model = resnet((9, 9, 1), 1, blocks=(2,), num_filters=4)
    last = [
        layer
        for layer in model.layers
        if isinstance(layer, keras.layers.BatchNormalization)
    ][-1]
    gamma, beta, *moving = last.get_weights()
    last.set_weights([0 * gamma, 0 * beta, *moving])
    *_, join = [
        layer for layer in model.layers if isinstance(layer, keras.layers.Add)
    ]
    given, after = join.input[0], model.layers[-3].output
    look = keras.Model(model.input, [given, after])
    x = np.random.default_rng(0).normal(size=(2, 9, 9, 1))
    before, behind = look(x)
    np.testing.assert_array_equal(before, behind)
    assert np.max(before) > 0


def test_every_normalisation_is_synchronised():
    model = resnet((33, 33, 1), 1, blocks=(2, 2), large_stem=True)
    found = [
        layer.synchronized
        for layer in model.layers
        if isinstance(layer, keras.layers.BatchNormalization)
    ]
    assert all(found) and len(found) == 1 + 2 * 4 + 1


@pytest.mark.parametrize("options", [{"blocks": ()}, {"blocks": (1, 0)}])
def test_stages_without_blocks_are_refused(options):
    with pytest.raises(UsageError, match="blocks"):
        resnet((33, 33, 1), 1, **options)


def test_too_small_an_image_is_refused():
    with pytest.raises(UsageError, match="at least 4"):
        resnet((3, 9, 1), 1)
    assert resnet((4, 4, 1), 1).output_shape == (None, 1)
    with pytest.raises(UsageError, match="input_shape"):
        resnet((28,), 1)

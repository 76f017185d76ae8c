"""Inception modules: module 3a by arithmetic, four branches, odd sizes."""

import keras
import numpy as np
import pytest

from medkeras.models.cnn import inception, inception_module
from medkeras.utils.errors import UsageError

SHAPES = [(37, 2), (33, 37, 1), (9, 11, 10, 1)]
# Weights of 3a on 192 maps: width 1, before 3, 3, before 5, 5, pooled.
WEIGHTS = (
    192 * 64
    + 192 * 96
    + 9 * 96 * 128
    + 192 * 16
    + 25 * 16 * 32
    + 192 * 32
)  # fmt: skip
BIASES = 64 + 96 + 128 + 16 + 32 + 32


def module(shape=(8, 8, 192), **options):
    inputs = keras.Input(shape)
    return keras.Model(inputs, inception_module(inputs, **options))


@pytest.mark.parametrize("shape", SHAPES, ids=["1-D", "2-D", "3-D"])
@pytest.mark.parametrize("classes", [1, 3])
def test_builds_saves_and_trains(shape, classes, check_model):
    keras.utils.set_random_seed(0)
    options = {"num_classes": classes, "num_filters": 8}
    check_model(inception, options, shape, (classes,))


def test_module_3a_has_its_parameters():
    assert module().count_params() == WEIGHTS + BIASES == 163_696
    assert module(use_bias=False).count_params() == WEIGHTS == 163_328
    normalized = module(use_bias=False, batch_norm=True)
    assert normalized.count_params() == WEIGHTS + 4 * BIASES


def test_the_branches_stand_side_by_side_and_see_widths_1_3_5_and_3():
    keras.utils.set_random_seed(0)
    filters = (2, (3, 4), (5, 6), 7)
    model = module((11, 11, 3), filters=filters)
    assert model.output_shape == (None, 11, 11, 2 + 4 + 6 + 7)
    # No weight below zero, so that no ReLU hides what a branch sees.
    model.set_weights([np.abs(w) for w in model.get_weights()])
    still = np.random.default_rng(0).uniform(1, 2, (1, 11, 11, 3))
    moved = still.copy()
    moved[0, 5, 5] += 5
    changed = np.asarray(model(still)) != np.asarray(model(moved))
    start = 0
    for maps, width in ((2, 1), (4, 3), (6, 5), (7, 3)):
        seen = changed[0, ..., start : start + maps].any(axis=-1)
        half = width // 2
        window = np.zeros((11, 11), bool)
        window[5 - half : 6 + half, 5 - half : 6 + half] = True
        np.testing.assert_array_equal(seen, window)
        start += maps


@pytest.mark.parametrize("filters", [(1, 2, 3, 4), (1, (2, 3), (4, 5)), 8])
def test_filters_of_another_form_are_refused(filters):
    with pytest.raises(UsageError, match="filters"):
        inception_module(keras.Input((8, 8, 2)), filters)


def test_impossible_networks_are_refused():
    with pytest.raises(UsageError, match="at least 4"):
        inception((3, 9, 1), 1)
    with pytest.raises(UsageError, match="num_filters"):
        inception((9, 9, 1), 1, num_filters=4)
    with pytest.raises(UsageError, match="input_shape"):
        inception((9,), 1)


def test_inception_v3_of_keras_has_the_published_parameters():
    """Our module is GoogLeNet's; its third version we take from Keras."""
    before = keras.config.floatx()
    keras.config.set_floatx("float16")  # the count needs no precision
    try:
        model = keras.applications.InceptionV3(weights=None)
    finally:
        keras.config.set_floatx(before)
    assert model.count_params() == 23_851_784

"""The published localizer: its sizes, and filters of patches."""

import keras
import numpy as np
import pytest

from medkeras.models.cardiac import localizer, pretrain_filters
from medkeras.utils.errors import UsageError


def test_the_published_sizes():
    model = localizer()
    assert model.get_layer("filters").output.shape == (None, 54, 54, 100)
    assert model.get_layer("means").output.shape == (None, 9, 9, 100)
    assert model.get_layer("features").output.shape == (None, 8100)
    assert model.get_layer("mask").output.shape == (None, 1024)
    assert model.output_shape == (None, 32, 32)
    # 100 filters of 11 x 11 with a bias each, then a dense layer.
    assert model.count_params() == 100 * 122 + 8100 * 1024 + 1024


def test_the_boring_checks(check_model):
    kwargs = {"num_filters": 3, "filter_size": 4, "mask_size": 5}
    check_model(localizer, kwargs, (13, 17, 2), (5, 5))


def test_the_means_are_means():
    """Printed as 1/6 in the paper; patches of 6 x 6 have 36 places."""
    model = localizer((16, 16, 1), 2, 5, 6, 4)
    x = np.random.default_rng(0).random((1, 16, 16, 1)).astype("float32")
    parts = keras.Model(
        model.input,
        [model.get_layer(name).output for name in ("filters", "means")],
    )
    maps, means = map(np.asarray, parts(x))
    by_hand = maps.reshape(1, 2, 6, 2, 6, 2).sum(axis=(2, 4)) / 36
    np.testing.assert_allclose(means, by_hand, rtol=1e-5)


def test_weights_cost_as_the_paper_says():
    model = localizer((16, 16, 1), 2, 5, 6, 4, weight_decay=0.5)
    squares = sum(
        float((weights**2).sum())
        for weights in model.get_weights()
        if weights.ndim > 1
    )
    cost = sum(map(float, model.losses))
    assert cost == pytest.approx(2 / 16 * 0.5 / 2 * squares, rel=1e-5)


def test_a_filter_answers_a_patch_like_the_autoencoders_unit():
    model = localizer((16, 16, 1), 4, 5, 3, 8)
    images = np.random.default_rng(0).random((6, 16, 16, 1))
    coder = pretrain_filters(model, images, 200, epochs=1)
    patch = images[2, 3:8, 6:11].reshape(1, 25)
    unit = np.asarray(coder.encoder(patch.astype("float32")))[0]
    maps = keras.Model(model.input, model.get_layer("filters").output)
    found = np.asarray(maps(images[2:3].astype("float32")))[0, 3, 6]
    np.testing.assert_allclose(found, unit, rtol=1e-4)


def test_the_same_seed_draws_the_same_patches():
    images = np.random.default_rng(0).random((3, 9, 9, 1))
    kernels = []
    for seed in (0, 0, 1):
        keras.utils.set_random_seed(0)
        model = localizer((9, 9, 1), 3, 4, 3, 4)
        pretrain_filters(model, images, 40, epochs=1, seed=seed)
        kernels.append(model.get_layer("filters").get_weights()[0])
    np.testing.assert_array_equal(kernels[0], kernels[1])
    assert np.abs(kernels[0] - kernels[2]).max() > 0


@pytest.mark.parametrize(
    "arguments, message",
    [
        (((10, 10, 1), 2, 8, 4), "`input_shape`"),
        (((16, 16, 1), 0), "`num_filters`"),
    ],
)
def test_impossible_sizes_are_refused(arguments, message):
    with pytest.raises(UsageError, match=message):
        localizer(*arguments)


def test_images_of_another_kind_are_refused():
    model = localizer((16, 16, 1), 2, 5, 3, 4)
    with pytest.raises(UsageError, match="`images`"):
        pretrain_filters(model, np.zeros((2, 16, 16, 3)), 10)
    with pytest.raises(UsageError, match="`images`"):
        pretrain_filters(model, np.zeros((2, 4, 4, 1)), 10)


def test_sizes_that_are_no_image_are_refused():
    with pytest.raises(UsageError, match="`input_shape`"):
        localizer((64, 64))
    network = localizer((16, 16, 1), 2, 5, 3, mask_size=8)
    with pytest.raises(UsageError, match="`epochs`"):
        pretrain_filters(network, np.zeros((2, 16, 16, 1)), epochs=0)

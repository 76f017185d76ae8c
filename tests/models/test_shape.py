"""The shape network: sizes, and layers trained one by one."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from medkeras.models.cardiac import (
    pretrain_layers,
    pretrain_mask,
    shape,
    shape_autoencoder,
)
from medkeras.utils.errors import UsageError


def test_the_published_sizes():
    model = shape_autoencoder()
    assert model.count_params() == 4096 * 100 + 100 + 100 * 101 + 101 * 4096
    assert model.output_shape == (None, 64, 64)


def test_the_boring_checks(check_model):
    check_model(shape_autoencoder, {"units": (5, 4)}, (7, 9, 2), (7, 9))


def test_each_hidden_layer_learns_and_the_last_one_does_not():
    model = shape_autoencoder((8, 8, 1), (6, 5))
    before = [weights.copy() for weights in model.get_weights()]
    images = np.random.default_rng(0).random((40, 8, 8, 1))
    pretrain_layers(model, images, epochs=2)
    moved = [
        np.abs(old - new).max() > 0
        for old, new in zip(before, model.get_weights(), strict=True)
    ]
    assert moved == [True] * 4 + [False] * 2


def test_the_second_layer_learns_the_code_of_the_first(monkeypatch):
    given = []
    train = shape.train

    def recorded(build, sizes, x, **options):
        given.append(x)
        return train(build, sizes, x, **options)

    monkeypatch.setattr(shape, "train", recorded)
    model = shape_autoencoder((8, 8, 1), (6, 5))
    images = np.random.default_rng(0).random((20, 8, 8, 1), np.float32)
    pretrain_layers(model, images, epochs=1)
    flat = images.reshape(20, -1)
    np.testing.assert_array_equal(given[0], flat)
    code = np.asarray(model.get_layer("hidden_1")(flat))
    np.testing.assert_allclose(given[1], code, rtol=1e-4)


def test_the_last_layer_alone_is_a_ridge_regression_on_the_units():
    model = shape_autoencoder((8, 7, 1), (6, 5))
    before = model.get_weights()
    rng = np.random.default_rng(0)
    images, masks = rng.random((30, 8, 7, 1)), rng.random((30, 8, 7))
    pretrain_mask(model, images, masks)
    for old, new in zip(before[:4], model.get_weights(), strict=False):
        np.testing.assert_array_equal(old, new)
    units = images.reshape(30, -1)
    for number in (1, 2):
        units = np.asarray(model.get_layer(f"hidden_{number}")(units))
    alpha = 30 * shape.RIDGE * units.var(axis=0).mean()
    linear = Ridge(alpha=alpha).fit(units.astype(float), masks.reshape(30, -1))
    kernel, bias = model.get_layer("mask").get_weights()
    np.testing.assert_allclose(
        units @ kernel + bias, 4 * (linear.predict(units) - 0.5), atol=1e-3
    )


def test_units_that_never_change_leave_the_mean_mask():
    model = shape_autoencoder((4, 4, 1), (3,))
    masks = np.random.default_rng(0).random((5, 4, 4))
    pretrain_mask(model, np.zeros((5, 4, 4, 1)), masks)
    kernel, bias = model.get_layer("mask").get_weights()
    np.testing.assert_allclose(kernel, 0, atol=1e-3)
    drawn = 4 * (masks.mean(axis=0).ravel() - 0.5)
    np.testing.assert_allclose(0.5 * kernel.sum(axis=0) + bias, drawn, 1e-4)


@pytest.mark.parametrize(
    "images, masks, message",
    [
        (np.zeros((3, 7, 8, 1)), np.zeros((3, 8, 8)), "`images`"),
        (np.zeros((3, 8, 8, 1)), np.zeros((3, 8, 7)), "`masks`"),
        (np.zeros((3, 8, 8, 1)), np.zeros((2, 8, 8)), "masks"),
        (np.zeros((3, 8, 8, 1)), np.full((3, 8, 8), np.nan), "`masks`"),
    ],
)
def test_images_and_masks_go_together(images, masks, message):
    model = shape_autoencoder((8, 8, 1), (6, 5))
    with pytest.raises(UsageError, match=message):
        pretrain_mask(model, images, masks)


@pytest.mark.parametrize(
    "images, epochs, message",
    [
        (np.zeros((3, 7, 8, 1)), 1, "`images`"),
        (np.zeros((0, 8, 8, 1)), 1, "`images`"),
        (np.full((3, 8, 8, 1), np.nan), 1, "`images`"),
        (np.zeros((3, 8, 8, 1)), 0, "`epochs`"),
    ],
)
def test_bad_input_is_one_clear_line(images, epochs, message):
    model = shape_autoencoder((8, 8, 1), (6, 5))
    with pytest.raises(UsageError, match=message):
        pretrain_layers(model, images, epochs)

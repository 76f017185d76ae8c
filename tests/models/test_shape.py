"""The shape network: sizes, and layers trained one by one."""

import numpy as np
import pytest

from medkeras.models.cardiac import pretrain_layers, shape, shape_autoencoder
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

"""U-Nets: sizes, what the bridges carry, what they learn."""

import keras
import numpy as np
import pytest

from medkeras.models.unet import unet, unet3d
from medkeras.utils.errors import UsageError


def test_the_boring_checks(check_model):
    kwargs = {"filters": (4, 8)}
    check_model(unet, kwargs, (12, 18, 2), (12, 18, 1))
    kwargs = {"filters": (2, 4), "num_classes": 3}
    check_model(unet3d, kwargs, (4, 6, 8, 1), (4, 6, 8, 3))


def test_the_weights_are_counted_by_hand():
    """9 weights a pair of maps and 4 numbers a normalised map."""
    two = 9 * 1 * 4 + 9 * 4 * 4 + 2 * 4 * 4  # down, at the image's size
    low = 9 * 4 * 8 + 9 * 8 * 8 + 2 * 4 * 8
    up = 4 * 8 * 4 + 4 + 9 * 8 * 4 + 9 * 4 * 4 + 2 * 4 * 4
    assert unet((8, 8, 1), filters=(4, 8)).count_params() == (
        two + low + up + 4 + 1
    )


def test_the_bridge_keeps_what_pooling_loses():
    """A checkerboard, one pixel a field, is gone after one pooling."""
    board = (np.indices((16, 16)).sum(axis=0) % 2).astype("float32")
    flips = np.random.default_rng(0).integers(0, 2, 64)
    x = np.stack([np.abs(board - flip) for flip in flips])[..., None]
    keras.utils.set_random_seed(0)
    model = unet((16, 16, 1), filters=(4, 8))
    model.compile(
        keras.optimizers.Adam(0.02), "binary_crossentropy",
        steps_per_execution=40,
    )  # fmt: skip
    many = np.tile(x, (60, 1, 1, 1))
    model.fit(many, many, batch_size=16, verbose=0)
    wrong = (np.array(model(x, training=False)) > 0.5) != (x > 0.5)
    assert wrong.mean() < 0.02


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((30, 32, 1),), "divide by 8"),
        (((32, 32),), "3 whole numbers"),
        (((32, 32, 1), 0), "num_classes"),
        (((32, 32, 1), 1, ()), "filters"),
        (((32, 32, 1), 1, (4, 8), 1.5), "dropout"),
    ],
)
def test_what_makes_no_network_is_refused(arguments, message):
    with pytest.raises(UsageError, match=message):
        unet(*arguments)

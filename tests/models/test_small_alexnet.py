"""The small AlexNet: its arguments, its order of layers."""

import keras
import numpy as np
import pytest
from keras import layers

from medkeras.models.cnn import small_alexnet
from medkeras.utils.errors import UsageError


def sizes(model, kind):
    return [x.output.shape[1:] for x in model.layers if isinstance(x, kind)]


@pytest.mark.parametrize("shape", [(33, 2), (31, 35, 1)], ids=["1-D", "2-D"])
def test_it_builds_saves_and_trains(shape, check_model):
    keras.utils.set_random_seed(2)
    options = {"num_classes": 3, "width": 3, "units": 8, "dropout": 0.0}
    check_model(small_alexnet, options, shape, (3,))


def test_the_width_is_an_argument():
    model = small_alexnet((32, 32, 1), 2, width=5, units=8)
    maps = [shape[-1] for shape in sizes(model, layers.Conv2D)]
    assert maps == [5, 10, 15, 15, 10]
    assert [n for (n,) in sizes(model, layers.Dense)] == [8, 8, 2]


@pytest.mark.parametrize(
    ("shape", "options"),
    [((29, 30, 1), {}), ((64,), {}), ((32, 32, 1), {"width": 0})],
)
def test_impossible_sizes_of_the_small_one_are_one_line(shape, options):
    with pytest.raises(UsageError, match="must"):
        small_alexnet(shape, 2, **options)


def test_pooling_overlaps_and_statistics_settle_quickly():
    model = small_alexnet((64, 64, 1), 2, width=2, units=4)
    maps = [shape[0] for shape in sizes(model, layers.Conv2D)]
    assert maps == [32, 15, 7, 7, 7]
    assert [shape[0] for shape in sizes(model, layers.MaxPooling2D)] == [
        15, 7, 3,
    ]  # fmt: skip
    norms = [
        x for x in model.layers if isinstance(x, layers.BatchNormalization)
    ]
    assert np.all([x.momentum == 0.9 and x.synchronized for x in norms])
    assert len(norms) == 5

"""AlexNet layer by layer: sizes, groups, normalisation; the small one."""

import keras
import numpy as np
import pytest
from keras import layers

from medkeras.layers.response_normalization import LocalResponseNormalization
from medkeras.models.cnn import alexnet, small_alexnet
from medkeras.utils.errors import UsageError

to_numpy = keras.ops.convert_to_numpy


def images(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("f4")


def sizes(model, kind):
    return [x.output.shape[1:] for x in model.layers if isinstance(x, kind)]


# In the paper's 224 pixels the first step of 4 does not come out even; with
# the padding of 2 on each side 224 and 227 give the 55 of its figure.
@pytest.mark.parametrize("size", [224, 227])
def test_the_maps_have_the_papers_sizes(size):
    before = keras.config.floatx()
    keras.config.set_floatx("float16")  # shapes need no precision
    try:
        model = alexnet((size, size, 3), 1000, grouped=True)
    finally:
        keras.config.set_floatx(before)
    maps = [shape[0] for shape in sizes(model, layers.Conv2D)]
    # Two halves for each of the three convolutions that are cut in groups.
    first = 55 if size == 224 else 56
    assert maps == [first, 27, 27, 13, 13, 13, 13, 13]
    pooled = [shape[0] for shape in sizes(model, layers.MaxPooling2D)]
    assert pooled == [27, 13, 6]
    assert sizes(model, layers.Flatten) == [(9216,)]
    assert [n for (n,) in sizes(model, layers.Dense)] == [4096, 4096, 1000]


def test_grouped_convolution_is_a_block_diagonal_full_one():
    keras.utils.set_random_seed(0)
    model = alexnet((63, 63, 1), 2, grouped=True, units=4, dropout=0.0)
    _, *halves = [x for x in model.layers if isinstance(x, layers.Conv2D)][:3]
    pools = [x for x in model.layers if isinstance(x, layers.MaxPooling2D)]
    joined = next(x for x in model.layers if isinstance(x, layers.Concatenate))
    look = keras.Model(model.input, [pools[0].output, joined.output])
    inputs, expected = (to_numpy(y) for y in look(images(2, 63, 63, 1)))
    whole = layers.Conv2D(256, 5, padding="same", activation="relu")
    whole.build(inputs.shape)
    kernel, bias = (np.zeros(w.shape) for w in whole.get_weights())
    for group, half in enumerate(halves):
        read = slice(48 * group, 48 * group + 48)
        written = slice(128 * group, 128 * group + 128)
        kernel[:, :, read, written], bias[written] = half.get_weights()
    whole.set_weights([kernel, bias])
    np.testing.assert_allclose(to_numpy(whole(inputs)), expected, atol=1e-4)
    assert expected.max() > 0.1
    # Weights from one group to the other would show.
    kernel[:, :, 48:, :128] = 0.1
    whole.set_weights([kernel, bias])
    assert np.abs(to_numpy(whole(inputs)) - expected).max() > 0.1


def test_response_normalization_follows_the_first_two_convolutions():
    options = {"units": 4, "dropout": 0.0}
    with_it = alexnet((63, 63, 1), 2, response_normalization=True, **options)
    without = alexnet((63, 63, 1), 2, **options)
    kinds = [type(layer) for layer in with_it.layers]
    places = [
        place
        for place, kind in enumerate(kinds)
        if kind is LocalResponseNormalization
    ]
    assert len(places) == 2
    for place in places:
        assert kinds[place - 1] is layers.Conv2D
        assert kinds[place + 1] is layers.MaxPooling2D
    assert with_it.count_params() == without.count_params()


@pytest.mark.parametrize("shape", [(33, 2), (31, 35, 1)], ids=["1-D", "2-D"])
def test_the_small_one_builds_saves_and_trains(shape, check_model):
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

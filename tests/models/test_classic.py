"""LeNet-5, AlexNet, VGG: parameter counts, odd sizes, what convolution is."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from medkeras.models.cnn import alexnet, lenet5, vgg
from medkeras.utils.errors import UsageError

to_numpy = keras.ops.convert_to_numpy
SMALL_VGG = dict(blocks=((1, 4), (2, 6)), units=8, dropout=0.0)
SMALL_ALEX = dict(units=8, dropout=0.0)
SHAPES = [(37, 2), (33, 37, 1), (13, 15, 14, 1)]


def images(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("f4")


# Seeds are chosen, as a ReLU dead for all four images would not move.
@pytest.mark.parametrize("shape", SHAPES, ids=["1-D", "2-D", "3-D"])
@pytest.mark.parametrize("classes", [1, 3])
def test_lenet5_and_vgg_build_save_and_train(shape, classes, check_model):
    keras.utils.set_random_seed(2)
    check_model(
        lenet5,
        {"num_classes": classes, "activation": "tanh"},
        shape,
        (classes,),
    )
    check_model(vgg, {"num_classes": classes, **SMALL_VGG}, shape, (classes,))


@pytest.mark.parametrize("grouped", [False, True])
@pytest.mark.parametrize("shape", [(67, 2), (63, 67, 1)], ids=["1-D", "2-D"])
def test_alexnet_builds_saves_and_trains(shape, grouped, check_model):
    keras.utils.set_random_seed(2)
    options = {"num_classes": 3, "grouped": grouped, **SMALL_ALEX}
    check_model(alexnet, options, shape, (3,))


def test_alexnet_reads_volumes():
    model = alexnet((63, 64, 65, 1), 2, units=4)
    assert model.output_shape == (None, 2)


def test_lenet5_has_the_weights_of_its_layers():
    # The first convolution pads, so 28 here is the paper's padded 32.
    model = lenet5((28, 28, 1), 10)
    assert model.count_params() == (
        (25 + 1) * 6
        + (25 * 6 + 1) * 16
        + (400 + 1) * 120
        + (120 + 1) * 84
        + (84 + 1) * 10
    )


@pytest.mark.parametrize(
    "build, options, expected",
    [
        (alexnet, {}, 61_100_840),
        (alexnet, {"grouped": True}, 60_965_224),
        (vgg, {}, 138_357_544),
    ],
    ids=["one tower", "two groups", "VGG-16"],
)
def test_published_networks_have_their_parameters(
    build, options, expected, weightless
):
    with weightless():
        model = build((224, 224, 3), 1000, **options)
    assert model.count_params() == expected


def test_a_group_sees_only_its_own_maps():
    """Silence half of the first maps: half of the second must not notice."""
    keras.utils.set_random_seed(0)
    model = alexnet((63, 63, 1), 2, grouped=True, **SMALL_ALEX)
    first, *second = [
        layer for layer in model.layers if isinstance(layer, layers.Conv2D)
    ][:3]
    look = keras.Model(model.input, [layer.output for layer in second])
    x = images(2, 63, 63, 1)
    before = [to_numpy(y) for y in look(x)]
    kernel, bias = first.get_weights()
    kernel[..., :48] = 0
    first.set_weights([kernel, bias])
    after = [to_numpy(y) for y in look(x)]
    assert not np.array_equal(before[0], after[0])
    np.testing.assert_array_equal(before[1], after[1])


@pytest.mark.parametrize(
    "build, options, smallest",
    [(lenet5, {}, 12), (alexnet, SMALL_ALEX, 63), (vgg, SMALL_VGG, 4)],
    ids=["lenet5", "alexnet", "vgg"],
)
def test_the_smallest_shape_works_and_a_smaller_one_is_refused(
    build, options, smallest
):
    model = build((smallest, smallest, 1), 2, **options)
    answer = to_numpy(model(images(1, smallest, smallest, 1)))
    np.testing.assert_allclose(answer.sum(), 1, atol=1e-6)
    with pytest.raises(UsageError, match=f"at least {smallest}"):
        build((smallest, smallest - 1, 1), 2, **options)
    with pytest.raises(UsageError, match="input_shape"):
        build((64,), 2, **options)


def test_vgg_without_blocks_is_refused():
    with pytest.raises(UsageError, match="blocks"):
        vgg((28, 28, 1), 2, blocks=())


# What a convolution is, in Keras; by hand in tests/by_hand/test_conv2d.py.


def test_circular_shift_and_convolution_exchange_exactly():
    layer = layers.Conv2D(4, 3, activation="relu")

    def circular(x):
        edges = ((0, 0), (1, 1), (1, 1), (0, 0))
        return to_numpy(layer(np.pad(x, edges, mode="wrap")))

    x = np.round(images(1, 9, 7, 2) * 8) / 8
    circular(x)  # builds
    # Whole eighths: every sum is exact, so its order cannot matter.
    layer.set_weights([np.round(w * 64) / 64 for w in layer.get_weights()])
    for shift in ((1, 0), (0, 3), (4, 2)):
        shifted = circular(np.roll(x, shift, axis=(1, 2)))
        expected = np.roll(circular(x), shift, axis=(1, 2))
        np.testing.assert_array_equal(shifted, expected)
    assert circular(x).max() > 0


def test_one_by_one_convolution_is_dense_on_every_pixel():
    conv, dense = layers.Conv2D(5, 1), layers.Dense(5)
    x = images(2, 6, 7, 3)
    conv.build(x.shape), dense.build(x.shape)
    kernel, bias = images(1, 1, 3, 5), images(5)
    conv.set_weights([kernel, bias])
    dense.set_weights([kernel[0, 0], bias])
    np.testing.assert_allclose(conv(x), dense(x), atol=1e-5)


def test_kernel_as_large_as_the_image_is_dense():
    conv, dense = layers.Conv2D(4, (6, 7)), layers.Dense(4)
    x = images(2, 6, 7, 3)
    conv.build(x.shape), dense.build((2, 6 * 7 * 3))
    kernel, bias = images(6, 7, 3, 4), images(4)
    conv.set_weights([kernel, bias])
    dense.set_weights([kernel.reshape(-1, 4), bias])
    flat = ops.reshape(x, (2, -1))
    np.testing.assert_allclose(conv(x)[:, 0, 0], dense(flat), atol=1e-4)


def test_separable_convolution_is_a_factorised_one():
    separable = layers.SeparableConv2D(5, 3, use_bias=False)
    full = layers.Conv2D(5, 3, use_bias=False)
    x = images(2, 8, 9, 4)
    separable.build(x.shape), full.build(x.shape)
    depthwise, pointwise = images(3, 3, 4, 1), images(1, 1, 4, 5)
    separable.set_weights([depthwise, pointwise])
    # For each input channel the kernel is of rank one: place times filter.
    full.set_weights([depthwise * pointwise])
    np.testing.assert_allclose(separable(x), full(x), atol=1e-4)

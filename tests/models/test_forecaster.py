"""Causal forecasters: the past alone decides, a hand calculation agrees."""

import keras
import numpy as np
import pytest

from medkeras.models.forecaster import (
    lstm_forecaster,
    receptive_field,
    temporal_convolutional_forecaster,
)
from medkeras.utils.errors import UsageError

MAKERS = {
    "tcn": lambda shape: temporal_convolutional_forecaster(
        shape, 2, filters=5, kernel_size=3, dilations=(1, 2, 5), dropout=0.1
    ),
    "lstm": lambda shape: lstm_forecaster(shape, 2, units=5, num_layers=2),
}


@pytest.fixture(params=MAKERS)
def maker(request):
    return MAKERS[request.param]


def made(maker, shape=(None, 3)):
    keras.utils.set_random_seed(0)
    model = maker(shape)
    rng = np.random.default_rng(0)
    for weight in model.trainable_variables:
        weight.assign(rng.normal(0, 0.4, weight.shape))
    return model


@pytest.mark.parametrize("place", [0, 7, 36])
def test_the_future_changes_no_bit_of_the_present(maker, place):
    model = made(maker)
    rng = np.random.default_rng(1)
    x = rng.normal(size=(4, 37, 3)).astype("float32")
    other = x.copy()
    other[:, place + 1 :] = 1e3 * rng.normal(size=(4, 36 - place, 3))
    before, after = (np.array(model(each)) for each in (x, other))
    np.testing.assert_array_equal(before[:, : place + 1], after[:, : place + 1])
    if place < 36:
        assert (before[:, place + 1] != after[:, place + 1]).any()


def test_one_convolution_by_hand():
    """One block of one filter, its second convolution passing on the first."""
    model = temporal_convolutional_forecaster(
        (6, 1), filters=1, kernel_size=2, dilations=(2,)
    )
    first, second = (model.get_layer(f"block_0_conv_{k}") for k in (0, 1))
    first.set_weights([np.array([[[10.0]], [[1.0]]]), np.zeros(1)])
    second.set_weights([np.array([[[0.0]], [[1.0]]]), np.zeros(1)])
    model.get_layer("forecast").set_weights([np.ones((1, 1)), np.zeros(1)])
    found = np.array(model(np.arange(1.0, 7)[None, :, None]))[0, :, 0]
    # x_t + (x_t + 10 x_{t-2}), the past before the first step 0
    assert found.tolist() == [2, 4, 16, 28, 40, 52]


@pytest.mark.parametrize(("size", "dilations"), [(2, (1, 2)), (3, (1, 4))])
def test_the_receptive_field_is_what_an_answer_sees(size, dilations):
    seen = receptive_field(size, dilations)
    model = made(
        lambda shape: temporal_convolutional_forecaster(
            shape, filters=16, kernel_size=size, dilations=dilations
        )
    )
    x = np.random.default_rng(0).normal(size=(20, seen + 2, 3))
    before = np.array(model(x))[:, -1]
    for back, sees in ((seen - 1, True), (seen, False)):
        moved = x.copy()
        moved[:, -1 - back] += 5.0
        assert (np.array(model(moved))[:, -1] != before).any() == sees


def test_it_builds_and_trains_and_is_read_back(maker, check_model):
    check_model(maker, {}, (13, 3), (13, 2))


def test_a_wave_is_learnt(maker):
    keras.utils.set_random_seed(0)
    time = np.arange(60)
    phase = np.random.default_rng(0).uniform(0, 6, (64, 1))
    wave = np.sin(time / 4 + phase)[..., None].astype("float32")
    x = np.repeat(wave[:, :-3], 3, axis=2)
    y = np.repeat(wave[:, 3:], 2, axis=2)
    model = maker((None, 3))
    model.compile(keras.optimizers.Adam(0.02), "mse", jit_compile=False)
    model.fit(x, y, batch_size=16, epochs=8, verbose=0)
    last_value = np.mean((x[:, 20:, :2] - y[:, 20:]) ** 2)
    found = np.mean((np.array(model(x))[:, 20:] - y[:, 20:]) ** 2)
    assert found < 0.2 * last_value


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (dict(input_shape=(3,)), "input_shape"),
        (dict(input_shape=(4, 0)), "input_shape"),
        (dict(num_outputs=0), "num_outputs"),
        (dict(dropout=1.5), "dropout"),
    ],
)
def test_sizes_that_make_no_network_are_refused(wrong, named):
    settings = dict(input_shape=(4, 3)) | wrong
    for build in (temporal_convolutional_forecaster, lstm_forecaster):
        with pytest.raises(UsageError, match=named):
            build(**settings)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (dict(filters=0), "filters"),
        (dict(kernel_size=1.5), "kernel_size"),
        (dict(dilations=(1, 0)), "dilations"),
    ],
)
def test_sizes_of_the_tcn_are_refused(wrong, named):
    with pytest.raises(UsageError, match=named):
        temporal_convolutional_forecaster((4, 3), **wrong)


@pytest.mark.parametrize("name", ["units", "num_layers"])
def test_sizes_of_the_lstm_are_refused(name):
    with pytest.raises(UsageError, match=name):
        lstm_forecaster((4, 3), **{name: 0})

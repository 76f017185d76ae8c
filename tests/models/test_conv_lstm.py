"""The paper's four networks: shapes, what each can see, what it cannot."""

import keras
import numpy as np
import pytest

from medkeras.models import conv_lstm as networks
from medkeras.utils.errors import UsageError

FOUR = [
    networks.cnn,
    networks.traditional_lstm,
    networks.cnn_lstm,
    networks.conv_lstm,
]
FILMS, TABLE = (5, 9, 7, 1), (1, 8, 1)


def films(batch=3, shape=FILMS):
    return np.random.default_rng(0).normal(size=(batch, *shape)).astype("f4")


@pytest.mark.parametrize("build", FOUR, ids=lambda f: f.__name__)
def test_builds_saves_and_trains_on_films(build, check_model):
    keras.utils.set_random_seed(0)
    check_model(build, {}, FILMS, (1,))


@pytest.mark.parametrize("shape", [FILMS, TABLE], ids=["films", "table"])
@pytest.mark.parametrize("build", FOUR, ids=lambda f: f.__name__)
def test_answers_one_probability(build, shape):
    keras.utils.set_random_seed(0)
    y = keras.ops.convert_to_numpy(build(shape)(films(shape=shape)))
    assert y.shape == (3, 1)
    assert np.all((y > 0) & (y < 1))


def test_one_step_moves_all_but_the_memory():
    """On a table the recurrent kernel gets no gradient, so it stays."""
    keras.utils.set_random_seed(0)
    model = networks.conv_lstm(TABLE)
    model.compile("sgd", "binary_crossentropy")
    before = model.get_weights()
    model.train_on_batch(films(4, TABLE), np.array([[0.0], [1.0]] * 2))
    moved = [
        not np.array_equal(old, new)
        for old, new in zip(before, model.get_weights(), strict=True)
    ]
    assert moved == [True, False, True, True, True]


def reversal_gap(build):
    """How far the answer moves when a film runs backwards."""
    keras.utils.set_random_seed(0)
    model, x = build(FILMS), films(8)
    forward, backward = model(x), model(x[:, ::-1])
    return float(np.max(np.abs(forward - backward)))


def test_only_networks_with_a_memory_notice_a_film_run_backwards():
    assert reversal_gap(networks.cnn) < 1e-6
    for build in FOUR[1:]:
        assert reversal_gap(build) > 1e-4


def test_conv_lstm_on_a_table_is_keras_conv_lstm_1d():
    model = networks.conv_lstm(TABLE, num_filters=4)
    assert [type(layer).__name__ for layer in model.layers] == [
        "InputLayer",
        "ConvLSTM1D",
        "Flatten",
        "Dropout",
        "Dense",
    ]
    # 3 x (1 + 4) x 16 kernels, 16 biases, then 8 places x 4 maps to one.
    assert model.count_params() == 3 * (1 + 4) * 16 + 16 + 8 * 4 + 1


@pytest.mark.parametrize("shape", [(8,), (4, 8), (None, 8, 8, 1)])
@pytest.mark.parametrize("build", FOUR, ids=lambda f: f.__name__)
def test_other_shapes_are_refused(build, shape):
    with pytest.raises(UsageError, match="input_shape"):
        build(shape)

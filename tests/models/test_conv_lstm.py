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


@pytest.mark.parametrize("shape", [FILMS, TABLE], ids=["films", "table"])
@pytest.mark.parametrize("build", FOUR, ids=lambda f: f.__name__)
def test_answers_one_probability_and_survives_saving(build, shape, tmp_path):
    keras.utils.set_random_seed(0)
    model = build(shape)
    x = films(shape=shape)
    y = model(x, training=False)
    assert y.shape == (3, 1)
    assert np.all((y > 0) & (y < 1))
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    np.testing.assert_allclose(again(x, training=False), y, atol=1e-6)


@pytest.mark.parametrize("build", FOUR, ids=lambda f: f.__name__)
def test_one_training_step_moves_the_weights(build):
    keras.utils.set_random_seed(0)
    model = build(FILMS)
    model.compile("sgd", "binary_crossentropy")
    before = model.get_weights()
    model.train_on_batch(films(4), np.array([[0.0], [1.0], [0.0], [1.0]]))
    moved = [
        not np.array_equal(a, b)
        for a, b in zip(before, model.get_weights(), strict=True)
    ]
    assert all(moved)


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

"""Both readings of the deep wavelet autoencoder, and the net on the code."""

import keras
import numpy as np
import pytest

from medkeras.layers.wavelet import DWT2D
from medkeras.models.autoencoder import dense_autoencoder
from medkeras.models.deep_wavelet_autoencoder import (
    code_classifier,
    deep_wavelet_autoencoder,
    equal_parameter_units,
    morlet_autoencoder,
)
from medkeras.utils.errors import UsageError


def draw(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


@pytest.mark.parametrize("shape", [(9,), (5, 7, 2)])
def test_both_readings_build_save_and_train(shape, check_model):
    keras.utils.set_random_seed(0)
    options = {"code_shape": (1, 2, 3), "units": (6,)}
    check_model(deep_wavelet_autoencoder, options, shape, shape)
    check_model(morlet_autoencoder, {"units": (6, 4)}, shape, shape)


def test_the_code_is_the_coarse_band_of_the_map():
    model = deep_wavelet_autoencoder((6, 6, 1), (2, 3, 2), (5,), "db2")
    x = draw(4, 6, 6, 1)
    maps = keras.Model(model.input, model.get_layer("map").output)(x)
    bands = np.array(DWT2D("db2")(np.array(maps).reshape(4, 4, 6, 2)))
    code = np.array(model.encoder(x))
    assert code.shape == (4, 2, 3, 2)
    np.testing.assert_allclose(code, bands[..., :2], atol=1e-5)


@pytest.mark.parametrize("wavelet", ["haar", "db2"])
def test_with_all_details_kept_it_is_the_plain_autoencoder(wavelet):
    """Forth and back is the identity: the same weights, the same answer."""
    model = deep_wavelet_autoencoder(
        (6, 6, 1), (2, 2, 1), (5,), wavelet, threshold=0,
        code_activation="linear",
    )  # fmt: skip
    plain = dense_autoencoder((6, 6, 1), (5, 16))
    plain.set_weights(model.get_weights())
    x = draw(3, 6, 6, 1)
    np.testing.assert_allclose(model(x), plain(x), atol=1e-5)
    assert model.encoder.output_shape == (None, 2, 2, 4)


@pytest.mark.parametrize("wavelet", ["haar", "db4"])
def test_a_linear_map_makes_it_a_plain_autoencoder_of_the_same_code(wavelet):
    """The transform behind a dense layer is another dense layer."""
    model = deep_wavelet_autoencoder(
        (6, 6, 1), (2, 2, 1), (5,), wavelet, code_activation="linear"
    )
    plain = dense_autoencoder((6, 6, 1), (5, 4))
    for layer in ("encode_1", "reconstruction"):
        plain.get_layer(layer).set_weights(model.get_layer(layer).get_weights())
    weights, bias = model.get_layer("map").get_weights()
    rows = np.concatenate([weights, bias[None]]).reshape(-1, 4, 4, 1)
    merged = np.array(DWT2D(wavelet)(rows))[..., :1].reshape(-1, 4)
    plain.get_layer("code").set_weights([merged[:-1], merged[-1]])
    x = draw(3, 6, 6, 1)
    np.testing.assert_allclose(
        np.array(model.encoder(x)).reshape(3, -1), plain.encoder(x), atol=1e-5
    )
    # The decoder's merged weights: the inverse of each unit of the code.
    kernel, bias = model.get_layer("decode_1").get_weights()
    units = np.eye(4, dtype="float32").reshape(4, 2, 2, 1)
    zeros = np.zeros((4, 2, 2, 3), "float32")
    inverse = next(
        layer for layer in model.layers if "inverse" in layer.name.lower()
    )
    images = np.array(inverse(np.concatenate([units, zeros], axis=-1)))
    plain.get_layer("decode_1").set_weights(
        [images.reshape(4, 16) @ kernel, bias]
    )
    np.testing.assert_allclose(model(x), plain(x), atol=1e-5)


def test_a_threshold_silences_details_and_never_the_coarse_band():
    model = deep_wavelet_autoencoder((9,), (2, 2, 1), (6,), threshold=1e6)
    code = np.array(model.encoder(draw(5, 9)))
    assert code.shape == (5, 2, 2, 4)
    assert not code[..., 1:].any() and code[..., 0].any()


def test_a_morlet_unit_is_a_wave_of_a_dense_unit():
    model = morlet_autoencoder((3,), (2,))
    kernel, bias, shift, log_scale = model.encoder.get_weights()
    x = draw(4, 3)
    place = (x @ kernel + bias - shift) / np.exp(log_scale)
    expected = np.cos(5 * place) * np.exp(-(place**2) / 2)
    np.testing.assert_allclose(model.encoder(x), expected, atol=1e-5)


def test_a_wavelet_autoencoder_learns_to_reconstruct():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(256, 3)) @ rng.normal(size=(3, 16))
    x = (x / x.std()).astype("float32")
    for model in (
        deep_wavelet_autoencoder((16,), (2, 2, 1), (16,)),
        morlet_autoencoder((16,), (16, 4), scale=4.0),
    ):
        model.compile(keras.optimizers.Adam(0.01))
        before = model.evaluate(x, verbose=0)
        model.fit(x, batch_size=32, epochs=12, verbose=0)
        assert model.evaluate(x, verbose=0) < 0.5 * before


@pytest.mark.parametrize("fine_tune", [False, True])
def test_the_encoder_is_frozen_or_not(fine_tune):
    encoder = dense_autoencoder((6,), (4, 2)).encoder
    model = code_classifier(encoder, (3,), 0.0, fine_tune)
    before = encoder.get_weights()
    model.compile(keras.optimizers.Adam(0.1), "binary_crossentropy")
    model.fit(draw(8, 6), np.arange(8)[:, None] % 2, epochs=2, verbose=0)
    moved = [
        np.abs(a - b).max() > 0
        for a, b in zip(before, encoder.get_weights(), strict=True)
    ]
    assert all(moved) if fine_tune else not any(moved)
    assert len(model.trainable_weights) == 4 + 4 * fine_tune
    assert model.count_params() == (6 * 4 + 4 + 4 * 2 + 2) + (2 * 3 + 3) + 4


@pytest.mark.parametrize("inputs", [33, 256])
def test_units_of_equal_parameters_come_near_the_count(inputs):
    wavelet = deep_wavelet_autoencoder((inputs,), (2, 2, 2), (24,))
    units = equal_parameter_units(wavelet.count_params(), inputs, 8)
    plain = dense_autoencoder((inputs,), (units, 8))
    gap = abs(plain.count_params() - wavelet.count_params())
    assert gap <= inputs + 9
    assert equal_parameter_units(1, inputs, 8) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: deep_wavelet_autoencoder((6,), (2, 2)), "code_shape"),
        (lambda: deep_wavelet_autoencoder((6,), (2, 0, 1)), "code_shape"),
        (lambda: deep_wavelet_autoencoder((6,), units=()), "units"),
        (lambda: deep_wavelet_autoencoder((6,), wavelet="har"), "haar"),
        (lambda: deep_wavelet_autoencoder((6,), threshold=-1), "threshold"),
        (lambda: morlet_autoencoder((6,), ()), "units"),
        (lambda: morlet_autoencoder((6,), scale=0), "scale"),
        (lambda: code_classifier("encoder"), "encoder"),
        (lambda: code_classifier(dense_autoencoder((6,)).encoder, ()),
         "units"),
        (lambda: code_classifier(dense_autoencoder((6,)).encoder, (2,), 2),
         "dropout"),
        (lambda: equal_parameter_units(0, 3, 3), "num_parameters"),
    ],
)  # fmt: skip
def test_what_makes_no_network_is_one_line(call, message):
    with pytest.raises(UsageError, match=message) as error:
        call()
    assert "\n" not in str(error.value)

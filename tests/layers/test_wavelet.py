"""The wavelet layers against PyWavelets, and what theory promises."""

import keras
import numpy as np
import pytest
import pywt
import tensorflow as tf

from medkeras.layers.wavelet import BANDS, DWT2D, InverseDWT2D
from medkeras.utils.errors import UsageError

WAVELETS = ("haar", "db2", "db4", "bior2.2")
ORTHOGONAL = ("haar", "db2", "db4")
SIZES = ((16, 24), (10, 16), (6, 4), (2, 2), (33, 37), (7, 8))
ACCURACY = {"float32": 1e-6, "float64": 1e-12}
to_numpy = keras.ops.convert_to_numpy


def draw(*shape, seed=0, dtype="float64"):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


@pytest.mark.parametrize("layer", [DWT2D, InverseDWT2D])
@pytest.mark.parametrize("wavelet", WAVELETS)
def test_builds_saves_and_knows_its_shape(layer, wavelet, tmp_path):
    made = layer(wavelet, name="waves")
    again = layer.from_config(made.get_config())
    assert again.get_config() == made.get_config()
    assert again.wavelet == wavelet and again.name == "waves"
    shape = (10, 7, 3) if layer is DWT2D else (5, 4, 12)
    inputs = keras.Input(shape)
    model = keras.Model(inputs, made(inputs))
    assert model.output_shape[1:] == ((5, 4, 12) if layer is DWT2D
                                      else (10, 8, 3))  # fmt: skip
    assert made.compute_output_shape((2, *shape)) == (
        2, *model.output_shape[1:])  # fmt: skip
    x = draw(2, *shape, dtype="float32")
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    np.testing.assert_array_equal(loaded(x), model(x))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("wavelet", WAVELETS)
def test_coefficients_are_those_of_pywavelets(wavelet, size, dtype):
    images = draw(3, *size, 2)
    bands = to_numpy(DWT2D(wavelet, dtype=dtype)(images.astype(dtype)))
    assert bands.dtype == dtype
    low, details = pywt.dwt2(images, wavelet, "periodization", axes=(1, 2))
    limit = 10 * ACCURACY[dtype]
    for band, name, expected in zip(
        np.split(bands, 4, axis=-1), BANDS, (low, *details), strict=True
    ):
        np.testing.assert_allclose(band, expected, atol=limit, err_msg=name)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("wavelet", WAVELETS)
def test_the_inverse_gives_the_image_back(wavelet, size, dtype):
    images = np.random.default_rng(0).uniform(size=(3, *size, 2)).astype(dtype)
    bands = DWT2D(wavelet, dtype=dtype)(images)
    again = to_numpy(InverseDWT2D(wavelet, dtype=dtype)(bands))
    rows, columns = size
    assert again.shape[1:3] == (rows + rows % 2, columns + columns % 2)
    gap = np.abs(again[:, :rows, :columns] - images).max()
    assert gap < ACCURACY[dtype]


@pytest.mark.parametrize("wavelet", WAVELETS)
def test_the_inverse_of_any_coefficients_is_that_of_pywavelets(wavelet):
    bands = draw(2, 5, 6, 4)
    low, *details = np.moveaxis(bands, -1, 0)
    expected = pywt.idwt2((low, details), wavelet, "periodization", axes=(1, 2))
    again = InverseDWT2D(wavelet, dtype="float64")(bands)
    np.testing.assert_allclose(again[..., 0], expected, atol=1e-12)


@pytest.mark.parametrize("wavelet", WAVELETS)
def test_the_coarse_band_split_again_is_the_next_level(wavelet):
    images, layer = draw(2, 32, 40, 1), DWT2D(wavelet, dtype="float64")
    coarse, *fine = np.split(to_numpy(layer(images)), 4, axis=-1)
    second = np.split(to_numpy(layer(coarse)), 4, axis=-1)
    expected = pywt.wavedec2(
        images[..., 0], wavelet, "periodization", level=2, axes=(1, 2)
    )
    levels = (second[0], *second[1:], *fine)
    theirs = (expected[0], *expected[1], *expected[2])
    for ours, given in zip(levels, theirs, strict=True):
        np.testing.assert_allclose(ours[..., 0], given, atol=1e-11)


@pytest.mark.parametrize("wavelet", ORTHOGONAL)
def test_parseval_the_squares_add_up_to_the_same(wavelet):
    images = draw(2, 16, 12, 1)
    bands = to_numpy(DWT2D(wavelet, dtype="float64")(images))
    assert np.isclose(np.sum(bands**2), np.sum(images**2), rtol=1e-12)


def test_a_biorthogonal_wavelet_does_not_keep_the_squares():
    images = draw(2, 16, 12, 1)
    bands = to_numpy(DWT2D("bior2.2", dtype="float64")(images))
    assert not np.isclose(np.sum(bands**2), np.sum(images**2), rtol=1e-3)


@pytest.mark.parametrize("layer", [DWT2D, InverseDWT2D])
@pytest.mark.parametrize("size", [(8, 12), (6, 10)])
@pytest.mark.parametrize("wavelet", WAVELETS)
def test_the_gradient_is_the_adjoint(wavelet, size, layer):
    """<W x, y> = <x, W' y>, with W' y the gradient that the tape gives."""
    made = layer(wavelet, dtype="float64")
    x = tf.constant(draw(2, *size, 4))
    with tf.GradientTape() as tape:
        tape.watch(x)
        forward = made(x)
    y = draw(*forward.shape, seed=1)
    adjoint = tape.gradient(forward, x, output_gradients=tf.constant(y))
    left, right = np.sum(forward * y), np.sum(x * adjoint)
    assert abs(left - right) < 1e-10 * abs(left)


@pytest.mark.parametrize("wavelet", ORTHOGONAL)
def test_the_adjoint_of_an_orthogonal_wavelet_is_its_inverse(wavelet):
    x, y = tf.constant(draw(2, 8, 12, 1)), draw(2, 4, 6, 4, seed=1)
    with tf.GradientTape() as tape:
        tape.watch(x)
        forward = DWT2D(wavelet, dtype="float64")(x)
    adjoint = tape.gradient(forward, x, output_gradients=tf.constant(y))
    inverse = InverseDWT2D(wavelet, dtype="float64")(y)
    np.testing.assert_allclose(adjoint, inverse, atol=1e-12)


def test_the_coarse_haar_band_is_twice_the_average_pooling():
    images = draw(2, 12, 16, 3)
    coarse = to_numpy(DWT2D("haar", dtype="float64")(images))[..., :3]
    pooled = keras.ops.average_pool(images, 2)
    np.testing.assert_allclose(coarse, 2 * to_numpy(pooled), atol=1e-12)


@pytest.mark.parametrize("dtype", ["uint8", "int64"])
def test_grey_levels_are_read_as_numbers(dtype):
    levels = np.random.default_rng(0).integers(0, 255, (2, 6, 8, 1))
    bands = DWT2D("db2")(levels.astype(dtype))
    expected = DWT2D("db2")(levels.astype("float32"))
    np.testing.assert_array_equal(bands, expected)
    whole = levels[:, :3, :4].repeat(4, axis=-1)
    back = InverseDWT2D("db2")(whole.astype(dtype))
    expected = InverseDWT2D("db2")(whole.astype("float32"))
    np.testing.assert_array_equal(back, expected)


@pytest.mark.parametrize("wavelet", WAVELETS)
def test_a_linear_code_of_bands_is_a_linear_code_of_pixels(wavelet):
    """An encoder of coefficients is one of pixels, its kernel transformed."""
    images = draw(3, 8, 8, 1)
    layer = DWT2D(wavelet, dtype="float64")
    inverse = InverseDWT2D(wavelet, dtype="float64")
    basis = to_numpy(layer(np.eye(64).reshape(64, 8, 8, 1))).reshape(64, 64)
    kernel, back = draw(64, 5, seed=1), draw(5, 64, seed=2)  # of the bands
    bands = to_numpy(layer(images)).reshape(3, 64)
    answer = inverse((bands @ kernel @ back).reshape(3, 4, 4, 4))
    undo = to_numpy(inverse(np.eye(64).reshape(64, 4, 4, 4))).reshape(64, 64)
    pixels = images.reshape(3, 64) @ (basis @ kernel) @ (back @ undo)
    np.testing.assert_allclose(
        to_numpy(answer).reshape(3, 64), pixels, atol=1e-9
    )


def test_channels_do_not_mix():
    images = draw(2, 8, 8, 3)
    layer = DWT2D("db2", dtype="float64")
    together = to_numpy(layer(images))
    for channel in range(3):
        alone = to_numpy(layer(images[..., channel : channel + 1]))
        np.testing.assert_allclose(together[..., channel::3], alone, atol=1e-12)


@pytest.mark.parametrize("layer", [DWT2D, InverseDWT2D])
def test_an_unknown_wavelet_is_one_line(layer):
    with pytest.raises(UsageError, match=r"haar, db2.*'bd4'") as error:
        layer("bd4")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "layer, shape, words",
    [
        (DWT2D, (8, 8, 1), "known size"),
        (DWT2D, (2, None, 8, 1), "known size"),
        (InverseDWT2D, (2, 4, 4, 3), "multiple of 4"),
        (InverseDWT2D, (2, 4, 4, 6), "multiple of 4"),
    ],
)
def test_a_wrong_shape_is_one_line(layer, shape, words):
    with pytest.raises(UsageError, match=words) as error:
        layer("haar").compute_output_shape(shape)
    assert "\n" not in str(error.value)
    with pytest.raises(UsageError, match=words):
        layer("haar")(keras.Input(shape[1:], batch_size=shape[0]))

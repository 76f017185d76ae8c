"""What is kept of the bands: the coarse one, or shrunken details."""

import keras
import numpy as np
import pytest
import pywt

from medkeras.layers.wavelet import DWT2D, InverseDWT2D
from medkeras.layers.wavelet_bands import (
    Approximation,
    WaveletShrinkage,
    ZeroDetails,
)
from medkeras.utils.errors import UsageError


def draw(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


@pytest.mark.parametrize(
    ("layer", "before", "after"),
    [
        (Approximation(), (3, 5, 8), (3, 5, 2)),
        (ZeroDetails(), (3, 5, 2), (3, 5, 8)),
        (WaveletShrinkage(0.5), (3, 5, 8), (3, 5, 8)),
    ],
)
def test_builds_saves_and_knows_its_shape(layer, before, after, tmp_path):
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    assert layer.compute_output_shape((2, *before)) == (2, *after)
    inputs = keras.Input(before)
    model = keras.Model(inputs, layer(inputs))
    x = draw(2, *before)
    assert model(x).shape == (2, *after)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    np.testing.assert_array_equal(loaded(x), model(x))


@pytest.mark.parametrize("wavelet", ["haar", "db2"])
def test_kept_alone_the_coarse_band_is_a_projection(wavelet):
    """Back and forth a second time changes nothing more."""

    def kept(x):
        coarse = Approximation()(DWT2D(wavelet)(x))
        return np.array(InverseDWT2D(wavelet)(ZeroDetails()(coarse)))

    images = draw(2, 8, 12, 3)
    once = kept(images)
    np.testing.assert_allclose(kept(once), once, atol=1e-5)
    # Orthogonal: what is left and what is lost share no direction.
    assert abs((once * (images - once)).sum()) < 1e-3
    assert (once**2).sum() < (images**2).sum()


def test_haar_kept_alone_repeats_the_mean_of_each_four():
    images = draw(1, 4, 6, 1)
    coarse = Approximation()(DWT2D("haar")(images))
    back = InverseDWT2D("haar")(ZeroDetails()(coarse))
    means = images.reshape(1, 2, 2, 3, 2, 1).mean(axis=(2, 4))
    expected = means.repeat(2, axis=1).repeat(2, axis=2)
    np.testing.assert_allclose(back, expected, atol=1e-6)


def test_shrinkage_is_that_of_pywavelets_and_leaves_the_coarse_band():
    bands = draw(2, 3, 4, 8)
    shrunk = np.array(WaveletShrinkage(0.4)(bands))
    np.testing.assert_array_equal(shrunk[..., :2], bands[..., :2])
    expected = pywt.threshold(bands[..., 2:], 0.4, "soft")
    np.testing.assert_allclose(shrunk[..., 2:], expected, atol=1e-6)
    np.testing.assert_array_equal(WaveletShrinkage(0.0)(bands), bands)


@pytest.mark.parametrize("threshold", [-1, "much", None, float("nan")])
def test_a_threshold_below_0_is_refused(threshold):
    with pytest.raises(UsageError, match="threshold"):
        WaveletShrinkage(threshold)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Approximation(), (1, 2, 2, 6)), (Approximation(), (1, 8)),
        (WaveletShrinkage(1.0), (1, 2, 2, 3)), (ZeroDetails(), (2, 3)),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_one_line(layer, shape):
    with pytest.raises(UsageError, match="needs images") as error:
        layer(np.ones(shape, "float32"))
    assert "\n" not in str(error.value)

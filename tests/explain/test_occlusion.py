import keras
import numpy as np
import pytest

from medkeras.explain import occlusion
from medkeras.utils.errors import UsageError


def linear(weights):
    return lambda images: (images * weights).sum(axis=(1, 2, 3))


def test_a_single_pixel_loses_weight_times_difference():
    rng = np.random.default_rng(0)
    images = rng.normal(size=(3, 7, 9, 2))
    weights = rng.normal(size=(7, 9, 2))
    cover = rng.normal(size=(7, 9, 2))
    fall = occlusion(linear(weights), images, size=1, cover=cover)
    expected = ((images - cover) * weights).sum(axis=-1)
    np.testing.assert_allclose(fall, expected, atol=1e-10)


def test_a_square_is_the_mean_over_all_squares_that_hold_the_pixel():
    rng = np.random.default_rng(1)
    image = rng.normal(size=(1, 6, 5, 1))
    fall = occlusion(linear(np.ones((6, 5, 1))), image, size=3)
    padded = np.pad(image[0, ..., 0], 2)  # all squares around a pixel
    for row, column in np.ndindex(6, 5):
        sums = [
            padded[row + i : row + i + 3, column + j : column + j + 3].sum()
            for i in range(3)
            for j in range(3)
        ]
        assert fall[0, row, column] == pytest.approx(np.mean(sums))


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_every_pixel_is_covered(stride):
    images = np.ones((1, 11, 8, 1))
    fall = occlusion(linear(np.ones((11, 8, 1))), images, size=3, stride=stride)
    assert np.isfinite(fall).all()
    assert (fall > 0).all()


def test_the_peak_is_at_what_the_model_looks_at():
    images = np.zeros((2, 15, 17, 1))
    images[0, 3, 12] = images[1, 9, 4] = 1

    def brightest(x):
        return x.max(axis=(1, 2, 3))

    fall = occlusion(brightest, images, size=5)
    peaks = [np.unravel_index(f.argmax(), f.shape) for f in fall]
    assert peaks == [(3, 12), (9, 4)]


def test_a_keras_model_and_the_target():
    inputs = keras.Input((4, 4, 1))
    flat = keras.layers.Flatten()(inputs)
    model = keras.Model(inputs, keras.layers.Dense(2, use_bias=False)(flat))
    images = np.random.default_rng(0).normal(size=(1, 4, 4, 1)).astype("f4")
    kernel = model.get_weights()[0].reshape(4, 4, 2)
    for target in (0, 1):
        fall = occlusion(model, images, target, size=1)
        np.testing.assert_allclose(
            fall[0], kernel[..., target] * images[0, ..., 0], atol=1e-5
        )


@pytest.mark.parametrize(
    ("wrong", "finding"),
    [
        ({"size": 4}, "`size` must be odd"),
        ({"size": 9}, "no larger than"),
        ({"stride": 0}, "`stride` must be"),
        ({"stride": 6}, "`stride` must be"),
        ({"cover": np.zeros((3, 3, 1))}, "`cover` must be"),
        ({"images": np.zeros((6, 6, 1))}, "`images` must be"),
        ({"images": np.full((1, 6, 6, 1), np.nan)}, "`images` must be finite"),
        ({"images": np.full((1, 6, 6, 1), "a")}, "`images` must be real"),
        ({"cover": np.nan}, "`cover` must be finite"),
        ({"target": 1}, "`target` must be"),
        ({"target": -1}, "`target` must be"),
        ({"size": 2.5}, "`size` must be"),
        ({"model": lambda x: x.mean()}, "`model` must"),
        ({"model": lambda x: x.mean((1, 2)) * np.nan}, "must be finite"),
    ],
)
def test_what_cannot_be_covered_is_refused(wrong, finding):
    given = {"images": np.zeros((1, 6, 6, 1))} | wrong
    with pytest.raises(UsageError, match=finding):
        occlusion(**{"model": linear(1.0)} | given)


def mean(x):
    return np.asarray(x, float).mean(axis=(1, 2, 3))


@pytest.mark.parametrize("cover", [300, -1, 0.5, 255.5])
def test_grey_values_cannot_hold_every_cover(cover):
    grey = np.full((1, 5, 5, 1), 200, "uint8")
    with pytest.raises(UsageError, match="the images' type, uint8"):
        occlusion(mean, grey, size=1, cover=cover)
    falls = occlusion(mean, grey.astype(float), size=1, cover=cover)
    np.testing.assert_allclose(falls, (200 - cover) / 25)


@pytest.mark.parametrize("kind", ["uint8", "float32", "float64"])
def test_the_type_of_the_images_changes_nothing(kind):
    grey = np.full((1, 5, 5, 1), 200, kind)
    falls = occlusion(mean, grey, size=1, cover=255)
    np.testing.assert_allclose(falls, -55 / 25)


def test_no_images_have_no_falls():
    assert occlusion(mean, np.zeros((0, 6, 6, 1))).shape == (0, 6, 6)

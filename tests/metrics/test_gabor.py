"""Gabor functions are found, noise is not, and training makes them."""

import keras
import numpy as np
import pytest
from keras import layers
from medkeras_datasets.pneumonia_xray import phantom

from medkeras.metrics.gabor import gabor, gabor_share
from medkeras.utils.errors import UsageError

PLACES = np.indices((7, 7)).reshape(2, -1) - 3.0
#        even, odd, base, row, column, width, elongation, angle, frequency
SHAPES = [
    (1.0, 0.0, 0.2, 0.0, 0.0, 2.0, 1.0, 0.0, 0.2),
    (0.0, 1.0, 0.0, 0.5, -1.0, 1.5, 0.6, 0.7, 0.15),
    (0.6, -0.8, -0.3, -1.0, 0.3, 2.5, 1.2, 2.4, 0.3),
    (0.0, 2.0, 0.0, 0.0, 0.0, 2.0, 0.5, 1.6, 0.06),
]


def noise(count, size=7):
    return np.random.default_rng(0).normal(size=(count, size, size))


def test_the_function_is_the_formula_written_out():
    even, odd, base, row, column, width, elongation, angle, wave = SHAPES[2]
    values = gabor(PLACES, *SHAPES[2])
    for (i, j), value in zip(PLACES.T, values, strict=True):
        u = (j - column) * np.cos(angle) + (i - row) * np.sin(angle)
        v = (i - row) * np.cos(angle) - (j - column) * np.sin(angle)
        hill = np.exp(-(u**2 + elongation**2 * v**2) / 2 / width**2)
        turn = 2 * np.pi * wave * u
        expected = base + hill * (even * np.cos(turn) + odd * np.sin(turn))
        assert value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_gabor_function_is_found_whatever_its_scale(shape):
    kernel = gabor(PLACES, *shape).reshape(7, 7)
    assert gabor_share(kernel) > 0.99
    assert gabor_share(1e-4 * kernel + 5) > 0.99


def test_an_edge_is_one_and_a_chessboard_of_noise_is_not():
    rows, columns = np.mgrid[-3:4, -3:4]
    assert gabor_share(np.exp(-(rows**2) / 4.0) * columns) > 0.95
    shares = [gabor_share(kernel) for kernel in noise(20)]
    assert 0.2 < np.mean(shares) < 0.4  # nine numbers of 49 explain as much
    assert np.max(shares) < 0.6


def test_more_weights_leave_less_to_luck():
    small, large = (
        np.mean([gabor_share(kernel) for kernel in noise(10, size)])
        for size in (7, 13)
    )
    assert large < 0.6 * small


def test_noise_upon_a_gabor_function_lowers_the_share_as_it_should():
    kernel = gabor(PLACES, *SHAPES[1]).reshape(7, 7)
    kernel = (kernel - kernel.mean()) / kernel.std()
    shares = [gabor_share(kernel + n) for n in noise(10)]
    # Half of the variance is signal; a part of the noise is fitted too.
    assert 0.5 < np.mean(shares) < 0.75


@pytest.mark.parametrize(
    "spread, learned", [(0.0002, True), (0.2, False)], ids=["tiny", "usual"]
)
def test_trained_first_kernels_are_edges_if_no_start_hides_them(
    spread, learned
):
    """Median R² of chapter 2.1.1's network in small, on the phantom."""
    keras.utils.set_random_seed(1)
    films = phantom.films(600, seed=0)
    began = keras.initializers.RandomNormal(stddev=spread)
    first = layers.Conv2D(
        8, 7, strides=2, use_bias=False, kernel_initializer=began
    )
    model = keras.Sequential(
        [
            first,
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.Conv2D(16, 3, strides=2, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adam(2e-3), "binary_crossentropy")
    x = films["image"].astype("float32") / 255
    model.fit(x, films["label"], batch_size=64, epochs=3, verbose=0)
    kernels = np.moveaxis(first.get_weights()[0][:, :, 0], -1, 0)
    share = np.median([gabor_share(kernel) for kernel in kernels])
    assert share > 0.6 if learned else 0.2 < share < 0.4  # as noise does


def test_sides_may_differ_and_equal_weights_explain_nothing():
    kernel = gabor(np.indices((5, 9)).reshape(2, -1) - [[2], [4]], *SHAPES[0])
    assert gabor_share(kernel.reshape(5, 9)) > 0.99
    assert gabor_share(np.full((7, 7), 0.3)) == 0


@pytest.mark.parametrize("shape", [(3, 3), (7, 4), (7,), (7, 7, 1)])
def test_kernels_too_small_to_tell_are_refused(shape):
    with pytest.raises(UsageError, match="5 or more each"):
        gabor_share(np.ones(shape))

"""Noise, and what an autoencoder learns from it."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers.contractive import TiedDense
from medkeras.models.autoencoder import (
    Autoencoder,
    DenoisingAutoencoder,
    corrupted,
    dense_autoencoder,
)
from medkeras.models.autoencoder.denoising import KINDS
from medkeras.utils.errors import UsageError


def half(rows=4000, width=5):
    return np.full((rows, width), 0.5, "float32")


def test_gaussian_noise_has_its_spread_and_no_mean():
    noise = np.asarray(corrupted(half(), "gaussian", 0.2)) - 0.5
    assert abs(noise.mean()) < 0.01 and abs(noise.std() - 0.2) < 0.01


@pytest.mark.parametrize(
    "kind, values", [("mask", (0,)), ("salt_and_pepper", (0, 1))]
)
def test_a_share_of_the_values_is_replaced(kind, values):
    spoiled = np.asarray(corrupted(half(), kind, 0.3))
    for value in values:
        share = np.mean(spoiled == value)
        assert abs(share - 0.3 / len(values)) < 0.02
    assert abs(np.mean(spoiled == 0.5) - 0.7) < 0.02


def test_seed_and_step_decide_the_noise():
    draw = [
        np.asarray(corrupted(half(3), seed=seed, step=step))
        for seed, step in ((0, 0), (0, 0), (1, 0), (0, 1))
    ]
    np.testing.assert_array_equal(draw[0], draw[1])
    assert not np.array_equal(draw[0], draw[2])
    assert not np.array_equal(draw[0], draw[3])


def test_a_step_sees_the_spoiled_input_and_owes_the_clean_one():
    x = np.random.default_rng(0).uniform(size=(8, 5)).astype("float32")
    weights = []
    for by_hand in (False, True):
        keras.utils.set_random_seed(0)
        model = dense_autoencoder((5,), (3,))
        if by_hand:
            seen = np.asarray(corrupted(x, "mask", 0.4, seed=7, step=0))
            model.compile(keras.optimizers.SGD(0.5))
            model.fit(seen, x, shuffle=False, verbose=0)
        else:
            model = DenoisingAutoencoder(model, "mask", 0.4, seed=7)
            model.compile(keras.optimizers.SGD(0.5))
            model.fit(x, shuffle=False, verbose=0)
        weights.append(model.get_weights())
    for one, other in zip(*weights, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_every_step_has_other_noise_and_evaluation_the_same():
    model = DenoisingAutoencoder(dense_autoencoder((5,), (3,)), amount=0.5)
    model.compile(keras.optimizers.SGD(0.0))
    x = half(8)
    judged = [model.evaluate(x, verbose=0)]
    losses = model.fit(x, epochs=3, verbose=0).history["loss"]
    assert len(set(losses)) == 3
    judged.append(model.evaluate(x, verbose=0))
    assert judged[0] == judged[1] and judged[0] not in losses


def tied():
    """Linear, with one kernel for both ways: y = x W Wᵀ + c."""
    inputs = keras.Input((2,))
    dense = keras.layers.Dense(2, name="code")
    code = dense(inputs)
    return Autoencoder(inputs, TiedDense(dense)(code))


@pytest.mark.parametrize("make", [tied, lambda: dense_autoencoder((2,), (2,))])
def test_on_a_gaussian_it_gives_the_posterior_mean(make):
    """r(x) = C (C + s² I)^-1 x, and (r - x) / s² is the score there."""
    covariance, noise = np.array([[2.0, 0.9], [0.9, 0.8]]), 0.7
    draw = np.random.default_rng(0).multivariate_normal
    x = draw(np.zeros(2), covariance, 40_000).astype("float32")
    keras.utils.set_random_seed(0)
    model = DenoisingAutoencoder(make(), amount=noise)
    rate = keras.optimizers.schedules.CosineDecay(0.05, 400)
    model.compile(keras.optimizers.Adam(rate), jit_compile=False)
    model.fit(x, batch_size=400, epochs=4, verbose=0)
    inverse = np.linalg.inv(covariance + noise**2 * np.eye(2))
    found = np.asarray(model(np.eye(2))) - np.asarray(model(np.zeros((1, 2))))
    np.testing.assert_allclose(found.T, covariance @ inverse, atol=0.02)
    score = (found.T - np.eye(2)) / noise**2
    np.testing.assert_allclose(score, -inverse, atol=0.05)


def test_on_two_peaks_its_correction_is_the_score():
    """(r - x) / s² is the slope of the log density of noisy data."""
    noise, draw = 0.6, np.random.default_rng(0)
    x = draw.choice([-1.0, 1.0], (20_000, 1)).astype("float32")
    keras.utils.set_random_seed(0)
    inner = dense_autoencoder((1,), (16, 16), "tanh")
    model = DenoisingAutoencoder(inner, amount=noise)
    rate = keras.optimizers.schedules.CosineDecay(0.01, 400)
    model.compile(keras.optimizers.Adam(rate), jit_compile=False)
    model.fit(x, batch_size=200, epochs=4, verbose=0)
    line = np.linspace(-1.5, 1.5, 31)[:, None]
    learned = (np.asarray(model(line))[:, 0] - line[:, 0]) / noise**2

    def log_density(y):
        return np.log(
            np.exp(-((y - 1) ** 2) / (2 * noise**2))
            + np.exp(-((y + 1) ** 2) / (2 * noise**2))
        )

    slope = (log_density(line + 1e-4) - log_density(line - 1e-4))[:, 0] / 2e-4
    np.testing.assert_allclose(learned, slope, atol=0.25)
    assert np.abs(slope).max() > 1


@pytest.mark.parametrize(
    "kind, amount", [("snow", 0.1), ("mask", 1.5), ("gaussian", -1.0)]
)
def test_bad_noise_is_one_line(kind, amount):
    with pytest.raises(UsageError, match="Received") as error:
        corrupted(half(2), kind, amount)
    assert "\n" not in str(error.value)
    with pytest.raises(UsageError):
        DenoisingAutoencoder(dense_autoencoder((5,), (3,)), kind, amount)


FILM = np.array([[250, 0, 7]], "uint8")


@pytest.mark.parametrize("amount", [20.0, 0.5])
def test_grey_values_get_the_noise_that_floats_get(amount):
    found = np.asarray(corrupted(FILM, "gaussian", amount))
    floats = np.asarray(corrupted(FILM.astype("float32"), "gaussian", amount))
    np.testing.assert_array_equal(found, floats)
    assert np.abs(found - FILM).min() > 0


def test_a_step_with_grey_values_is_that_with_floats():
    x = np.random.default_rng(0).integers(0, 255, (8, 5)).astype("uint8")
    weights = []
    for kind in ("uint8", "float32"):
        keras.utils.set_random_seed(0)
        model = DenoisingAutoencoder(dense_autoencoder((5,), (3,)), amount=20.0)
        model.compile(keras.optimizers.SGD(1e-5), jit_compile=False)
        model.fit(x.astype(kind), shuffle=False, verbose=0)
        weights.append(model.get_weights())
    for one, other in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_salt_is_no_white_in_grey_values():
    with pytest.raises(UsageError, match="must be from 0 to 1"):
        corrupted(FILM, "salt_and_pepper", 0.1)
    model = DenoisingAutoencoder(dense_autoencoder((3,), (2,)), KINDS[2])
    model.compile()
    for x in (FILM, tf.data.Dataset.from_tensor_slices(FILM).batch(1)):
        with pytest.raises(UsageError, match="must be from 0 to 1"):
            model.fit(x, shuffle=False, verbose=0)
    assert corrupted(FILM > 0, "salt_and_pepper", 0.0).dtype == tf.float32


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("x", "message"),
    [([[np.nan]], "finite"), ([[np.inf]], "finite"), ([["a"]], "real numbers")],
)
def test_what_is_no_number_cannot_be_spoiled(kind, x, message):
    with pytest.raises(UsageError, match=message):
        corrupted(x, kind)


@pytest.mark.parametrize("amount", [np.nan, np.inf, -1, "much", None])
def test_an_amount_that_is_none_is_one_line(amount):
    with pytest.raises(UsageError, match="`amount` must be"):
        corrupted(np.ones((2, 3)), "gaussian", amount)


def test_no_rows_stay_no_rows():
    assert corrupted(np.zeros((0, 3)), "mask").shape == (0, 3)

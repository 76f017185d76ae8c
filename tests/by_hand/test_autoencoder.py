"""The autoencoder by hand against finite differences and the tape."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand.autoencoder import (
    AutoencoderWeights,
    kl_sparsity,
    loss_and_gradients,
    reconstruct,
)
from medkeras.utils.errors import UsageError

CASES = {
    "sigmoid": {},
    "linear": {"linear": True},
    "sparse": {"sparsity": 0.2, "sparsity_weight": 3.0},
    "decay": {"weight_decay": 0.3},
    "all": {"sparsity": 0.1, "sparsity_weight": 0.5, "weight_decay": 0.1},
}


def draw(seed=0, features=5, units=3):
    generator = np.random.default_rng(seed)
    return AutoencoderWeights(
        generator.normal(size=(features, units)),
        generator.normal(size=units),
        generator.normal(size=(units, features)),
        generator.normal(size=features),
    )


def rows(count=7, features=5, seed=1):
    return np.random.default_rng(seed).normal(size=(count, features))


@pytest.mark.parametrize("noisy", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_gradients_are_those_of_finite_differences(case, noisy):
    x, weights = rows(), draw()
    target = rows(seed=2) if noisy else None
    options = CASES[case] | {"target": target}
    _, gradients = loss_and_gradients(x, weights, **options)
    small = 1e-6
    for name in weights._fields:
        array, found = getattr(weights, name), getattr(gradients, name)
        for place in np.ndindex(array.shape):
            losses = []
            for sign in (1, -1):
                moved = array.copy()
                moved[place] += sign * small
                shifted = weights._replace(**{name: moved})
                losses.append(loss_and_gradients(x, shifted, **options)[0])
            slope = (losses[0] - losses[1]) / (2 * small)
            assert np.isclose(found[place], slope, atol=1e-7), (name, place)


@pytest.mark.parametrize("case", CASES)
def test_gradients_are_those_of_the_tape(case):
    x, weights, options = rows(), draw(), CASES[case]
    loss, gradients = loss_and_gradients(x, weights, **options)
    variables = [tf.Variable(w) for w in weights]
    with tf.GradientTape() as tape:
        kernel, bias, back, back_bias = variables
        code = x @ kernel + bias
        code = code if options.get("linear") else tf.sigmoid(code)
        taped = tf.reduce_mean((code @ back + back_bias - x) ** 2)
        rho = options.get("sparsity", 0.1)
        found = tf.reduce_mean(code, axis=0)
        penalty = keras.losses.binary_crossentropy(
            tf.fill(found.shape, tf.cast(rho, found.dtype)), found
        ) * len(found) + len(found) * (
            rho * np.log(rho) + (1 - rho) * np.log(1 - rho)
        )
        if options.get("sparsity_weight"):
            taped += options["sparsity_weight"] * penalty
        decay = tf.reduce_sum(kernel**2) + tf.reduce_sum(back**2)
        taped += options.get("weight_decay", 0) / 2 * decay
    assert np.isclose(loss, taped, rtol=1e-6)
    for ours, theirs in zip(
        gradients, tape.gradient(taped, variables), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_the_reconstruction_is_that_of_two_dense_layers():
    x, weights = rows(), draw()
    model = keras.Sequential(
        [
            keras.Input((5,)),
            keras.layers.Dense(3, "sigmoid"),
            keras.layers.Dense(5),
        ]
    )
    model.set_weights(list(weights))
    _, answer = reconstruct(x, weights)
    np.testing.assert_allclose(model(x), answer, atol=1e-5)


def test_the_divergence_is_zero_at_the_target_and_grows_from_there():
    activity = np.linspace(0.05, 0.95, 19)
    divergence, slope = kl_sparsity(activity, 0.3)
    assert np.argmin(divergence) == 5
    assert np.isclose(divergence[5], 0, atol=1e-12)
    assert np.all(np.sign(slope[:5]) == -1) and np.all(slope[6:] > 0)
    middle = (divergence[2:] - divergence[:-2]) / 0.1
    np.testing.assert_allclose(middle[3:12], slope[4:13], rtol=0.05, atol=0.01)


@pytest.mark.parametrize(
    "call",
    [
        lambda: kl_sparsity(np.array([0.5]), 1.0),
        lambda: kl_sparsity(np.array([0.0]), 0.1),
        lambda: loss_and_gradients(rows(), draw(), target=rows(3)),
        lambda: loss_and_gradients(
            rows(), draw(), linear=True, sparsity_weight=1.0
        ),
    ],
)
def test_bad_input_is_one_line(call):
    with pytest.raises(UsageError, match="Received") as error:
        call()
    assert "\n" not in str(error.value)

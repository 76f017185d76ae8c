"""The sparse autoencoder: its loss by hand, and what the penalty does."""

import keras
import numpy as np

from medkeras.by_hand.autoencoder import AutoencoderWeights, loss_and_gradients
from medkeras.models.autoencoder import SparseAutoencoder


def rows(count=64, width=6):
    generator = np.random.default_rng(0)
    return generator.uniform(size=(count, width)).astype("float32")


def test_one_step_is_the_one_by_hand():
    keras.utils.set_random_seed(0)
    model = SparseAutoencoder(
        (6,), 4, sparsity=0.2, weight=0.5, weight_decay=0.1, momentum=0.0
    )
    kernel, bias, _, back, back_bias = model.get_weights()
    loss, gradients = loss_and_gradients(
        rows().astype(float),
        AutoencoderWeights(kernel, bias, back, back_bias),
        sparsity=0.2,
        sparsity_weight=0.5 * 2 / 6,
        weight_decay=0.1 * 2 / 6,
    )
    model.compile(keras.optimizers.SGD(0.3))
    history = model.fit(rows(), batch_size=64, verbose=0)
    assert np.isclose(history.history["loss"][0], loss, rtol=1e-5)
    after = model.get_weights()
    del after[2]  # the moving average
    for old, new, gradient in zip(
        (kernel, bias, back, back_bias), after, gradients, strict=True
    ):
        np.testing.assert_allclose(new, old - 0.3 * gradient, atol=1e-5)


def test_the_penalty_brings_the_activity_to_its_target():
    activity = {}
    for weight in (0.0, 3.0):
        keras.utils.set_random_seed(0)
        model = SparseAutoencoder(
            (6,), 4, sparsity=0.1, weight=weight, momentum=0.5
        )
        model.compile(keras.optimizers.Adam(0.02), jit_compile=False)
        model.fit(
            np.tile(rows(), (150, 1)), batch_size=64, shuffle=False, verbose=0
        )
        activity[weight] = model.encoder(rows()).numpy().mean(axis=0)
        np.testing.assert_allclose(model.activity, activity[weight], atol=0.05)
    assert np.all(np.abs(activity[3.0] - 0.1) < 0.05)
    assert np.all(activity[0.0] > 0.2)

"""Sparse autoencoders: their losses by hand, and what each rule does."""

import keras
import numpy as np
import pytest

from medkeras.by_hand.autoencoder import AutoencoderWeights, loss_and_gradients
from medkeras.models.autoencoder import (
    SparseAutoencoder,
    k_sparse_autoencoder,
    l1_sparse_autoencoder,
)
from medkeras.utils.errors import UsageError


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


def test_k_units_draw_the_answer():
    model = k_sparse_autoencoder((6,), 8, active=2)
    codes = np.asarray(model.encoder(rows()))
    assert np.all(np.count_nonzero(codes, axis=1) == 2)
    kernel, bias, back, _ = model.get_weights()
    score = rows() @ kernel + bias
    largest = np.sort(score, axis=1)[:, -2:]
    np.testing.assert_allclose(
        np.sort(codes[codes != 0].reshape(-1, 2), axis=1), largest, atol=1e-5
    )
    np.testing.assert_allclose(model(rows()), codes @ back, atol=1e-5)


def test_the_l1_loss_is_error_and_sum_of_activities_over_the_size():
    keras.utils.set_random_seed(0)
    model = l1_sparse_autoencoder((6,), 8, weight=0.4)
    model.compile()
    loss = model.evaluate(rows(), batch_size=64, verbose=0)
    codes = np.asarray(model.encoder(rows()))
    error = np.mean((np.asarray(model(rows())) - rows()) ** 2)
    expected = error + 0.4 / 6 * np.sum(np.abs(codes)) / len(codes)
    assert np.isclose(loss, expected, rtol=1e-5)


def test_the_l1_penalty_silences_and_the_drawings_keep_their_length():
    silent = {}
    for weight in (0.0, 0.5):
        keras.utils.set_random_seed(0)
        model = l1_sparse_autoencoder((6,), 12, weight=weight)
        model.compile(keras.optimizers.Adam(0.01), jit_compile=False)
        model.fit(np.tile(rows(), (60, 1)), batch_size=64, verbose=0)
        silent[weight] = np.mean(np.asarray(model.encoder(rows())) == 0)
        drawn = model.get_layer("reconstruction").kernel.numpy()
        lengths = np.linalg.norm(drawn, axis=1)
        np.testing.assert_allclose(lengths, 1, atol=1e-4)
    assert silent[0.5] > silent[0.0] + 0.2


@pytest.mark.parametrize(
    "call",
    [
        lambda: SparseAutoencoder((6,), 0),
        lambda: SparseAutoencoder((6,), 4, sparsity=1.0),
        lambda: k_sparse_autoencoder((6,), 8, active=9),
        lambda: k_sparse_autoencoder((6,), 8, active=0),
        lambda: l1_sparse_autoencoder((6,), 8, weight=-1.0),
    ],
)
def test_bad_input_is_one_line(call):
    with pytest.raises(UsageError, match="Received") as error:
        call()
    assert "\n" not in str(error.value)

"""Greedy pre-training: each layer alone, then all together."""

import keras
import numpy as np
import pytest

from medkeras.models.autoencoder import (
    DenoisingAutoencoder,
    StackedAutoencoder,
    dense_autoencoder,
)
from medkeras.utils.errors import UsageError


def rows(count=64):
    generator = np.random.default_rng(0)
    hidden = generator.uniform(size=(count, 2))
    mixed = hidden @ generator.uniform(size=(2, 8))
    return (mixed / mixed.max()).astype("float32")


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_layer_is_the_code_of_a_shallow_autoencoder_of_the_one_below(noise):
    keras.utils.set_random_seed(5)
    model = StackedAutoencoder((8,), (6, 3), noise=noise)
    model.pretrain(rows(), epochs=2, batch_size=16)
    keras.utils.set_random_seed(5)
    StackedAutoencoder((8,), (6, 3))  # draws the same weights first
    below = rows()
    for depth, there, back, end, units in (
        (1, "encode_1", "reconstruction", "linear", 6),
        (2, "code", "decode_1", "sigmoid", 3),
    ):
        stage = dense_autoencoder(
            below.shape[1:], (units,),
            code_activation="sigmoid", output_activation=end,
        )  # fmt: skip
        stage = DenoisingAutoencoder(stage, "mask", noise, seed=depth)
        stage.compile(keras.optimizers.Adam(1e-3), jit_compile=False)
        stage.fit(below, batch_size=16, epochs=2, verbose=0)
        for name, own in ((there, "code"), (back, "reconstruction")):
            for ours, theirs in zip(
                model.get_layer(name).get_weights(),
                stage.get_layer(own).get_weights(),
                strict=True,
            ):
                np.testing.assert_allclose(ours, theirs, atol=1e-5)
        below = stage.encoder.predict(below, verbose=0)


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_pretraining_then_fine_tuning_lowers_the_error(noise):
    keras.utils.set_random_seed(0)
    model = StackedAutoencoder((8,), (6, 3, 2), noise=noise)
    model.compile(keras.optimizers.Adam(0.02), jit_compile=False)
    errors = [model.evaluate(rows(), verbose=0)]
    losses = model.pretrain(rows(), epochs=8, learning_rate=0.02)
    assert len(losses) == 3 and np.all(np.isfinite(losses))
    errors.append(model.evaluate(rows(), verbose=0))
    model.fine_tune(rows(), epochs=8, verbose=0)
    errors.append(model.evaluate(rows(), verbose=0))
    assert errors[0] > errors[1] > errors[2]


def test_fine_tuning_compiles_and_images_are_flattened():
    model = StackedAutoencoder((2, 4, 1), (3,))
    images = rows().reshape(-1, 2, 4, 1)
    assert len(model.pretrain(images, epochs=1)) == 1
    history = model.fine_tune(images, epochs=1, verbose=0)
    assert np.isfinite(history.history["loss"][0])


@pytest.mark.parametrize(
    "call",
    [
        lambda: StackedAutoencoder((8,), (3,), noise=1.5),
        lambda: StackedAutoencoder((8,), ()),
        lambda: StackedAutoencoder((8,), (3,)).pretrain(rows(), epochs=0),
        lambda: StackedAutoencoder((8,), (3,)).pretrain(rows()[:, :5]),
        lambda: StackedAutoencoder((8,), (3,)).pretrain(rows() * np.nan),
    ],
)
def test_bad_input_is_one_line(call):
    with pytest.raises(UsageError, match="Received") as error:
        call()
    assert "\n" not in str(error.value)

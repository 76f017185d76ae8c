"""Dense and convolutional autoencoders: shapes, and the linear case."""

import keras
import numpy as np
import pytest
from scipy.linalg import subspace_angles

from medkeras.models.autoencoder import (
    convolutional_autoencoder,
    dense_autoencoder,
)
from medkeras.models.autoencoder.builders import check_sizes, decode, encode
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize("shape", [(9,), (5, 7, 2)])
def test_dense_builds_saves_and_trains(shape, check_model):
    keras.utils.set_random_seed(0)
    check_model(dense_autoencoder, {"units": (8, 3)}, shape, shape)


@pytest.mark.parametrize("code_size", [None, 3])
@pytest.mark.parametrize("shape", [(12, 2), (8, 12, 1), (4, 8, 4, 1)])
def test_convolutional_builds_saves_and_trains(shape, code_size, check_model):
    keras.utils.set_random_seed(1)
    options = {"filters": (6, 4), "code_size": code_size}
    check_model(convolutional_autoencoder, options, shape, shape)


def test_layers_narrow_and_widen_again():
    model = dense_autoencoder((9,), (7, 5, 3), output_activation="sigmoid")
    widths = [layer.output.shape[-1] for layer in model.layers]
    assert widths == [9, 7, 5, 3, 5, 7, 9]
    names = [layer.name for layer in model.layers[1:]]
    assert names == [
        "encode_1", "encode_2", "code", "decode_2", "decode_1",
        "reconstruction",
    ]  # fmt: skip
    assert model.layers[-1].activation.__name__ == "sigmoid"


def test_each_convolution_halves_the_maps():
    model = convolutional_autoencoder((16, 8, 1), (6, 4))
    assert model.encoder.output_shape == (None, 4, 2, 4)
    dense = convolutional_autoencoder((16, 8, 1), (6, 4), code_size=3)
    assert dense.encoder.output_shape == (None, 3)


def test_a_linear_autoencoder_finds_the_subspace_of_the_pca():
    """Angles below 1e-3, and the loss is the sum of what PCA discards."""
    generator = np.random.default_rng(0)
    spreads = np.array([3.0, 2.0, 1.5, 0.6, 0.4, 0.2])
    turn, _ = np.linalg.qr(generator.normal(size=(6, 6)))
    x = generator.normal(size=(200, 6)) * spreads @ turn
    x -= x.mean(axis=0)
    values, axes = np.linalg.eigh(x.T @ x / len(x))
    keras.utils.set_random_seed(0)
    model = dense_autoencoder((6,), (3,))
    rate = keras.optimizers.schedules.CosineDecay(0.05, 1500)
    model.compile(keras.optimizers.Adam(rate), jit_compile=False,
                  steps_per_execution=100)  # fmt: skip
    repeated = np.tile(x, (1500, 1)).astype("float32")  # 1500 full batches
    model.fit(repeated, batch_size=200, shuffle=False, verbose=0)
    decoder = model.get_layer("reconstruction").kernel.numpy()
    angles = subspace_angles(decoder.T, axes[:, 3:])
    assert angles.max() < 1e-3
    loss = model.evaluate(x.astype("float32"), verbose=0) * 6
    assert np.isclose(loss, values[:3].sum(), rtol=1e-4)


def test_encode_and_decode_undo_each_others_shapes():
    inputs = keras.Input((2, 3))
    features = encode(inputs, (5, 4), "relu")
    answer = decode(features, (4, 5), "relu", (2, 3), "linear")
    assert features.shape == (None, 4) and answer.shape == (None, 2, 3)
    assert encode(inputs, (), "relu").shape == (None, 6)


@pytest.mark.parametrize(
    "call",
    [
        lambda: check_sizes((6,), ()),
        lambda: check_sizes((None,), (2,)),
        lambda: dense_autoencoder((6,), (0,)),
        lambda: convolutional_autoencoder((33, 37, 1), (4, 2)),
        lambda: convolutional_autoencoder((6, 6, 1), (4, 2)),
    ],
)
def test_bad_input_is_one_line(call):
    with pytest.raises(UsageError, match="Received") as error:
        call()
    assert "\n" not in str(error.value)

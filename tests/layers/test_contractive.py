"""The contractive code: its penalty against the automatic Jacobian."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers.contractive import ContractiveCode, TiedDense
from medkeras.utils.errors import UsageError


def draw(*shape, seed=0):
    generator = np.random.default_rng(seed)
    return generator.normal(size=shape).astype("float32")


def test_the_code_builds_saves_and_trains(check_layer):
    keras.utils.set_random_seed(0)
    check_layer(ContractiveCode, {"units": 3, "weight": 0.2}, (5,), (3,))


def test_the_penalty_is_that_of_the_automatic_jacobian():
    keras.utils.set_random_seed(1)
    layer, x = ContractiveCode(3, weight=0.7), tf.constant(draw(6, 5))
    layer.build((None, 5))
    layer.dense.bias.assign(draw(3))
    with tf.GradientTape() as tape:
        tape.watch(x)
        codes = layer(x)
    (loss,) = layer.losses
    jacobian = tape.batch_jacobian(codes, x)  # (6, 3, 5)
    squares = np.sum(np.square(jacobian), axis=(1, 2))
    np.testing.assert_allclose(
        layer.squared_jacobian(codes), squares, rtol=1e-5
    )
    assert np.isclose(loss, 0.7 * squares.mean(), rtol=1e-5)


def test_the_gradient_of_the_penalty_is_that_of_finite_differences():
    layer = ContractiveCode(2, weight=0.7, dtype="float64")
    x = draw(4, 3).astype("float64")
    layer.build((None, 3))

    def loss_at(kernel):
        layer.dense.kernel.assign(kernel)
        layer(x)
        return float(layer.losses[0])

    kernel = layer.dense.kernel.numpy()
    with tf.GradientTape() as tape:
        layer(x)
        (loss,) = layer.losses
    found = tape.gradient(loss, layer.dense.kernel.value)
    for place in np.ndindex(kernel.shape):
        step = np.zeros_like(kernel)
        step[place] = 1e-6
        slope = (loss_at(kernel + step) - loss_at(kernel - step)) / 2e-6
        assert np.isclose(found[place], slope, rtol=1e-4), place


def test_the_way_back_is_the_transposed_kernel():
    dense, codes = keras.layers.Dense(3), draw(4, 3)
    dense.build((None, 5))
    layer = TiedDense(dense, "sigmoid")
    layer.build((None, 3))
    layer.bias.assign(draw(5))
    score = codes @ dense.kernel.numpy().T + draw(5)
    np.testing.assert_allclose(
        layer(codes), 1 / (1 + np.exp(-score)), atol=1e-6
    )
    assert layer.compute_output_shape((None, 3)) == (None, 5)
    names = [weight.name for weight in layer.trainable_weights]
    assert sorted(names) == ["bias", "bias", "kernel"]
    again = layer.get_config()
    assert again["activation"] == "sigmoid"
    assert again["dense"]["config"]["units"] == 3


@pytest.mark.parametrize(
    "call",
    [
        lambda: ContractiveCode(0),
        lambda: ContractiveCode(2, weight=-1.0),
        lambda: TiedDense(keras.layers.Dense(2)),
        lambda: TiedDense(keras.layers.Flatten()),
    ],
)
def test_bad_input_is_one_line(call):
    with pytest.raises(UsageError, match="Received") as error:
        call()
    assert "\n" not in str(error.value)

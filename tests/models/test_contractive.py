"""The contractive autoencoder: its loss by hand, and what the penalty does."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.autoencoder import ContractiveAutoencoder
from medkeras.utils.errors import UsageError


def rows(count=64, width=6):
    generator = np.random.default_rng(0)
    return generator.uniform(size=(count, width)).astype("float32")


def squared_jacobian(model, x):
    """Squared norm of the automatic Jacobian of the code, mean of the rows."""
    x, encoder = tf.constant(x), model.encoder
    with tf.GradientTape() as tape:
        tape.watch(x)
        codes = encoder(x)
    return float(np.sum(np.square(tape.batch_jacobian(codes, x))) / len(x))


def test_the_loss_is_error_and_jacobian_over_the_size():
    keras.utils.set_random_seed(0)
    model = ContractiveAutoencoder((6,), 4, weight=0.9)
    model.compile()
    loss = model.evaluate(rows(), batch_size=64, verbose=0)
    error = np.mean((np.asarray(model(rows())) - rows()) ** 2)
    expected = error + 0.9 / 6 * squared_jacobian(model, rows())
    assert np.isclose(loss, expected, rtol=1e-5)


def test_one_kernel_serves_both_ways():
    model = ContractiveAutoencoder((2, 3, 1), 4)
    assert [w.shape for w in model.trainable_weights] == [(6, 4), (4,), (6,)]
    x = rows().reshape(-1, 2, 3, 1)
    kernel, bias, back = (w.numpy() for w in model.trainable_weights)
    codes = 1 / (1 + np.exp(-(rows() @ kernel + bias)))
    answer = (codes @ kernel.T + back).reshape(x.shape)
    np.testing.assert_allclose(model(x), answer, atol=1e-5)


def test_the_penalty_makes_the_code_stiffer():
    slopes = {}
    for weight in (0.0, 1.0):
        keras.utils.set_random_seed(0)
        model = ContractiveAutoencoder((6,), 4, weight=weight)
        model.compile(keras.optimizers.Adam(0.02), jit_compile=False)
        model.fit(np.tile(rows(), (100, 1)), batch_size=64, verbose=0)
        slopes[weight] = squared_jacobian(model, rows())
    assert slopes[1.0] < 0.5 * slopes[0.0]


@pytest.mark.parametrize("wrong", [dict(code_size=0), dict(weight=-0.1)])
def test_bad_input_is_one_line(wrong):
    with pytest.raises(UsageError, match="Received") as error:
        ContractiveAutoencoder((6,), **wrong)
    assert "\n" not in str(error.value)

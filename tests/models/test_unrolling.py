import keras
import numpy as np
from scipy.special import expit

from medkeras.models.dbn import GaussianHiddenRBM
from medkeras.models.dbn.unrolling import (
    decoder_layers,
    encoder_layers,
    network_of,
)
from medkeras.models.rbm import RBM


def stack():
    """Gaussian rows, one Bernoulli layer, a linear code."""
    machines = [RBM(5, 4, "gaussian"), GaussianHiddenRBM(4, 2)]
    draw = np.random.default_rng(0)
    for machine in machines:
        for weight in machine.trainable_weights:
            weight.assign(draw.normal(size=weight.shape))
    return machines


def arrays(machine):
    names = ("kernel", "visible_bias", "hidden_bias")
    return [keras.ops.convert_to_numpy(getattr(machine, n)) for n in names]


def test_up_and_down_with_the_right_biases_and_activations():
    machines = stack()
    (w1, a1, b1), (w2, a2, b2) = map(arrays, machines)
    x = np.random.default_rng(1).normal(size=(3, 5)).astype("float32")
    code = expit(x @ w1 + b1) @ w2 + b2
    up = network_of(5, encoder_layers(machines))
    np.testing.assert_allclose(up(x), code, atol=1e-5)
    back = expit(code @ w2.T + a2) @ w1.T + a1
    whole = network_of(5, encoder_layers(machines) + decoder_layers(machines))
    np.testing.assert_allclose(whole(x), back, atol=1e-5)
    names = [layer.name for layer in whole.layers[1:]]
    assert names == ["encoder_1", "code", "decoder_2", "decoder_1"]


def test_a_layer_without_weights_keeps_its_own(tmp_path):
    output = keras.layers.Dense(3, name="classes")
    model = network_of(5, [*encoder_layers(stack()), (output, None)], "named")
    assert model.name == "named"
    assert model.output_shape == (None, 3)
    assert np.ptp(keras.ops.convert_to_numpy(output.kernel)) > 0
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    x = np.ones((2, 5), "float32")
    np.testing.assert_array_equal(again(x), model(x))


def test_the_network_owns_its_weights():
    machines = stack()
    model = network_of(5, encoder_layers(machines))
    machines[0].kernel.assign(0 * machines[0].kernel)
    assert np.abs(model.get_layer("encoder_1").get_weights()[0]).max() > 0

"""Gradient against lag: the by-hand gradients, exact laws, bad input."""

import keras
import numpy as np
import pytest

from medkeras.by_hand import recurrent, recurrent_gru
from medkeras.models.recurrent import sequence_classifier
from medkeras.training.gradient_flow import gradient_by_lag
from medkeras.utils.errors import UsageError

UNITS, STEPS = 4, 9


def inputs():
    return np.random.default_rng(0).normal(size=(3, STEPS, 2))


def layer(name, dtype="float64", **arguments):
    keras.utils.set_random_seed(0)
    return getattr(keras.layers, name)(UNITS, dtype=dtype, **arguments)


def by_hand(name, weights, readout):
    module = recurrent_gru if name == "gru" else recurrent
    hiddens, seen = getattr(module, name)(
        inputs(), recurrent.RecurrentWeights(*weights)
    )
    upstream = np.zeros_like(hiddens)
    upstream[:, -1] = readout
    return getattr(module, f"{name}_gradients")(seen, upstream)


@pytest.mark.parametrize(
    "name, keras_name, at",
    [
        ("elman", "SimpleRNN", "hidden"),
        ("elman", "SimpleRNN", "inputs"),
        ("gru", "GRU", "hidden"),
        ("gru", "GRU", "inputs"),
        ("lstm", "LSTM", "hidden"),
        ("lstm", "LSTM", "cell"),
        ("lstm", "LSTM", "inputs"),
    ],
)
@pytest.mark.parametrize("rows", [None, 1, 3])
def test_equals_the_gradients_by_hand(rows, name, keras_name, at):
    readout = None
    if rows:
        rng = np.random.default_rng(1)
        readout = rng.normal(size=(rows, UNITS))
    measured = layer(keras_name)
    norms = gradient_by_lag(measured, inputs(), at, readout)
    if readout is None:
        readout = np.full(UNITS, UNITS**-0.5)
    key = dict(hidden="hidden_states", cell="cell_states", inputs="sequence")[
        at
    ]
    back = by_hand(name, measured.get_weights(), readout)[key]
    expected = np.linalg.norm(back, axis=-1)[:, ::-1]
    assert norms.shape == (3, STEPS)
    np.testing.assert_allclose(norms, expected, rtol=1e-10)


@pytest.mark.parametrize("rho", [0.8, 1.0, 1.2])
def test_a_linear_network_follows_the_power_of_rho(rho):
    turned = layer(
        "SimpleRNN",
        activation="linear",
        recurrent_initializer=keras.initializers.Orthogonal(gain=rho),
    )
    norms = gradient_by_lag(turned, inputs())
    law = np.broadcast_to(rho ** np.arange(STEPS), norms.shape)
    np.testing.assert_allclose(norms, law, rtol=1e-5)  # float32 initializer


@pytest.mark.parametrize("cell", ["rnn", "irnn", "gru", "lstm"])
def test_a_model_is_measured_at_its_first_recurrent_layer(cell):
    model = sequence_classifier((STEPS, 2), 2, cell=cell, units=UNITS)
    norms = gradient_by_lag(model, inputs())
    inner = gradient_by_lag(model.layers[1], inputs())
    np.testing.assert_array_equal(norms, inner)
    np.testing.assert_allclose(norms[:, 0], 1, rtol=1e-6)
    assert np.all(np.isfinite(norms)) and norms[:, 1].max() > 0


def test_what_cannot_be_measured_is_refused():
    rnn = layer("SimpleRNN")
    gradient_by_lag(rnn, inputs())  # it is built for two features now
    for wrong in (
        (keras.layers.Dense(2), inputs()),
        (rnn, inputs()[0]),
        (rnn, inputs()[:, :0]),
        (rnn, inputs(), "cell"),
        (rnn, inputs(), "gates"),
        (rnn, inputs()[..., :1]),
        (rnn, inputs() * np.nan),
        (rnn, inputs().astype(str)),
        (rnn, inputs(), "hidden", np.ones(UNITS + 1)),
    ):
        with pytest.raises(UsageError, match="Received"):
            gradient_by_lag(*wrong)

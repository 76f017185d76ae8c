"""Laws of recurrent cells: powers, bounds, what each gate does."""

import numpy as np
import pytest

from medkeras.by_hand import recurrent
from medkeras.by_hand.recurrent_gru import gru

UNITS = 3


def orthogonal(size, generator):
    return np.linalg.qr(generator.normal(size=(size, size)))[0]


@pytest.mark.parametrize("rho", [0.9, 1.0, 1.1])
def test_a_linear_network_scales_the_gradient_by_a_power_of_rho(rho):
    """U = ρ Q with Q orthogonal: exactly ρ^k at lag k."""
    generator = np.random.default_rng(0)
    steps, units = 60, 5
    weights = recurrent.RecurrentWeights(
        generator.normal(size=(2, units)),
        rho * orthogonal(units, generator),
        np.zeros(units),
    )
    sequence = generator.normal(size=(3, steps, 2))
    _, seen = recurrent.elman(sequence, weights, activation="linear")
    upstream = np.zeros((3, steps, units))
    upstream[:, -1] = generator.normal(size=(3, units))
    back = recurrent.elman_gradients(seen, upstream)
    norms = np.linalg.norm(back["hiddens"], axis=-1)[:, ::-1]
    law = rho ** np.arange(steps)
    np.testing.assert_allclose(norms / norms[:, :1] / law, 1, atol=1e-10)
    first = np.linalg.norm(back["initial"], axis=-1) / norms[:, 0]
    np.testing.assert_allclose(first / rho**steps, 1, atol=1e-10)


def test_the_tanh_gradient_stays_below_its_bound():
    """‖dh_T/dh_t‖ ≤ σ_max(U)^(T - t), since the slope is at most 1."""
    generator = np.random.default_rng(0)
    steps = 7
    shapes = [(2, UNITS), (UNITS, UNITS), (UNITS,)]
    arrays = [0.3 * generator.normal(size=shape) for shape in shapes]
    weights = recurrent.RecurrentWeights(*arrays)
    sequence = generator.normal(size=(2, steps, 2))
    upstream = np.zeros((2, steps, UNITS))
    upstream[:, -1] = generator.normal(size=(2, UNITS))
    _, seen = recurrent.elman(sequence, weights)
    reached = recurrent.elman_gradients(seen, upstream)["hiddens"]
    norms = np.linalg.norm(reached, axis=-1)[:, ::-1]
    largest = np.linalg.norm(weights.recurrent_kernel, 2)
    bound = norms[:, :1] * largest ** np.arange(steps)
    assert np.all(norms[:, 1:] < bound[:, 1:])


def test_constant_error_carousel():
    """f = 1 and i = 0: c stays as it is, and dc_T / dc_0 is the identity."""
    steps, units = 50, 3
    bias = np.repeat([-80.0, 80.0, 0.3, 0.2], units)  # i, f, candidate, o
    weights = recurrent.RecurrentWeights(
        np.zeros((2, 4 * units)), np.zeros((units, 4 * units)), bias
    )
    generator = np.random.default_rng(0)
    sequence = generator.normal(size=(units, steps, 2))
    begin = generator.normal(size=(2, units, units))
    _, seen = recurrent.lstm(sequence, weights, tuple(begin))
    expected = np.repeat(begin[1][:, None], steps + 1, axis=1)
    np.testing.assert_array_equal(seen["cells"], expected)
    nothing = np.zeros((units, steps, units))
    ends = nothing.copy()
    ends[:, -1] = np.eye(units)  # row k asks for the gradient of c_T's k-th
    back = recurrent.lstm_gradients(seen, nothing, upstream_cells=ends)
    np.testing.assert_array_equal(back["initial_cell"], np.eye(units))
    for step in range(steps):
        np.testing.assert_array_equal(back["cells"][:, step], np.eye(units))


def test_gates_lie_in_the_order_i_f_c_o():
    """Each bias alone, far out, does what its gate is named for."""
    wide = 4 * UNITS
    for gate in range(4):
        bias = np.zeros(wide)
        bias[gate * UNITS : (gate + 1) * UNITS] = 80
        weights = recurrent.RecurrentWeights(
            np.zeros((2, wide)), np.zeros((UNITS, wide)), bias
        )
        begin = (np.zeros((1, UNITS)), np.ones((1, UNITS)))
        out, seen = recurrent.lstm(np.zeros((1, 1, 2)), weights, begin)
        cell = [0.5, 1.0, 1.0, 0.5][gate]  # g = 0, except for the third
        np.testing.assert_allclose(seen["cells"][:, 1], cell)
        o = [0.5, 0.5, 0.5, 1.0][gate]
        np.testing.assert_allclose(out, o * np.tanh(cell))


def test_gates_of_the_gru_lie_in_the_order_z_r_g():
    """Each bias alone, far out, does what its gate is named for."""
    wide = 3 * UNITS
    begin, kernel = np.full((1, UNITS), 0.8), np.zeros((UNITS, wide))
    kernel[:, 2 * UNITS :] = np.eye(UNITS)  # g = tanh(r h)
    expected = [
        0.8,  # z = 1: the state is kept
        0.4 + 0.5 * np.tanh(0.8),  # r = 1: the candidate sees all of it
        0.4 + 0.5,  # g = 1
    ]
    for gate, right in enumerate(expected):
        bias = np.zeros((2, wide))
        bias[0, gate * UNITS : (gate + 1) * UNITS] = 80
        weights = recurrent.RecurrentWeights(np.zeros((2, wide)), kernel, bias)
        out, _ = gru(np.zeros((1, 1, 2)), weights, begin)
        np.testing.assert_allclose(out, right)

"""Recurrent cells by hand against Keras, tape and finite differences."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand import recurrent, recurrent_gru
from medkeras.utils.errors import UsageError

PRECISIONS = [("float32", 1e-6), ("float64", 1e-10)]
CELLS = [("elman", 1, "SimpleRNN"), ("gru", 3, "GRU"), ("lstm", 4, "LSTM")]
UNITS, STEPS = 3, 7
STATES = ("initial_state", "initial_cell_state")
to_numpy = keras.ops.convert_to_numpy
MASK = np.ones((2, STEPS), bool)
MASK[0, 4:] = MASK[1, 2] = MASK[1, 6] = False


def random_arrays(gates, dtype="float64"):
    generator = np.random.default_rng(0)
    wide = gates * UNITS
    bias = (2, wide) if gates == 3 else (wide,)
    shapes = [(2, STEPS, 2), (2, wide), (UNITS, wide), bias]
    sequence, *weights = (
        (generator.normal(size=shape) * 0.3).astype(dtype) for shape in shapes
    )
    upstream = generator.normal(size=(2, STEPS, UNITS)).astype(dtype) * 0.3
    states = generator.normal(size=(gates, 2, UNITS)).astype(dtype) * 0.3
    states = (states[0], states[1]) if gates == 4 else states[0]
    return sequence, recurrent.RecurrentWeights(*weights), upstream, states


def by_hand(name):
    """Forward and backward function of a cell."""
    module = recurrent_gru if name == "gru" else recurrent
    return getattr(module, name), getattr(module, f"{name}_gradients")


def as_list(states):
    return list(states) if isinstance(states, tuple) else [states]


def keras_layer(keras_name, weights, dtype, **arguments):
    layer = getattr(keras.layers, keras_name)(
        UNITS, return_sequences=True, dtype=dtype, **arguments
    )
    layer.build((None, None, 2))
    layer.set_weights(list(weights))
    return layer


def keras_states(layer, sequence, states, mask, truncation):
    """Piece by piece, the state passed on without its gradient."""
    pieces = []
    for start in range(0, STEPS, truncation or STEPS):
        end = min(start + (truncation or STEPS), STEPS)
        here = None if mask is None else mask[:, start:end]
        out, *states = layer(
            sequence[:, start:end], initial_state=states, mask=here
        )
        states = [tf.stop_gradient(state) for state in states]
        pieces.append(out)
    return tf.concat(pieces, axis=1)


@pytest.mark.parametrize("dtype, tolerance", PRECISIONS)
@pytest.mark.parametrize("name, gates, keras_name", CELLS)
# A piece that begins masked: Keras would show zeros, not the state.
@pytest.mark.parametrize(
    "truncation, mask",
    [(None, None), (1, None), (3, None), (None, MASK)],
    ids=["whole", "ones", "threes", "masked"],
)
def test_equals_keras_and_the_tape(
    truncation, mask, name, gates, keras_name, dtype, tolerance
):
    sequence, weights, upstream, states = random_arrays(gates, dtype)
    layer = keras_layer(keras_name, weights, dtype, return_state=True)
    tensors = [tf.constant(x) for x in (sequence, *as_list(states))]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        expected = keras_states(
            layer, tensors[0], tensors[1:], mask, truncation
        )
        loss = tf.reduce_sum(expected * upstream)
    run, back = by_hand(name)
    hiddens, seen = run(sequence, weights, states, mask)
    ours = back(seen, upstream, truncation)
    near = dict(atol=tolerance, rtol=tolerance)
    np.testing.assert_allclose(hiddens, to_numpy(expected), **near)
    sources = [*(v.value for v in layer.trainable_variables), *tensors]
    theirs = tape.gradient(loss, sources)
    for mine, tapes in zip(ours.values(), theirs, strict=False):
        assert mine.dtype == dtype
        np.testing.assert_allclose(mine, to_numpy(tapes), **near)
    assert list(ours)[:5] == [*weights._fields, "sequence", "initial_state"]


@pytest.mark.parametrize("name, gates, keras_name", CELLS)
def test_reading_backwards_is_go_backwards(name, gates, keras_name):
    sequence, weights, _, _ = random_arrays(gates)
    layer = keras_layer(keras_name, weights, "float64", go_backwards=True)
    hiddens, _ = by_hand(name)[0](sequence[:, ::-1], weights)
    expected = to_numpy(layer(sequence))
    np.testing.assert_allclose(hiddens, expected, atol=1e-10)


@pytest.mark.parametrize("dtype, tolerance", PRECISIONS)
@pytest.mark.parametrize("name, gates, keras_name", CELLS)
def test_masked_from_the_start_the_given_state_is_kept(
    name, gates, keras_name, dtype, tolerance
):
    """Every state of Keras, read by stopping there; and its gradients."""
    sequence, weights, upstream, states = random_arrays(gates, dtype)
    mask = np.ones((2, STEPS), bool)
    mask[0, :3] = mask[1, :1] = mask[1, 4] = False
    layer = keras_layer(keras_name, weights, dtype, return_state=True)
    begin = [tf.constant(state) for state in as_list(states)]
    with tf.GradientTape() as tape:
        tape.watch(begin)
        kept = []
        for end in range(1, STEPS + 1):
            out, hidden, *_ = layer(
                sequence[:, :end], initial_state=begin, mask=mask[:, :end]
            )
            kept.append(hidden)
        expected = tf.stack(kept, axis=1)
        loss = tf.reduce_sum(expected * upstream)
    theirs = tape.gradient(
        loss, [*(v.value for v in layer.trainable_variables), *begin]
    )
    run, back = by_hand(name)
    hiddens, seen = run(sequence, weights, states, mask)
    near = dict(atol=tolerance, rtol=tolerance)
    np.testing.assert_allclose(hiddens, to_numpy(expected), **near)
    np.testing.assert_array_equal(hiddens[0, 2], as_list(states)[0][0])
    ours = back(seen, upstream)
    names = [*weights._fields, *STATES]
    for key, tapes in zip(names, theirs, strict=False):
        np.testing.assert_allclose(ours[key], to_numpy(tapes), **near)
    # As its output Keras shows zeros until the first step that counts.
    begun = np.cumsum(mask, axis=1)[..., None] > 0
    np.testing.assert_allclose(to_numpy(out), hiddens * begun, **near)


@pytest.mark.parametrize("name, gates, keras_name", CELLS)
def test_a_padded_batch_ends_as_each_row_alone(name, gates, keras_name):
    sequence, weights, _, _ = random_arrays(gates)
    run, _ = by_hand(name)
    lengths = (3, 6)
    mask = np.arange(STEPS) < np.array(lengths)[:, None]
    together, _ = run(sequence, weights, mask=mask)
    for row, length in enumerate(lengths):
        alone, _ = run(sequence[row : row + 1, :length], weights)
        near = dict(rtol=1e-14)  # a product of two rows may round otherwise
        np.testing.assert_allclose(together[row, -1], alone[0, -1], **near)
        np.testing.assert_allclose(together[row, :length], alone[0], **near)


@pytest.mark.parametrize("mask", [None, MASK], ids=["all", "masked"])
@pytest.mark.parametrize("name, gates, keras_name", CELLS)
def test_gradients_equal_finite_differences(name, gates, keras_name, mask):
    """Every entry of W, U and b: for the LSTM twelve blocks, i to o."""
    sequence, weights, upstream, states = random_arrays(gates)
    run, back = by_hand(name)
    _, seen = run(sequence, weights, states, mask)
    ours = back(seen, upstream)
    values = weights._asdict() | dict(sequence=sequence)
    values |= dict(zip(STATES, as_list(states), strict=False))

    def loss(values):
        given = {key: values[key] for key in weights._fields}
        states = tuple(values[key] for key in STATES if key in values)
        states = states if gates == 4 else states[0]
        given = recurrent.RecurrentWeights(**given)
        out, _ = run(values["sequence"], given, states, mask)
        return np.sum(out * upstream)

    for key, value in values.items():
        for place in np.ndindex(value.shape):
            rise = 0
            for step in (1e-5, -1e-5):
                moved = {k: v.copy() for k, v in values.items()}
                moved[key][place] += step
                rise += loss(moved) / step
            assert abs(rise / 2 - ours[key][place]) < 1e-8, key


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
    norms = np.linalg.norm(back["hidden_states"], axis=-1)[:, ::-1]
    law = rho ** np.arange(steps)
    np.testing.assert_allclose(norms / norms[:, :1] / law, 1, atol=1e-10)
    first = np.linalg.norm(back["initial_state"], axis=-1) / norms[:, 0]
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
    reached = recurrent.elman_gradients(seen, upstream)["hidden_states"]
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
    np.testing.assert_array_equal(seen["cell_states"], expected)
    nothing = np.zeros((units, steps, units))
    ends = nothing.copy()
    ends[:, -1] = np.eye(units)  # row k asks for the gradient of c_T's k-th
    back = recurrent.lstm_gradients(seen, nothing, upstream_cells=ends)
    np.testing.assert_array_equal(back["initial_cell_state"], np.eye(units))
    for step in range(steps):
        np.testing.assert_array_equal(
            back["cell_states"][:, step], np.eye(units)
        )


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
        np.testing.assert_allclose(seen["cell_states"][:, 1], cell)
        o = [0.5, 0.5, 0.5, 1.0][gate]
        np.testing.assert_allclose(out, o * np.tanh(cell))


@pytest.mark.parametrize("name, gates, keras_name", CELLS)
def test_what_does_not_fit_is_refused(name, gates, keras_name):
    sequence, weights, upstream, states = random_arrays(gates)
    run, back = by_hand(name)
    _, seen = run(sequence, weights)
    for bad in (sequence[0], sequence[:, :0], sequence[..., :1]):
        with pytest.raises(UsageError, match="Received"):
            run(bad, weights)
    with pytest.raises(UsageError, match="Received"):
        run(sequence, weights._replace(bias=np.zeros(1)))
    with pytest.raises(UsageError, match="Received"):
        back(seen, upstream[:, 1:])
    with pytest.raises(UsageError, match="Received"):
        back(seen, upstream, truncation=0)
    with pytest.raises(UsageError, match="Received"):
        run(sequence, weights, mask=np.ones((2, STEPS + 1)))
    short = [state[:, 1:] for state in as_list(states)]
    with pytest.raises(UsageError, match="Received"):
        run(sequence, weights, tuple(short) if gates == 4 else short[0])


def test_an_unknown_activation_is_refused():
    sequence, weights, _, _ = random_arrays(1)
    with pytest.raises(UsageError, match="activation"):
        recurrent.elman(sequence, weights, activation="relu")

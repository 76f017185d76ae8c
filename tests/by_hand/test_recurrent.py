"""Elman network and LSTM by hand against Keras, tape and differences."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand import recurrent
from medkeras.utils.errors import UsageError

PRECISIONS = [("float32", 1e-6), ("float64", 1e-10)]
CELLS = [("elman", 1, "SimpleRNN"), ("lstm", 4, "LSTM")]
UNITS, STEPS = 3, 7
to_numpy = keras.ops.convert_to_numpy


def random_arrays(gates, dtype="float64"):
    generator = np.random.default_rng(0)
    wide = gates * UNITS
    shapes = [(2, STEPS, 2), (2, wide), (UNITS, wide), (wide,)]
    sequence, *weights = (
        (generator.normal(size=shape) * 0.3).astype(dtype) for shape in shapes
    )
    upstream = generator.normal(size=(2, STEPS, UNITS)).astype(dtype) * 0.3
    return sequence, recurrent.RecurrentWeights(*weights), upstream


def keras_states(layer, sequence, truncation):
    """Piece by piece, the state passed on without its gradient."""
    states, pieces = None, []
    for start in range(0, STEPS, truncation or STEPS):
        end = min(start + (truncation or STEPS), STEPS)
        out, *states = layer(sequence[:, start:end], initial_state=states)
        states = [tf.stop_gradient(state) for state in states]
        pieces.append(out)
    return tf.concat(pieces, axis=1)


@pytest.mark.parametrize("dtype, tolerance", PRECISIONS)
@pytest.mark.parametrize("name, gates, keras_name", CELLS)
@pytest.mark.parametrize("truncation", [None, 1, 3])
def test_equals_keras_and_the_tape(
    truncation, name, gates, keras_name, dtype, tolerance
):
    sequence, weights, upstream = random_arrays(gates, dtype)
    layer = getattr(keras.layers, keras_name)(
        UNITS, return_sequences=True, return_state=True, dtype=dtype
    )
    layer.build(sequence.shape)
    layer.set_weights(list(weights))
    tensor = tf.constant(sequence)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        expected = keras_states(layer, tensor, truncation)
        loss = tf.reduce_sum(expected * upstream)
    hiddens, seen = getattr(recurrent, name)(sequence, weights)
    ours = getattr(recurrent, f"{name}_gradients")(seen, upstream, truncation)
    near = dict(atol=tolerance, rtol=tolerance)
    np.testing.assert_allclose(hiddens, to_numpy(expected), **near)
    sources = [*(v.value for v in layer.trainable_variables), tensor]
    theirs = tape.gradient(loss, sources)
    for mine, tapes in zip(ours.values(), theirs, strict=True):
        assert mine.dtype == dtype
        np.testing.assert_allclose(mine, to_numpy(tapes), **near)


@pytest.mark.parametrize("name, gates, keras_name", CELLS)
def test_gradients_equal_finite_differences(name, gates, keras_name):
    sequence, weights, upstream = random_arrays(gates)
    run = getattr(recurrent, name)
    _, seen = run(sequence, weights)
    ours = getattr(recurrent, f"{name}_gradients")(seen, upstream)
    values = weights._asdict() | dict(sequence=sequence)
    for key, gradient in ours.items():
        for place in np.ndindex(gradient.shape):
            rise = 0
            for step in (1e-5, -1e-5):
                moved = {k: v.copy() for k, v in values.items()}
                moved[key][place] += step
                x = moved.pop("sequence")
                out, _ = run(x, recurrent.RecurrentWeights(**moved))
                rise += np.sum(out * upstream) / step
            assert abs(rise / 2 - gradient[place]) < 1e-8


@pytest.mark.parametrize("name, gates, keras_name", CELLS)
def test_what_does_not_fit_is_refused(name, gates, keras_name):
    sequence, weights, upstream = random_arrays(gates)
    run = getattr(recurrent, name)
    back = getattr(recurrent, f"{name}_gradients")
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

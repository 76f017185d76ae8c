"""How much gradient reaches a step far back, measured.

The theory bounds the norm by a power of the lag; here it is the norm itself,
for any recurrent layer of Keras, trained or not.
"""

import keras
import numpy as np
import tensorflow as tf

from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError

PLACES = ("hidden", "cell", "inputs")


def gradient_by_lag(
    layer: keras.layers.Layer,
    inputs: np.ndarray,
    place: str = "hidden",
    readout: np.ndarray | None = None,
) -> np.ndarray:
    """Norm of the last output's gradient at every earlier step.

    The loss is r · h_T, read after the last step only. Its gradient with
    respect to h_t (or c_t, or x_t) is taken by GradientTape while the layer's
    cell goes through the steps one by one; all rows at once.

    Args:
        layer: a built `SimpleRNN`, `LSTM` or `GRU`, or a model that has one:
            the first is measured.
        inputs: x, (batch, steps, features).
        place: "hidden" for h_t, "cell" for an LSTM's c_t, or "inputs" for x_t.
        readout: r, (units,), or (batch, units); None for equal entries of
            norm one.

    Returns:
        Norms, (batch, steps): column k is lag k, that is, step T - k. A
        c_t counts with all it does, also through its own h_t.

    Raises:
        UsageError: nothing recurrent in `layer`, an unknown place, "cell" of
            a network that has none, inputs of another shape or with NaN, or
            a readout that does not fit.

    Example:
        >>> import keras, numpy as np
        >>> from medkeras.training.gradient_flow import gradient_by_lag
        >>> halves = keras.layers.SimpleRNN(
        ...     2, activation="linear",
        ...     recurrent_initializer=keras.initializers.Identity(0.5))
        >>> gradient_by_lag(halves, np.ones((1, 4, 3), "float32")).round(4)
        array([[1.   , 0.5  , 0.25 , 0.125]], dtype=float32)

    Reference: Bengio et al. 1994, "Learning long-term dependencies with
        gradient descent is difficult", doi:10.1109/72.279181; Pascanu et al.
        2013, doi:10.48550/arXiv.1211.5063.
    Chapter: 2.1.2
    """
    layer = _recurrent(layer)
    inputs = _checked(layer, inputs, place)
    x = tf.convert_to_tensor(inputs, layer.compute_dtype)
    if not layer.built:
        layer.build(x.shape)
    steps = tf.unstack(x, axis=1)
    with tf.GradientTape() as tape:
        tape.watch(steps)
        states = _run(layer.cell, steps)
        last = states[-1][0]  # (batch, units)
        weights = tf.cast(_readout(readout, last.shape), last.dtype)
        loss = tf.reduce_sum(last * weights)
    if place != "inputs":
        steps = [state[PLACES.index(place)] for state in states]
    back = tape.gradient(loss, steps, unconnected_gradients="zero")
    return np.stack([np.linalg.norm(b, axis=-1) for b in back[::-1]], axis=1)


def _run(cell, steps):
    """States after every step, each a list: h, and c of an LSTM."""
    states = [cell.get_initial_state(batch_size=steps[0].shape[0])]
    for step in steps:
        _, after = cell(step, states[-1], training=False)
        states.append(list(after))
    return states[1:]


def _recurrent(layer):
    for inner in getattr(layer, "layers", [layer]):
        if hasattr(inner, "cell"):
            return inner
    raise UsageError(
        "`layer` must be a recurrent layer, or a model with one. "
        f"Received: {type(layer).__name__}"
    )


def _readout(readout, shape):
    """r, (units,) or (batch, units); equal entries of norm one if None."""
    if readout is None:
        return np.full(shape[-1], shape[-1] ** -0.5)
    readout = finite_numbers("readout", readout)
    batch, units = shape
    if readout.shape not in ((units,), (1, units), (batch, units)):
        raise UsageError(
            f"`readout` must be ({units},) or ({batch}, {units}). "
            f"Received: {readout.shape}"
        )
    return readout


def _checked(layer, inputs, place):
    if place not in PLACES:
        raise UsageError(
            f"`place` must be one of {', '.join(PLACES)}. Received: {place!r}"
        )
    if place == "cell" and not isinstance(layer.cell, keras.layers.LSTMCell):
        raise UsageError(
            f"Only an LSTM has a cell state. Received: {type(layer).__name__}"
        )
    inputs = finite_numbers("inputs", inputs, rows=0)
    if inputs.ndim != 3 or 0 in inputs.shape:
        raise UsageError(
            "`inputs` must be (batch, steps, features). Received: "
            f"{inputs.shape}"
        )
    kernel = getattr(layer.cell, "kernel", None)
    if kernel is not None and kernel.shape[0] != inputs.shape[2]:
        raise UsageError(
            f"`inputs` must have the layer's {kernel.shape[0]} features. "
            f"Received: {inputs.shape[2]}"
        )
    return inputs

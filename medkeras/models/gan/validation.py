"""A generator and a discriminator that fit each other."""

import keras
import numpy as np

from medkeras.utils.errors import UsageError

LARGE = 1e4  # a sum that no training reaches


def first_shape(shapes) -> tuple:
    """Return the shape of the first input, whether there are more or not."""
    return shapes[0] if isinstance(shapes[0], (tuple, list)) else shapes


def check_networks(
    generator: keras.Model, discriminator: keras.Model, num_inputs: int
) -> None:
    """Refuse a generator and a discriminator that do not fit each other."""
    read = [len(player.inputs) for player in (generator, discriminator)]
    if read != [num_inputs, num_inputs]:
        wanted = ("alone", "and labels")[num_inputs - 1]
        raise UsageError(
            f"the networks must read noise or examples {wanted}. "
            f"Received: {read[0]} and {read[1]} inputs"
        )
    made, wanted = generator.output_shape, discriminator.input_shape
    wanted, answer = first_shape(wanted), discriminator.output_shape
    if made != wanted or answer != (None, 1):
        raise UsageError(
            "the generator must make what the discriminator reads, and that "
            f"give one number. Received: {made} made, {wanted} read, "
            f"{answer} given"
        )
    ends = [_end(discriminator.outputs[0], sums) for sums in (-LARGE, LARGE)]
    if not min(map(abs, ends)) > 10:
        raise UsageError(
            "the discriminator must end in log-odds, any number at all, so "
            "without a sigmoid, softmax, tanh or ReLU. Received: one whose "
            f"answers end at {ends[0]:.3g} and {ends[1]:.3g}"
        )


def _end(output, sums):
    """What the end of a network, after its last weights, makes of sums."""
    tensor = output
    operation, sources = _origin(tensor)
    while len(sources) == 1 and not getattr(operation, "weights", ()):
        tensor = sources[0]
        operation, sources = _origin(tensor)
    if isinstance(operation, keras.Model):
        sums = _end(operation.outputs[0], sums)
    shape = [size or 1 for size in tensor.shape]
    values = keras.ops.convert_to_tensor(np.full(shape, sums, "float32"))
    if callable(getattr(operation, "activation", None)):
        values = operation.activation(values)
    if tensor is not output:
        values = keras.Model(tensor, output)(values, training=False)
    return float(np.mean(values))


def _origin(tensor):
    operation, node, _ = tensor._keras_history
    return operation, operation._inbound_nodes[node].input_tensors

"""From machines to an ordinary network: dense layers with their weights."""

from collections.abc import Sequence

import keras
from keras import layers

from medkeras.models.base import Model
from medkeras.models.dbn.code_layer import CodeRBM


def upward(machines: Sequence) -> list[tuple]:
    """Make a dense layer of each machine: W and the hidden bias.

    Args:
        machines: from the bottom to the top.

    Returns:
        Pairs of a layer and its weights; the last layer is named "code".

    Example:
        >>> from medkeras.models.dbn import CodeRBM
        >>> from medkeras.models.dbn.unrolled import upward
        >>> [(layer, weights)] = upward([CodeRBM(4, 2)])
        >>> layer.name, layer.activation.__name__
        ('code', 'linear')

    Chapter: 2.2.3
    """
    pairs = []
    for number, machine in enumerate(machines, start=1):
        linear = isinstance(machine, CodeRBM)
        layer = layers.Dense(
            machine.num_hidden,
            "linear" if linear else "sigmoid",
            name="code" if number == len(machines) else f"encoder_{number}",
        )
        pairs.append((layer, (machine.kernel, machine.hidden_bias)))
    return pairs


def downward(machines: Sequence) -> list[tuple]:
    """Make the way back: W transposed and the visible bias, from the top.

    Args:
        machines: from the bottom to the top.

    Returns:
        Pairs of a layer and its weights, in the order of the way down.

    Example:
        >>> from medkeras.models.dbn import CodeRBM
        >>> from medkeras.models.dbn.unrolled import downward
        >>> [(layer, weights)] = downward([CodeRBM(4, 2)])
        >>> layer.units, weights[0].shape
        (4, TensorShape([2, 4]))

    Chapter: 2.2.3
    """
    pairs = []
    for number, machine in reversed(list(enumerate(machines, start=1))):
        linear = machine.visible == "gaussian"
        layer = layers.Dense(
            machine.num_visible,
            "linear" if linear else "sigmoid",
            name=f"decoder_{number}",
        )
        kernel = keras.ops.transpose(machine.kernel)
        pairs.append((layer, (kernel, machine.visible_bias)))
    return pairs


def chained(
    num_visible: int, pairs: Sequence[tuple], name: str = "unrolled"
) -> keras.Model:
    """Put layers one after the other and give each a copy of its weights.

    Args:
        num_visible: columns of the input.
        pairs: a layer and its weights each; None leaves the layer's own.
        name: of the model.

    Returns:
        A model (rows, num_visible) -> (rows, units of the last layer).

    Example:
        >>> from medkeras.models.dbn import CodeRBM
        >>> from medkeras.models.dbn.unrolled import chained, upward
        >>> chained(4, upward([CodeRBM(4, 2)])).output_shape
        (None, 2)

    Chapter: 2.2.3
    """
    inputs = states = keras.Input((num_visible,))
    for layer, _ in pairs:
        states = layer(states)
    for layer, weights in pairs:
        if weights is not None:
            layer.set_weights([keras.ops.convert_to_numpy(w) for w in weights])
    return Model(inputs, states, name=name)

"""From RBMs to an ordinary network: dense layers with their weights."""

from collections.abc import Sequence

import keras
from keras import layers

from medkeras.models.base import Model
from medkeras.models.dbn.gaussian_hidden_rbm import GaussianHiddenRBM


def encoder_layers(rbms: Sequence) -> list[tuple]:
    """Dense layers upward, from W and the hidden bias, with their weights."""
    pairs = []
    for number, rbm in enumerate(rbms, start=1):
        linear = isinstance(rbm, GaussianHiddenRBM)
        layer = layers.Dense(
            rbm.num_hidden,
            "linear" if linear else "sigmoid",
            name="code" if number == len(rbms) else f"encoder_{number}",
        )
        pairs.append((layer, (rbm.kernel, rbm.hidden_bias)))
    return pairs


def decoder_layers(rbms: Sequence) -> list[tuple]:
    """Dense layers downward, from W transposed and the visible bias."""
    pairs = []
    for number, rbm in reversed(list(enumerate(rbms, start=1))):
        linear = rbm.visible == "gaussian"
        layer = layers.Dense(
            rbm.num_visible,
            "linear" if linear else "sigmoid",
            name=f"decoder_{number}",
        )
        kernel = keras.ops.transpose(rbm.kernel)
        pairs.append((layer, (kernel, rbm.visible_bias)))
    return pairs


def network_of(
    num_visible: int, pairs: Sequence[tuple], name: str = "unrolled"
) -> keras.Model:
    """Put layers one after the other and give each a copy of its weights.

    Example:
        >>> from medkeras.models.dbn import GaussianHiddenRBM
        >>> from medkeras.models.dbn.unrolling import encoder_layers, network_of
        >>> rbm = GaussianHiddenRBM(4, 2)
        >>> network_of(4, encoder_layers([rbm])).output_shape
        (None, 2)
    """
    inputs = states = keras.Input((num_visible,))
    for layer, _ in pairs:
        states = layer(states)
    for layer, weights in pairs:
        if weights is not None:
            layer.set_weights([keras.ops.convert_to_numpy(w) for w in weights])
    return Model(inputs, states, name=name)

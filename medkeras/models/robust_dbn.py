"""A deep network from an RBM stack, with dropout and several tasks."""

from collections.abc import Sequence

import keras
from keras import layers

from medkeras.models.base import Model
from medkeras.utils.sizes import check_number, check_whole, checked_sizes

FEATURES = "features"


def robust_dbn(
    num_features: int,
    units: Sequence[int] = (50, 25, 10),
    dropout: float = 0.5,
    num_tasks: int = 0,
    seed: int = 0,
) -> keras.Model:
    """Sigmoid layers with dropout, one class and any number of scores above.

    The layers are those of a deep belief network of the same units:
    `set_rbms` gives them its weights. The layer "features" is the last hidden
    one, without dropout: what a linear classifier may read.

    Args:
        num_features: of a row.
        units: of the hidden layers.
        dropout: share of each hidden layer that is dropped in training; what
            is left is scaled up, so that nothing is scaled afterwards.
        num_tasks: scores to be foretold beside the class.
        seed: of the first weights and of dropout.

    Returns:
        A model from (rows, num_features) to (rows, 1 + num_tasks): a
        probability, then the scores.

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> from medkeras.models.robust_dbn import robust_dbn
        >>> robust_dbn(20, units=(8, 4), num_tasks=2).output_shape
        (None, 3)

    Reference: Li et al. 2015, doi:10.1109/JBHI.2015.2429556; the numbers of
        units from memory (unverified).
    Chapter: 3.1.2
    """
    check_whole("num_features", num_features)
    check_whole("num_tasks", num_tasks, 0)
    check_number("dropout", dropout, 0, 1)
    inputs = states = keras.Input((num_features,))
    sizes = checked_sizes("units", units)
    for depth, width in enumerate(sizes, start=1):
        hidden = layers.Dense(
            width,
            "sigmoid",
            kernel_initializer=_start(seed + depth),
            name=FEATURES if depth == len(sizes) else f"hidden_{depth}",
        )
        noise = layers.Dropout(dropout, seed=seed + depth)
        states = noise(hidden(states))
    ends = [_end(1, "sigmoid", seed, "class")(states)]
    if num_tasks:
        ends.append(_end(num_tasks, "linear", seed + 99, "scores")(states))
        ends = [layers.Concatenate()(ends)]
    return Model(inputs, ends[0], name="robust_dbn")


def set_rbms(network: keras.Model, rbms: Sequence) -> None:
    """Give the hidden layers the weights of trained RBMs, upward.

    Args:
        network: from `robust_dbn`.
        rbms: of a deep belief network with the same units.
    """
    hidden = [
        layer
        for layer in network.layers
        if layer.name == FEATURES or layer.name.startswith("hidden_")
    ]
    for layer, rbm in zip(hidden, rbms, strict=True):
        weights = (rbm.kernel, rbm.hidden_bias)
        layer.set_weights([keras.ops.convert_to_numpy(w) for w in weights])


def _end(width, activation, seed, name):
    return layers.Dense(
        width, activation, kernel_initializer=_start(seed), name=name
    )


def _start(seed):
    return keras.initializers.GlorotUniform(seed=seed)

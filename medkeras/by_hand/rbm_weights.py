"""The three arrays of a restricted Boltzmann machine; checks."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import unpacked


class RBMWeights(NamedTuple):
    """Weights of a restricted Boltzmann machine.

    Attributes:
        kernel: W, (visible units, hidden units).
        visible_bias: a, (visible units,).
        hidden_bias: b, (hidden units,).

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm_weights import RBMWeights
        >>> RBMWeights(np.ones((3, 2)), np.zeros(3), np.zeros(2)).kernel.shape
        (3, 2)

    Chapter: 2.2.2
    """

    kernel: np.ndarray
    visible_bias: np.ndarray
    hidden_bias: np.ndarray


def checked_weights(
    weights, v=None, low=-np.inf, high=np.inf, binary=False, empty=False
):
    """Weights that fit each other and, if there are any, rows that fit."""
    kernel, a, b = unpacked("weights", weights, RBMWeights._fields)
    kernel = float_array("kernel", kernel, ("visible units", "hidden units"))
    visible, hidden = kernel.shape
    weights = RBMWeights(
        kernel,
        float_array("visible_bias", a, (visible,)),
        float_array("hidden_bias", b, (hidden,)),
    )
    if v is None:
        return weights
    v = float_array("v", v, ("rows", visible), low, high, empty)
    if binary and not np.isin(v, (0, 1)).all():
        raise UsageError("`v` must be 0 or 1 everywhere. Received: others")
    return weights, v

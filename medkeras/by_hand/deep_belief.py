"""A deep belief network small enough to be exact: every state is visited."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.special import expit, logsumexp

from medkeras.by_hand.rbm import all_states, exact_gradient, free_energy
from medkeras.by_hand.rbm_weights import RBMWeights, checked_weights
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

LARGEST = 12


def transposed(layer: RBMWeights) -> RBMWeights:
    """Transpose a layer: its visible units become the hidden ones.

    As second layer above the first it leaves log p(v) as it was: the prior
    of the first hidden layer is then the one that the first RBM implies.

    Args:
        layer: the RBM below.

    Returns:
        An RBM whose visible units are the hidden units of `layer`.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.deep_belief import RBMWeights, transposed
        >>> layer = RBMWeights(np.ones((3, 2)), np.zeros(3), np.ones(2))
        >>> transposed(layer).visible_bias
        array([1., 1.])

    Reference: Hinton, Osindero and Teh 2006, doi:10.1162/neco.2006.18.7.1527.
    Chapter: 2.2.3
    """
    kernel, visible_bias, hidden_bias = checked_weights(layer)
    return RBMWeights(kernel.T, hidden_bias, visible_bias)


def binary_states(units: int) -> np.ndarray:
    """List every state of some units that are 0 or 1.

    Args:
        units: how many, 12 at most.

    Returns:
        (2 ** units, units) of 0 and 1.

    Raises:
        UsageError: too many to list.

    Example:
        >>> from medkeras.by_hand.deep_belief import binary_states
        >>> binary_states(2).tolist()
        [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]

    Chapter: 2.2.3
    """
    _check_listable(units)
    return all_states(units)[:, ::-1]


def log_probability(
    layers: Sequence[RBMWeights], visible: np.ndarray
) -> np.ndarray:
    """Compute log p(v) of a deep belief network, exactly.

        log p(v) = log Σ_h p(v | h) P(h)

    with h the first hidden layer and P(h) the same question asked of the
    layers above. At the top stands a plain RBM.

    Args:
        layers: from the bottom to the top; one layer is a plain RBM.
        visible: v, (rows, units) of 0 and 1.

    Returns:
        (rows,), in nats.

    Raises:
        UsageError: no layers, layers that do not fit, too many units, or
            values that are not 0 or 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.deep_belief import RBMWeights
        >>> from medkeras.by_hand.deep_belief import log_probability
        >>> layer = RBMWeights(np.zeros((3, 2)), np.zeros(3), np.zeros(2))
        >>> print(np.exp(log_probability([layer], np.ones((1, 3)))).round(4))
        [0.125]

    Reference: Hinton, Osindero and Teh 2006, doi:10.1162/neco.2006.18.7.1527.
    Chapter: 2.2.3
    """
    layers, visible = _checked(layers, visible, binary=True)
    first, *above = layers
    if not above:
        return -free_energy(first, visible) - _log_partition(first)
    states = binary_states(first.kernel.shape[1])
    prior = log_probability(above, states)  # (states,)
    return logsumexp(_log_given(transposed(first), states, visible) + prior, 1)


def variational_bound(
    layers: Sequence[RBMWeights], visible: np.ndarray
) -> np.ndarray:
    """Compute the bound on log p(v) that training the next layer raises.

        Σ_h q(h | v) [log p(v | h) + log P(h) - log q(h | v)]

    q is what the first RBM believes about its hidden units, each on its
    own; P(h) is the prior of all layers above. If the layer above is the
    first one transposed, the bound equals log p(v).

    Args:
        layers: from the bottom to the top, two or more.
        visible: v, (rows, units) of 0 and 1.

    Returns:
        (rows,), in nats, never above `log_probability`.

    Raises:
        UsageError: fewer than two layers, layers that do not fit, too many
            units, or values that are not 0 or 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.deep_belief import RBMWeights, transposed
        >>> from medkeras.by_hand.deep_belief import variational_bound
        >>> layer = RBMWeights(np.zeros((3, 2)), np.zeros(3), np.zeros(2))
        >>> layers = [layer, transposed(layer)]
        >>> bound = variational_bound(layers, np.ones((1, 3)))
        >>> print(np.exp(bound).round(4))
        [0.125]

    Reference: Hinton, Osindero and Teh 2006, doi:10.1162/neco.2006.18.7.1527.
    Chapter: 2.2.3
    """
    layers, visible = _checked(layers, visible, binary=True)
    if len(layers) < 2:
        raise UsageError(
            f"the bound needs two layers or more. Received: {len(layers)}"
        )
    first, *above = layers
    states = binary_states(first.kernel.shape[1])
    log_q = _log_given(first, visible, states).T  # (rows, states)
    log_p = _log_given(transposed(first), states, visible)  # (rows, states)
    gain = log_p + log_probability(above, states) - log_q
    return np.sum(np.exp(log_q) * gain, axis=1)


def likelihood_gradient(
    layer: RBMWeights,
    visible: np.ndarray,
    row_weights: np.ndarray | None = None,
) -> RBMWeights:
    """Compute the gradient of the mean log p(v) of one RBM, exactly.

        ∂/∂W = <v σ(v W + b)>_data - <v σ(v W + b)>_model

    and likewise for the biases. The model's part is a sum over all states.

    Args:
        layer: the RBM, 12 visible units at most.
        visible: v, (rows, units).
        row_weights: (rows,), how much each row counts, summing to 1; None
            means all alike.

    Returns:
        Gradients for kernel, visible bias and hidden bias.

    Raises:
        UsageError: rows that do not fit, no rows, NaN, or too many units.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.deep_belief import RBMWeights
        >>> from medkeras.by_hand.deep_belief import likelihood_gradient
        >>> layer = RBMWeights(np.zeros((1, 1)), np.zeros(1), np.zeros(1))
        >>> likelihood_gradient(layer, np.ones((1, 1))).visible_bias
        array([0.5])

    Chapter: 2.2.3
    """
    (layer,), visible = _checked([layer], visible)
    _check_listable(layer.kernel.shape[0])
    return exact_gradient(layer, visible, row_weights)


def reconstruct(
    layers: Sequence[RBMWeights], visible: np.ndarray
) -> np.ndarray:
    """Pass probabilities to the top and back: the mean-field pass.

    Args:
        layers: from the bottom to the top.
        visible: v, (rows, units) in [0, 1].

    Returns:
        Probabilities of the visible units, (rows, units).

    Raises:
        UsageError: no layers, layers that do not fit, or values outside
            [0, 1].

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.deep_belief import RBMWeights, reconstruct
        >>> layer = RBMWeights(np.zeros((3, 2)), np.zeros(3), np.zeros(2))
        >>> reconstruct([layer], np.ones((1, 3)))
        array([[0.5, 0.5, 0.5]])

    Reference: Hinton and Salakhutdinov 2006, doi:10.1126/science.1127647.
    Chapter: 2.2.3
    """
    layers, state = _checked(layers, visible, low=0, high=1)
    for layer in layers:
        state = expit(state @ layer.kernel + layer.hidden_bias)
    for layer in reversed(layers):
        state = expit(state @ layer.kernel.T + layer.visible_bias)
    return state


def _log_partition(layer):
    """Log of the sum over all states, those of the smaller side listed."""
    below, above = layer.kernel.shape
    small = layer if below <= above else transposed(layer)
    return logsumexp(-free_energy(small, binary_states(min(below, above))))


def _log_given(layer, below, above):
    """Log p(above | below): (rows of above, rows of below)."""
    fields = below @ layer.kernel + layer.hidden_bias  # (below, units above)
    return above @ fields.T - np.logaddexp(0, fields).sum(axis=1)


def _check_listable(units):
    check_whole("units", units)
    if units > LARGEST:
        raise UsageError(
            f"exact sums need layers of 1 to {LARGEST} units. Received: {units}"
        )


def _checked(layers, visible, **demands):
    """Layers that fit each other, and rows that the first of them takes."""
    if not isinstance(layers, Sequence) or not len(layers):
        raise UsageError(
            "a deep belief network needs a layer or more, in a list. "
            f"Received: {type(layers).__name__} of none"
        )
    layers = [checked_weights(layer) for layer in layers]
    for below, above in pairwise(layers):
        if above.kernel.shape[0] != below.kernel.shape[1]:
            raise UsageError(
                "each layer must read what the one below has, "
                f"{below.kernel.shape[1]} units. Received: a kernel of shape "
                f"{above.kernel.shape}"
            )
    _, visible = checked_weights(layers[0], visible, empty=True, **demands)
    return layers, visible

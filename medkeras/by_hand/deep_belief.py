"""A deep belief network small enough to be exact: every state is visited."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logsumexp

from medkeras.by_hand.rbm import all_states, exact_gradient, free_energy
from medkeras.utils.errors import UsageError

LARGEST = 12


class BeliefLayer(NamedTuple):
    """Weights of one restricted Boltzmann machine of the stack.

    Attributes:
        kernel: W, (units below, units above).
        visible_bias: a, (units below,).
        hidden_bias: b, (units above,).

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.deep_belief import BeliefLayer
        >>> BeliefLayer(np.ones((3, 2)), np.zeros(3), np.zeros(2)).kernel.shape
        (3, 2)

    Chapter: 2.2.3
    """

    kernel: np.ndarray
    visible_bias: np.ndarray
    hidden_bias: np.ndarray


def flipped(layer: BeliefLayer) -> BeliefLayer:
    """Turn a layer upside down: W transposed, the biases swapped.

    As second layer above the first it leaves log p(v) as it was: the prior
    of the first hidden layer is then the one that the first machine implies.

    Args:
        layer: the machine below.

    Returns:
        A machine whose visible units are the hidden units of `layer`.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.deep_belief import BeliefLayer, flipped
        >>> layer = BeliefLayer(np.ones((3, 2)), np.zeros(3), np.ones(2))
        >>> flipped(layer).visible_bias
        array([1., 1.])

    Reference: Hinton, Osindero and Teh 2006, doi:10.1162/neco.2006.18.7.1527.
    Chapter: 2.2.3
    """
    return BeliefLayer(layer.kernel.T, layer.hidden_bias, layer.visible_bias)


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
    layers: Sequence[BeliefLayer], visible: np.ndarray
) -> np.ndarray:
    """Compute log p(v) of a deep belief network, exactly.

        log p(v) = log Σ_h p(v | h) P(h)

    with h the first hidden layer and P(h) the same question asked of the
    layers above. At the top stands a plain Boltzmann machine.

    Args:
        layers: from the bottom to the top; one layer is a plain machine.
        visible: v, (rows, units) of 0 and 1.

    Returns:
        (rows,), in nats.

    Raises:
        UsageError: no layers, layers that do not fit, or too many units.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.deep_belief import BeliefLayer
        >>> from medkeras.by_hand.deep_belief import log_probability
        >>> layer = BeliefLayer(np.zeros((3, 2)), np.zeros(3), np.zeros(2))
        >>> print(np.exp(log_probability([layer], np.ones((1, 3)))).round(4))
        [0.125]

    Reference: Hinton, Osindero and Teh 2006, doi:10.1162/neco.2006.18.7.1527.
    Chapter: 2.2.3
    """
    _check(layers, visible)
    first, *above = layers
    if not above:
        return -free_energy(first, visible) - _log_partition(first)
    states = binary_states(first.kernel.shape[1])
    prior = log_probability(above, states)  # (states,)
    return logsumexp(_log_given(flipped(first), states, visible) + prior, 1)


def greedy_bound(
    layers: Sequence[BeliefLayer], visible: np.ndarray
) -> np.ndarray:
    """Compute the bound on log p(v) that training the next layer raises.

        Σ_h q(h | v) [log p(v | h) + log P(h) - log q(h | v)]

    q is what the first machine believes about its hidden units, each on its
    own; P(h) is the prior of all layers above. If the layer above is the
    first one flipped, the bound equals log p(v).

    Args:
        layers: from the bottom to the top, two or more.
        visible: v, (rows, units) of 0 and 1.

    Returns:
        (rows,), in nats, never above `log_probability`.

    Raises:
        UsageError: fewer than two layers, layers that do not fit, or too
            many units.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.deep_belief import BeliefLayer, flipped
        >>> from medkeras.by_hand.deep_belief import greedy_bound
        >>> layer = BeliefLayer(np.zeros((3, 2)), np.zeros(3), np.zeros(2))
        >>> bound = greedy_bound([layer, flipped(layer)], np.ones((1, 3)))
        >>> print(np.exp(bound).round(4))
        [0.125]

    Reference: Hinton, Osindero and Teh 2006, doi:10.1162/neco.2006.18.7.1527.
    Chapter: 2.2.3
    """
    _check(layers, visible)
    if len(layers) < 2:
        raise UsageError(
            f"the bound needs two layers or more. Received: {len(layers)}"
        )
    first, *above = layers
    states = binary_states(first.kernel.shape[1])
    log_q = _log_given(first, visible, states).T  # (rows, states)
    log_p = _log_given(flipped(first), states, visible)  # (rows, states)
    gain = log_p + log_probability(above, states) - log_q
    return np.sum(np.exp(log_q) * gain, axis=1)


def likelihood_gradient(
    layer: BeliefLayer, visible: np.ndarray, weights: np.ndarray | None = None
) -> BeliefLayer:
    """Compute the gradient of the mean log p(v) of one machine, exactly.

        ∂/∂W = <v σ(v W + b)>_data - <v σ(v W + b)>_model

    and likewise for the biases. The model's part is a sum over all states.

    Args:
        layer: the machine, 12 visible units at most.
        visible: v, (rows, units).
        weights: (rows,), how much each row counts, summing to 1; None means
            all alike.

    Returns:
        Gradients for kernel, visible bias and hidden bias.

    Raises:
        UsageError: rows that do not fit, or too many units.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.deep_belief import BeliefLayer
        >>> from medkeras.by_hand.deep_belief import likelihood_gradient
        >>> layer = BeliefLayer(np.zeros((1, 1)), np.zeros(1), np.zeros(1))
        >>> likelihood_gradient(layer, np.ones((1, 1))).visible_bias
        array([0.5])

    Chapter: 2.2.3
    """
    _check([layer], visible)
    _check_listable(layer.kernel.shape[0])
    return BeliefLayer(*exact_gradient(layer, visible, weights))


def up_down(layers: Sequence[BeliefLayer], visible: np.ndarray) -> np.ndarray:
    """Pass probabilities to the top and back: the mean-field pass.

    Args:
        layers: from the bottom to the top.
        visible: v, (rows, units) in [0, 1].

    Returns:
        Probabilities of the visible units, (rows, units).

    Raises:
        UsageError: no layers, or layers that do not fit.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.deep_belief import BeliefLayer, up_down
        >>> layer = BeliefLayer(np.zeros((3, 2)), np.zeros(3), np.zeros(2))
        >>> up_down([layer], np.ones((1, 3)))
        array([[0.5, 0.5, 0.5]])

    Reference: Hinton and Salakhutdinov 2006, doi:10.1126/science.1127647.
    Chapter: 2.2.3
    """
    _check(layers, visible)
    state = visible
    for layer in layers:
        state = expit(state @ layer.kernel + layer.hidden_bias)
    for layer in reversed(layers):
        state = expit(state @ layer.kernel.T + layer.visible_bias)
    return state


def _log_partition(layer):
    """Log of the sum over all states, those of the smaller side listed."""
    below, above = layer.kernel.shape
    small = layer if below <= above else flipped(layer)
    return logsumexp(-free_energy(small, binary_states(min(below, above))))


def _log_given(layer, below, above):
    """Log p(above | below): (rows of above, rows of below) for flipped use."""
    fields = below @ layer.kernel + layer.hidden_bias  # (below, units above)
    return above @ fields.T - np.logaddexp(0, fields).sum(axis=1)


def _check_listable(units):
    if not 1 <= units <= LARGEST:
        raise UsageError(
            f"exact sums need layers of 1 to {LARGEST} units. Received: {units}"
        )


def _check(layers, visible):
    if not layers:
        raise UsageError("a deep belief network needs a layer. Received: none")
    widths = [layers[0].kernel.shape[0]]
    for layer in layers:
        if layer.kernel.shape[0] != widths[-1]:
            raise UsageError(
                f"each layer must read what the one below has, {widths[-1]} "
                f"units. Received: a kernel of shape {layer.kernel.shape}"
            )
        widths.append(layer.kernel.shape[1])
    if np.ndim(visible) != 2 or np.shape(visible)[1] != widths[0]:
        raise UsageError(
            f"`visible` must be (rows, {widths[0]}). Received: "
            f"{np.shape(visible)}"
        )

"""A restricted Boltzmann machine small enough to list all its states.

Its weights are an `RBMWeights`, or any tuple (kernel, visible_bias,
hidden_bias) of arrays.
"""

import numpy as np
from scipy.special import expit

from medkeras.by_hand.rbm_weights import RBMWeights, checked_weights
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

LARGEST = 16


def all_states(units: int) -> np.ndarray:
    """List the states of some binary units.

    Args:
        units: how many, up to 16.

    Returns:
        (2^units, units) of 0.0 and 1.0.

    Raises:
        UsageError: more units.

    Example:
        >>> from medkeras.by_hand.rbm import all_states
        >>> all_states(2).tolist()
        [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]

    Chapter: 2.2.2
    """
    check_whole("units", units)
    if units > LARGEST:
        raise UsageError(
            f"`units` must be from 1 to {LARGEST}. Received: {units}"
        )
    return (np.arange(2**units)[:, None] >> np.arange(units) & 1).astype(float)


def free_energy(weights, v: np.ndarray) -> np.ndarray:
    """F(v) = -aᵀv - Σ_j log(1 + exp(b_j + (vW)_j)).

    Args:
        weights: kernel, visible bias, hidden bias.
        v: (rows, visible units).

    Returns:
        (rows,).

    Raises:
        UsageError: shapes that do not fit, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import free_energy
        >>> weights = np.zeros((2, 3)), np.zeros(2), np.zeros(3)
        >>> free_energy(weights, np.eye(2)).round(3)
        array([-2.079, -2.079])

    Chapter: 2.2.2
    """
    (kernel, a, b), v = checked_weights(weights, v, empty=True)
    return -v @ a - np.logaddexp(0, v @ kernel + b).sum(axis=1)


def distribution(weights) -> tuple[np.ndarray, float]:
    """Probability of every visible state, by enumeration.

    Args:
        weights: kernel, visible bias, hidden bias; up to 16 visible units.

    Returns:
        p(v) in the order of `all_states`, and log Z.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import distribution
        >>> p, log_z = distribution((np.zeros((1, 1)), np.zeros(1), [0.0]))
        >>> p, round(log_z, 3)
        (array([0.5, 0.5]), 1.386)

    Chapter: 2.2.2
    """
    weights = checked_weights(weights)
    energy = free_energy(weights, all_states(len(weights.kernel)))
    log_z = np.logaddexp.reduce(-energy)
    return np.exp(-energy - log_z), float(log_z)


def conditional_distributions(weights) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of both halves of a Gibbs step, v -> h and h -> v.

    Args:
        weights: kernel, visible bias, hidden bias; few units.

    Returns:
        p(h | v), (visible states, hidden states), and p(v | h), (hidden
        states, visible states); rows add up to 1. Each leaves p(v, h)
        unchanged, and in detailed balance: p(v, h) p(h' | v) is the same
        with h and h' exchanged.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import conditional_distributions
        >>> weights = np.zeros((2, 1)), np.zeros(2), np.zeros(1)
        >>> up, down = conditional_distributions(weights)
        >>> up.shape, down.shape
        ((4, 2), (2, 4))

    Chapter: 2.2.2
    """
    kernel, a, b = checked_weights(weights)
    v, h = (all_states(units) for units in kernel.shape)
    return _probabilities(v @ kernel + b, h), _probabilities(
        h @ kernel.T + a, v
    )


def transition_matrix(weights) -> np.ndarray:
    """Probability of going from visible state i to j in one step v -> h -> v.

    Args:
        weights: kernel, visible bias, hidden bias; few units.

    Returns:
        T, (states, states), rows that add up to 1; p(v) is left unchanged
        by it, and p_i T_ij = p_j T_ji (detailed balance).

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import transition_matrix
        >>> transition_matrix((np.zeros((1, 1)), np.zeros(1), np.zeros(1)))
        array([[0.5, 0.5],
               [0.5, 0.5]])

    Chapter: 2.2.2
    """
    up, down = conditional_distributions(weights)
    return up @ down


def exact_gradient(
    weights, data: np.ndarray, row_weights: np.ndarray | None = None
) -> RBMWeights:
    """Gradient of the mean log-likelihood: <vh>_data - <vh>_model.

    Args:
        weights: kernel, visible bias, hidden bias; up to 16 visible units.
        data: (rows, visible units).
        row_weights: (rows,), how much each row counts, summing to 1; None
            means all alike.

    Returns:
        Gradients shaped like the weights.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import exact_gradient
        >>> weights = np.zeros((2, 1)), np.zeros(2), np.zeros(1)
        >>> exact_gradient(weights, np.array([[1.0, 0.0]]))[1]
        array([ 0.5, -0.5])

    Chapter: 2.2.2
    """
    weights, data = checked_weights(weights, data)
    if row_weights is None:
        row_weights = np.full(len(data), 1 / len(data))
    row_weights = real_array("row_weights", row_weights, (len(data),), low=0)
    p, _ = distribution(weights)
    positive = _moments(weights, data, row_weights)
    negative = _moments(weights, all_states(len(weights[0])), p)
    pairs = zip(positive, negative, strict=True)
    return RBMWeights(*(x - y for x, y in pairs))


def expected_cd_gradient(weights, data: np.ndarray, k: int) -> RBMWeights:
    """Mean of the CD-k gradient over all its random draws.

    The chain starts at the data; T^k says where it is after k steps. As k
    grows, this becomes `exact_gradient`.

    Args:
        weights: kernel, visible bias, hidden bias; few units.
        data: binary, (rows, visible units).
        k: Gibbs steps, 0 or more.

    Returns:
        Gradients shaped like the weights.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import expected_cd_gradient
        >>> weights = np.zeros((2, 1)), np.zeros(2), np.zeros(1)
        >>> expected_cd_gradient(weights, np.array([[1.0, 0.0]]), k=1)[1]
        array([ 0.5, -0.5])

    Reference: Bengio and Delalleau 2009, doi:10.1162/neco.2008.11-07-647.
    Chapter: 2.2.2
    """
    weights, data = checked_weights(weights, data, binary=True)
    check_whole("k", k, least=0)
    states = all_states(len(weights[0]))
    places = data.astype(int) @ 2 ** np.arange(len(weights[0]))
    start = np.bincount(places, minlength=len(states)) / len(data)
    after = start @ np.linalg.matrix_power(transition_matrix(weights), k)
    positive, negative = (_moments(weights, states, p) for p in (start, after))
    pairs = zip(positive, negative, strict=True)
    return RBMWeights(*(x - y for x, y in pairs))


def cd_update(
    weights, v: np.ndarray, k: int, learning_rate: float, rng
) -> RBMWeights:
    """One update by CD-k.

    Hidden units on the way are sampled, not left at their probabilities:
    only so is the chain a chain of the model. The last hidden probabilities
    may stay: that takes noise out and no information.

    Args:
        weights: kernel, visible bias, hidden bias.
        v: (rows, visible units).
        k: Gibbs steps, 1 or more.
        learning_rate: length of the step.
        rng: np.random.Generator.

    Returns:
        The weights after the update.

    Raises:
        UsageError: k below 1, values outside [0, 1], no rows, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import cd_update
        >>> weights = np.zeros((2, 1)), np.zeros(2), np.zeros(1)
        >>> rng = np.random.default_rng(0)
        >>> cd_update(weights, np.eye(2), 1, 0.1, rng)[0].shape
        (2, 1)

    Reference: Hinton 2002, doi:10.1162/089976602760128018.
    Chapter: 2.2.2
    """
    check_whole("k", k)
    check_number("learning_rate", learning_rate, 0)
    weights, v = checked_weights(weights, v, low=0, high=1)
    kernel, a, b = weights
    seen = v
    for _ in range(k):
        h = rng.random((len(v), len(b))) < expit(seen @ kernel + b)
        seen = rng.random(v.shape) < expit(h @ kernel.T + a)
    share = np.full(len(v), 1 / len(v))
    positive = _moments(weights, v, share)
    negative = _moments(weights, seen.astype(float), share)
    return RBMWeights(
        *(
            w + learning_rate * (x - y)
            for w, x, y in zip(weights, positive, negative, strict=True)
        )
    )


def _probabilities(to_units, states):
    """p(state | what reaches the units), (rows, states)."""
    on, off = -np.logaddexp(0, -to_units), -np.logaddexp(0, to_units)
    return np.exp(on @ states.T + off @ (1 - states).T)


def _moments(weights, v, p):
    """<v h>, <v>, <h> under p(v) and p(h | v) of these weights."""
    kernel, _, b = weights
    h = expit(v @ kernel + b)
    return (v * p[:, None]).T @ h, p @ v, p @ h

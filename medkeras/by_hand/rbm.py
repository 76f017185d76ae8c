"""A restricted Boltzmann machine small enough to list all its states.

A machine is a tuple (kernel, visible_bias, hidden_bias) of arrays.
"""

import numpy as np
from scipy.special import expit

from medkeras.utils.errors import UsageError

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
    if not 1 <= units <= LARGEST:
        raise UsageError(
            f"`units` must be from 1 to {LARGEST}. Received: {units}"
        )
    return (np.arange(2**units)[:, None] >> np.arange(units) & 1).astype(float)


def free_energy(machine, v: np.ndarray) -> np.ndarray:
    """F(v) = -aᵀv - Σ_j log(1 + exp(b_j + (vW)_j)).

    Args:
        machine: kernel, visible bias, hidden bias.
        v: (rows, visible units).

    Returns:
        (rows,).

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import free_energy
        >>> machine = np.zeros((2, 3)), np.zeros(2), np.zeros(3)
        >>> free_energy(machine, np.eye(2)).round(3)
        array([-2.079, -2.079])

    Chapter: 2.2.2
    """
    kernel, a, b = machine
    return -v @ a - np.logaddexp(0, v @ kernel + b).sum(axis=1)


def distribution(machine) -> tuple[np.ndarray, float]:
    """Probability of every visible state, by enumeration.

    Args:
        machine: kernel, visible bias, hidden bias; up to 16 visible units.

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
    energy = free_energy(machine, all_states(len(machine[0])))
    log_z = np.logaddexp.reduce(-energy)
    return np.exp(-energy - log_z), float(log_z)


def half_steps(machine) -> tuple[np.ndarray, np.ndarray]:
    """Chances of the two halves of a Gibbs step, v -> h and h -> v.

    Args:
        machine: kernel, visible bias, hidden bias; few units.

    Returns:
        p(h | v), (visible states, hidden states), and p(v | h), (hidden
        states, visible states); rows add up to 1. Each leaves p(v, h)
        unchanged, and in detailed balance: p(v, h) p(h' | v) is the same
        with h and h' exchanged.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import half_steps
        >>> up, down = half_steps((np.zeros((2, 1)), np.zeros(2), np.zeros(1)))
        >>> up.shape, down.shape
        ((4, 2), (2, 4))

    Chapter: 2.2.2
    """
    kernel, a, b = machine
    v, h = (all_states(units) for units in kernel.shape)
    return _chances(v @ kernel + b, h), _chances(h @ kernel.T + a, v)


def transition(machine) -> np.ndarray:
    """Chance of going from visible state i to j in one step v -> h -> v.

    Args:
        machine: kernel, visible bias, hidden bias; few units.

    Returns:
        T, (states, states), rows that add up to 1; p(v) is left unchanged
        by it, and p_i T_ij = p_j T_ji (detailed balance).

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import transition
        >>> transition((np.zeros((1, 1)), np.zeros(1), np.zeros(1)))
        array([[0.5, 0.5],
               [0.5, 0.5]])

    Chapter: 2.2.2
    """
    up, down = half_steps(machine)
    return up @ down


def exact_gradient(
    machine, data: np.ndarray, weights: np.ndarray | None = None
) -> tuple:
    """Gradient of the mean log-likelihood: <vh>_data - <vh>_model.

    Args:
        machine: kernel, visible bias, hidden bias; up to 16 visible units.
        data: (rows, visible units).
        weights: (rows,), how much each row counts, summing to 1; None means
            all alike.

    Returns:
        Gradients shaped like the machine.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import exact_gradient
        >>> machine = np.zeros((2, 1)), np.zeros(2), np.zeros(1)
        >>> exact_gradient(machine, np.array([[1.0, 0.0]]))[1]
        array([ 0.5, -0.5])

    Chapter: 2.2.2
    """
    if weights is None:
        weights = np.full(len(data), 1 / len(data))
    p, _ = distribution(machine)
    positive = _moments(machine, data, weights)
    negative = _moments(machine, all_states(len(machine[0])), p)
    return tuple(x - y for x, y in zip(positive, negative, strict=True))


def expected_cd(machine, data: np.ndarray, k: int) -> tuple:
    """Mean of the CD-k gradient over all its random draws.

    The chain starts at the data; T^k says where it is after k steps. As k
    grows, this becomes `exact_gradient`.

    Args:
        machine: kernel, visible bias, hidden bias; few units.
        data: binary, (rows, visible units).
        k: Gibbs steps, 0 or more.

    Returns:
        Gradients shaped like the machine.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import expected_cd
        >>> machine = np.zeros((2, 1)), np.zeros(2), np.zeros(1)
        >>> expected_cd(machine, np.array([[1.0, 0.0]]), k=1)[1]
        array([ 0.5, -0.5])

    Reference: Bengio and Delalleau 2009, doi:10.1162/neco.2008.11-07-647.
    Chapter: 2.2.2
    """
    states = all_states(len(machine[0]))
    places = data.astype(int) @ 2 ** np.arange(len(machine[0]))
    start = np.bincount(places, minlength=len(states)) / len(data)
    after = start @ np.linalg.matrix_power(transition(machine), k)
    positive, negative = (_moments(machine, states, p) for p in (start, after))
    return tuple(x - y for x, y in zip(positive, negative, strict=True))


def cd_update(machine, v: np.ndarray, k: int, rate: float, rng) -> tuple:
    """One update by CD-k.

    Hidden units on the way are sampled, not left at their probabilities:
    only so is the chain a chain of the model. The last hidden probabilities
    may stay: that takes noise out and no information.

    Args:
        machine: kernel, visible bias, hidden bias.
        v: (rows, visible units).
        k: Gibbs steps, 1 or more.
        rate: learning rate.
        rng: np.random.Generator.

    Returns:
        The machine after the update.

    Raises:
        UsageError: k below 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.rbm import cd_update
        >>> machine = np.zeros((2, 1)), np.zeros(2), np.zeros(1)
        >>> rng = np.random.default_rng(0)
        >>> cd_update(machine, np.eye(2), 1, 0.1, rng)[0].shape
        (2, 1)

    Reference: Hinton 2002, doi:10.1162/089976602760128018.
    Chapter: 2.2.2
    """
    if k < 1:
        raise UsageError(f"`k` must be 1 or more. Received: {k}")
    kernel, a, b = machine
    seen = v
    for _ in range(k):
        h = rng.random((len(v), len(b))) < expit(seen @ kernel + b)
        seen = rng.random(v.shape) < expit(h @ kernel.T + a)
    share = np.full(len(v), 1 / len(v))
    positive = _moments(machine, v, share)
    negative = _moments(machine, seen.astype(float), share)
    return tuple(
        w + rate * (x - y)
        for w, x, y in zip(machine, positive, negative, strict=True)
    )


def _chances(to_units, states):
    """p(state | what reaches the units), (rows, states)."""
    on, off = -np.logaddexp(0, -to_units), -np.logaddexp(0, to_units)
    return np.exp(on @ states.T + off @ (1 - states).T)


def _moments(machine, v, p):
    """<v h>, <v>, <h> under p(v) and the machine's p(h | v)."""
    kernel, _, b = machine
    h = expit(v @ kernel + b)
    return (v * p[:, None]).T @ h, p @ v, p @ h

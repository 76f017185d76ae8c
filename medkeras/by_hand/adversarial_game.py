"""Adversarial training in closed form: the game's value, two players' walks."""

import numpy as np

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive, check_whole


def optimal_discriminator(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Probability that an example is real, if both sources are known.

        D*(x) = p(x) / (p(x) + q(x))

    Args:
        p: (outcomes,), probabilities of the real source.
        q: (outcomes,), probabilities of the generator.

    Returns:
        (outcomes,); one half where neither source gives the outcome.

    Raises:
        UsageError: arrays that are not distributions of equal length.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.adversarial_game import optimal_discriminator
        >>> p = np.array([0.75, 0.25])
        >>> optimal_discriminator(p, q=1 - p)
        array([0.75, 0.25])

    Reference: Goodfellow et al. 2014, proposition 1,
        doi:10.48550/arXiv.1406.2661.
    Chapter: 2.2.4
    """
    p, q = _distributions(p, q)
    both = p + q
    return np.divide(p, both, out=np.full_like(p, 0.5), where=both > 0)


def game_value(p: np.ndarray, q: np.ndarray, d: np.ndarray) -> float:
    """What the discriminator gets: Σ p log D + q log(1 - D).

    Args:
        p: (outcomes,), probabilities of the real source.
        q: (outcomes,), probabilities of the generator.
        d: (outcomes,), the discriminator's probabilities of "real".

    Returns:
        The value in nats, at most 0; 0 log 0 counts as 0.

    Raises:
        UsageError: arrays that are not distributions, or d outside [0, 1].

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.adversarial_game import game_value
        >>> half = np.array([0.5, 0.5])
        >>> print(f"{game_value(half, half, half):.4f}")
        -1.3863

    Chapter: 2.2.4
    """
    p, q = _distributions(p, q)
    d = float_array("d", d, p.shape, low=0, high=1)
    return float(_times_log(p, d) + _times_log(q, 1 - d))


def jensen_shannon(p: np.ndarray, q: np.ndarray) -> float:
    """Jensen-Shannon divergence of two distributions.

        JSD = ½ KL(p || m) + ½ KL(q || m),   m = (p + q) / 2

    Args:
        p: (outcomes,), probabilities.
        q: (outcomes,), probabilities.

    Returns:
        In nats, from 0 (equal) to log 2 (nothing in common).

    Raises:
        UsageError: arrays that are not distributions of equal length.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.adversarial_game import jensen_shannon
        >>> apart = jensen_shannon(np.array([1.0, 0]), np.array([0, 1.0]))
        >>> print(f"{apart:.4f}")
        0.6931

    Chapter: 2.2.4
    """
    p, q = _distributions(p, q)
    middle = (p + q) / 2
    surprise = _times_log(p, middle) + _times_log(q, middle)
    return float((_times_log(p, p) + _times_log(q, q) - surprise) / 2)


def bilinear_game(
    start: tuple[float, float],
    learning_rate: float,
    steps: int,
    alternating: bool = False,
) -> np.ndarray:
    """Let two players walk by gradients in the game x y.

    One lowers x y by moving x, the other raises it by moving y. The only
    equilibrium is (0, 0).

        together:   x' = x - η y,   y' = y + η x
        in turns:   x' = x - η y,   y' = y + η x'

    Args:
        start: (x, y).
        learning_rate: η.
        steps: how many.
        alternating: in turns.

    Returns:
        (steps + 1, 2), the places on the way.

    Raises:
        UsageError: a rate that is not positive, fewer than 0 steps, or a
            start that is no point.

    Example:
        >>> from medkeras.by_hand.adversarial_game import bilinear_game
        >>> bilinear_game((1.0, 0.0), learning_rate=0.5, steps=1)
        array([[1. , 0. ],
               [1. , 0.5]])

    Reference: Gidel et al. 2019, "A variational inequality perspective on
        generative adversarial networks", doi:10.48550/arXiv.1802.10551.
    Chapter: 2.2.4
    """
    check_positive("learning_rate", learning_rate)
    check_whole("steps", steps, least=0)
    x, y = float_array("start", start, (2,)).tolist()
    places = [(x, y)]
    for _ in range(steps):
        moved = x - learning_rate * y
        y = y + learning_rate * (moved if alternating else x)
        x = moved
        places.append((x, y))
    return np.array(places, float)


def _times_log(weights, values):
    """Σ w log v, where w = 0 counts as 0."""
    used = weights > 0
    with np.errstate(divide="ignore"):
        return np.sum(weights[used] * np.log(values[used]))


def _distributions(p, q):
    p = float_array("p", p, ("outcomes",))
    q = float_array("q", q, ("outcomes",))
    for name, values in (("p", p), ("q", q)):
        if not np.isclose(values.sum(), 1) or not (values >= 0).all():
            raise UsageError(
                f"`{name}` must be probabilities that sum to 1. "
                f"Received: {values.tolist()}"
            )
    if p.shape != q.shape:
        raise UsageError(
            "`p` and `q` must be of equal length. "
            f"Received: {p.shape} and {q.shape}"
        )
    return p, q

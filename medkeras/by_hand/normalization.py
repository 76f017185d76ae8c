"""Batch normalisation, in training and in use, and its gradients."""

import numpy as np

from medkeras.utils.arrays import float_array, float_arrays
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import unpacked
from medkeras.utils.sizes import check_number


def batch_normalization(
    x: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    moving: tuple[np.ndarray, np.ndarray],
    training: bool,
    momentum: float = 0.99,
    epsilon: float = 1e-3,
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray], dict]:
    """Centre and scale every channel: y = γ (x - μ) / √(σ² + ε) + β.

    In training μ and σ² are those of the batch, and the moving ones follow;
    in use they are the moving ones.

    Args:
        x: (..., channels).
        gamma: γ, (channels,).
        beta: β, (channels,).
        moving: mean and variance, (channels,) each.
        training: whether the batch's own statistics are taken.
        momentum: share of the old moving statistics that is kept.
        epsilon: ε, keeps the root away from zero.

    Returns:
        y, shaped like x; the next moving statistics; and what
        `batch_normalization_gradients` needs.

    Raises:
        UsageError: shapes that do not fit, no rows in training, NaN, or
            text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.normalization import batch_normalization
        >>> one, zero = np.ones(1), np.zeros(1)
        >>> x = np.array([[1.0], [3.0]])
        >>> batch_normalization(x, one, zero, (zero, one), True, epsilon=0)[0]
        array([[-1.],
               [ 1.]])

    Reference: Ioffe and Szegedy 2015, "Batch normalization", ICML,
        doi:10.48550/arXiv.1502.03167.
    Chapter: 2.1.1
    """
    x, gamma, beta = float_arrays(x=x, gamma=gamma, beta=beta)
    mean, variance = unpacked("moving", moving, ("mean", "variance"))
    moving = tuple(float_arrays(mean=mean, variance=variance))
    _check(x, gamma, beta, *moving)
    check_number("momentum", momentum, 0, 1)
    check_number("epsilon", epsilon, 0)
    if training and not x.size:
        raise UsageError(
            "`x` must hold one row or more in training. Received: shape "
            f"{x.shape}"
        )
    mean, variance = moving
    if training:
        places = tuple(range(x.ndim - 1))
        mean, variance = x.mean(axis=places), x.var(axis=places)
        pairs = zip(moving, (mean, variance), strict=True)
        moving = tuple(
            momentum * old + (1 - momentum) * new for old, new in pairs
        )
    if not (variance + epsilon > 0).all():
        raise UsageError(
            "`epsilon` must be above 0 where a channel does not vary. "
            f"Received: {epsilon}"
        )
    scale = 1 / np.sqrt(variance + epsilon)
    normal = (x - mean) * scale
    cache = dict(normal=normal, scale=scale, gamma=gamma, training=training)
    return gamma * normal + beta, moving, cache


def batch_normalization_gradients(
    cache: dict, upstream: np.ndarray
) -> dict[str, np.ndarray]:
    """Carry a gradient back through `batch_normalization`.

    Args:
        cache: third value of `batch_normalization`.
        upstream: gradient of its output, shaped like x.

    Returns:
        Gradients by name: `x`, `gamma`, `beta`. In training every x also
        moves the batch's mean and variance, which takes two terms off.

    Raises:
        UsageError: `upstream` is not shaped like x.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import normalization
        >>> one, zero = np.ones(1), np.zeros(1)
        >>> x = np.array([[1.0], [3.0]])
        >>> _, _, cache = normalization.batch_normalization(
        ...     x, one, zero, (zero, one), True)
        >>> gradients = normalization.batch_normalization_gradients(
        ...     cache, np.ones((2, 1)))
        >>> gradients["x"].ravel()  # a shift of all changes nothing
        array([0., 0.])

    Chapter: 2.1.1
    """
    normal = cache["normal"]
    upstream = float_array("upstream", upstream, empty=True)
    if upstream.shape != normal.shape:
        raise UsageError(
            f"`upstream` must have the output's shape {normal.shape}. "
            f"Received: {upstream.shape}"
        )
    places = tuple(range(normal.ndim - 1))
    for_normal = upstream * cache["gamma"]
    if cache["training"]:
        shift = for_normal.mean(axis=places)
        stretch = (for_normal * normal).mean(axis=places)
        for_normal = for_normal - shift - normal * stretch
    return dict(
        x=for_normal * cache["scale"],
        gamma=(upstream * normal).sum(axis=places),
        beta=upstream.sum(axis=places),
    )


def _check(x, *by_channel):
    shapes = [np.shape(values) for values in by_channel]
    if x.ndim < 2 or set(shapes) != {x.shape[-1:]}:
        raise UsageError(
            "`gamma`, `beta` and both `moving` must be (channels,) for x "
            f"(..., channels). Received: {shapes} for {x.shape}"
        )

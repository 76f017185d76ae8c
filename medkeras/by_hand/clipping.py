"""Clipping of gradients that explode."""

import numpy as np

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive


def clip_by_global_norm(
    gradients: dict[str, np.ndarray], limit: float
) -> tuple[dict[str, np.ndarray], float]:
    """Shorten all gradients together, so that their direction stays.

        n = √(Σ ‖g‖²) over all arrays;  g ← g min(1, limit / n)

    Args:
        gradients: arrays by name, of any shapes.
        limit: longest norm allowed, above 0.

    Returns:
        The clipped gradients by name, and n before clipping.

    Raises:
        UsageError: `limit` is not above 0, or a gradient is not finite.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.clipping import clip_by_global_norm
        >>> clip_by_global_norm({"kernel": np.array([3.0, 4.0])}, 1.0)
        ({'kernel': array([0.6, 0.8])}, 5.0)

    Reference: Pascanu et al. 2013, "On the difficulty of training recurrent
        neural networks", doi:10.48550/arXiv.1211.5063.
    Chapter: 2.1.2
    """
    check_positive("limit", limit)
    if not isinstance(gradients, dict):
        raise UsageError(
            "`gradients` must be arrays by name. Received: "
            f"{type(gradients).__name__}"
        )
    gradients = {
        name: float_array(name, gradient, empty=True)
        for name, gradient in gradients.items()
    }
    norm = float(np.sqrt(sum(np.sum(g**2) for g in gradients.values())))
    if not np.isfinite(norm):
        raise UsageError(
            f"Only finite gradients can be clipped. Received: norm {norm}"
        )
    shrink = min(1.0, limit / norm) if norm else 1.0
    return {name: g * shrink for name, g in gradients.items()}, norm

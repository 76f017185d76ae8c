"""Inverted dropout and its gradient."""

import numpy as np

from medkeras.utils.arrays import float_array, float_arrays
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number


def dropout(
    x: np.ndarray, rate: float, rng: np.random.Generator, training: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Hide each value with probability `rate`, enlarge what is left.

        y = m x / (1 - r), m = 0 with probability r, else 1

    The division keeps the expected value, so that in use, where nothing is
    hidden, nothing has to be scaled.

    Args:
        x: values of any shape.
        rate: r, 0 or more and below 1.
        rng: draws the mask.
        training: whether anything is hidden at all.

    Returns:
        y, shaped like x, and the mask m / (1 - r) by which x was multiplied.

    Raises:
        UsageError: `rate` is outside 0 to 1; NaN or text in x.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.dropout import dropout
        >>> dropout(np.ones(3), 0.5, np.random.default_rng(0), False)[0]
        array([1., 1., 1.])

    Reference: Srivastava et al. 2014, "Dropout: a simple way to prevent
        neural networks from overfitting", JMLR 15, 1929-1958.
    Chapter: 2.1.1
    """
    x = float_array("x", x, empty=True)
    check_number("rate", rate)
    if not 0 <= rate < 1:
        raise UsageError(
            f"`rate` must be 0 or more and below 1. Received: {rate}"
        )
    mask = np.ones_like(x)
    if training:
        kept = rng.random(x.shape) >= rate
        mask = (kept / (1 - rate)).astype(x.dtype)
    return mask * x, mask


def dropout_gradients(mask: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    """Carry a gradient back through `dropout`: what was hidden gets none.

    Args:
        mask: second value of `dropout`.
        upstream: gradient of its output, shaped like the mask.

    Returns:
        Gradient for x.

    Raises:
        UsageError: `upstream` is not shaped like `mask`.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.dropout import dropout_gradients
        >>> dropout_gradients(np.array([0.0, 2.0]), np.ones(2))
        array([0., 2.])

    Chapter: 2.1.1
    """
    mask, upstream = float_arrays(mask=mask, upstream=upstream)
    if upstream.shape != mask.shape:
        raise UsageError(
            f"`upstream` must have the mask's shape {mask.shape}. "
            f"Received: {upstream.shape}"
        )
    return mask * upstream

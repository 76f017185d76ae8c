"""Sizes and counts that a function is given."""

import math
import numbers

from medkeras.utils.errors import UsageError


def check_whole(name: str, value, least: int = 1):
    """Refuse what is no whole number, or too small: True and 2.0, too.

    Args:
        name: of the argument.
        value: what was given for it.
        least: the smallest that makes sense.

    Raises:
        UsageError: names the argument, what was expected and received.

    Example:
        >>> from medkeras.utils.sizes import check_whole
        >>> check_whole("steps", 3)

    Chapter: 2.2.2
    """
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not whole or value < least:
        raise UsageError(
            f"`{name}` must be a whole number of {least} or more. "
            f"Received: {value!r}"
        )


def check_real(
    name: str, value, low: float = -math.inf, high: float = math.inf
) -> None:
    """Refuse what is no finite real number, or out of range: NaN, text, None.

    Args:
        name: of the argument.
        value: what was given for it.
        low: the smallest that makes sense.
        high: the largest.

    Raises:
        UsageError: names the argument, what was expected and received.

    Example:
        >>> from medkeras.utils.sizes import check_real
        >>> check_real("rate", 0.5, low=0, high=1)
    """
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not real or not math.isfinite(value) or not low <= value <= high:
        wanted = "a finite number"
        if low > -math.inf:
            wanted = f"a finite number of {low:g} or more"
        if high < math.inf:
            wanted = f"a number from {low:g} to {high:g}"
        raise UsageError(f"`{name}` must be {wanted}. Received: {value!r}")

"""Single values that a function is given: sizes, shares, seeds, functions."""

import math
import numbers

from medkeras.utils.errors import UsageError, one_line

LARGEST_SEED = 2**32 - 1


def check_whole(name: str, value, least: int = 1, most: int | None = None):
    """Refuse what is no whole number, or out of range: True and 2.0, too.

    Args:
        name: of the argument.
        value: what was given for it.
        least: the smallest that makes sense.
        most: the largest that does, if there is one.

    Raises:
        UsageError: names the argument, what was expected and received.

    Example:
        >>> from medkeras.utils.sizes import check_whole
        >>> check_whole("steps", 3)

    Chapter: 2.2.2
    """
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not whole or value < least or (most is not None and value > most):
        where = f"of {least} or more"
        if most is not None:
            where = f"from {least} to {most}"
        raise UsageError(
            f"`{name}` must be a whole number {where}. "
            f"Received: {one_line(repr(value))}"
        )


def checked_sizes(name: str, sizes, count: int | None = None) -> tuple:
    """Return whole numbers of 1 or more as a tuple, `count` of them."""
    try:
        found = None if isinstance(sizes, str | dict) else tuple(sizes)
    except TypeError:
        found = None
    if not found or (count is not None and len(found) != count):
        raise UsageError(
            f"`{name}` must be {count or 'some'} whole numbers. "
            f"Received: {one_line(repr(sizes))}"
        )
    for size in found:
        check_whole(name, size)
    return tuple(map(int, found))


def check_seed(value, name: str = "seed") -> None:
    """Refuse what NumPy, scikit-learn and Keras do not all take as a seed."""
    check_whole(name, value, least=0, most=LARGEST_SEED)


def check_number(
    name: str, value, low: float = -math.inf, high: float = math.inf
) -> None:
    """Refuse what is no finite number from `low` to `high`."""
    if not (is_number(value) and _is_finite(value)) or not low <= value <= high:
        wanted = "a finite number"
        if low > -math.inf:
            wanted = f"a finite number of {low:g} or more"
        if high < math.inf:
            wanted = f"a finite number from {low:g} to {high:g}"
        raise UsageError(
            f"`{name}` must be {wanted}. Received: {one_line(repr(value))}"
        )


def is_number(value) -> bool:
    """Whether this is one real number; truth values are none."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def check_positive(name: str, value) -> None:
    """Refuse what is no finite number above 0."""
    check_number(name, value)
    if not value > 0:
        raise UsageError(
            f"`{name}` must be positive. Received: {one_line(repr(value))}"
        )


def check_function(name: str, value) -> None:
    """Refuse what cannot be called."""
    if not callable(value):
        raise UsageError(
            f"`{name}` must be a function. Received: {one_line(repr(value))}"
        )


def _is_finite(value):
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond any float
        return False

"""Sizes and counts that a function is given."""

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

"""Errors whose message is one line, meant for the person at the keyboard."""

import difflib
from collections.abc import Iterable


class UsageError(ValueError):
    """A request that cannot be met: the message names what, what was
    expected and what was received, and a way out where there is one.

    Example:
        >>> from medkeras.utils.errors import UsageError
        >>> raise UsageError("`folds` must be 2 or more. Received: 1")
        Traceback (most recent call last):
        ...
        medkeras.utils.errors.UsageError: `folds` must be 2 or more.
        Received: 1
    """


class UndefinedMetricError(UsageError):
    """A metric that does not exist for these rows, such as a sensitivity
    where nobody is ill; `bootstrap_by_patient` leaves such a draw out.

    Example:
        >>> from medkeras.utils.errors import UndefinedMetricError, UsageError
        >>> issubclass(UndefinedMetricError, UsageError)
        True
    """


class DataError(UsageError):
    """A file that is missing, unreadable or not what it claims to be.

    Example:
        >>> from medkeras.utils.errors import DataError, UsageError
        >>> issubclass(DataError, UsageError)
        True
    """


def nearest(received: str, allowed: Iterable[str]) -> str:
    """Phrase that offers the names closest to a mistyped one.

    Args:
        received: what was typed.
        allowed: the names that exist.

    Returns:
        `". Did you mean: a, b?"`, or an empty string if nothing is close.

    Example:
        >>> from medkeras.utils.errors import nearest
        >>> nearest("lessen", ["smoke", "lesson", "full"])
        '. Did you mean: lesson?'
    """
    close = difflib.get_close_matches(str(received), list(allowed), n=3)
    return f". Did you mean: {', '.join(close)}?" if close else ""


def one_line(thing) -> str:
    """The beginning of a text, on one line.

    Args:
        thing: a text, or what `str` makes one of.

    Returns:
        At most 60 characters, blanks and line ends as single blanks.

    Example:
        >>> from medkeras.utils.errors import one_line
        >>> one_line("a table\\n of two lines")
        'a table of two lines'
    """
    text = " ".join(str(thing).split())
    return text if len(text) <= 60 else text[:57] + "..."

"""Texts cut into words, and words into neighbours."""

import re
from collections.abc import Iterable, Sequence

from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_whole, checked_sizes

WORD = re.compile(r"\w+")


def words(text: str, shortest: int = 2) -> list[str]:
    """Words of a text in small letters.

    A word is an unbroken run of letters, digits and underscores; signs and
    blanks end it. What is shorter than two letters carries little and is left
    out, as in scikit-learn.

    Args:
        text: any text.
        shortest: letters of the shortest word that is kept.

    Returns:
        The words in their order; none if the text has none.

    Raises:
        UsageError: no text, or a length below 1.

    Example:
        >>> from medkeras.text.tokens import words
        >>> words("Vitamin C does NOT cure COVID-19.")
        ['vitamin', 'does', 'not', 'cure', 'covid', '19']

    Chapter: 3.3.2
    """
    check_whole("shortest", shortest)
    if not isinstance(text, str):
        raise UsageError(f"`text` must be a text. Received: {one_line(text)}")
    found = WORD.findall(text.lower())
    return [word for word in found if len(word) >= shortest]


def n_grams(tokens: Sequence[str], sizes: Iterable[int] = (1,)) -> list[str]:
    """Neighbouring words, joined by a blank.

    Args:
        tokens: words in their order.
        sizes: how many neighbours; (1, 2) gives words and pairs of words.

    Returns:
        All neighbours of the first size, then of the second, and so on.

    Raises:
        UsageError: no size, or one below 1.

    Example:
        >>> from medkeras.text.tokens import n_grams
        >>> n_grams(["does", "not", "cure"], (1, 2))
        ['does', 'not', 'cure', 'does not', 'not cure']

    Chapter: 3.3.2
    """
    found, tokens = [], list(tokens)
    for size in checked_sizes("sizes", sizes):
        shifted = (tokens[start:] for start in range(size))
        found += map(" ".join, zip(*shifted, strict=False))
    return found


def shingles(text: str, size: int = 5) -> set[str]:
    """All runs of `size` words of a text, each once.

    Two texts that share most of their shingles say nearly the same. A text of
    fewer words is one shingle; one without words has none.

    Args:
        text: any text.
        size: words of a shingle.

    Returns:
        A set of strings.

    Raises:
        UsageError: no text, or a size below 1.

    Example:
        >>> from medkeras.text.tokens import shingles
        >>> sorted(shingles("no chest pain today", size=3))
        ['chest pain today', 'no chest pain']

    Reference: Broder 1997, doi:10.1109/SEQUEN.1997.666900.
    Chapter: 3.3.2
    """
    check_whole("size", size)
    tokens = words(text, shortest=1)
    if not tokens:
        return set()
    return set(n_grams(tokens, (min(size, len(tokens)),)))

"""Texts without what names their publisher, or comes with its every page."""

import re
from collections.abc import Sequence

from medkeras.text.tokens import n_grams, words
from medkeras.utils.arrays import check_one_length
from medkeras.utils.sizes import check_whole
from medkeras.utils.texts import texts_of

MASK = "publisher"
ENDINGS = {
    "www", "com", "org", "net", "gov", "edu", "int", "info", "news", "blog",
    "health",
}  # fmt: skip


def publisher_names(sources: Sequence[str], shortest: int = 3) -> list[str]:
    """Words of sites' addresses by which a text can name its publisher.

    Args:
        sources: sites, such as "who.int".
        shortest: letters of the shortest name that is kept.

    Returns:
        The names in the order of the alphabet, each once; endings such as
        "com" and words that many addresses share are left out.

    Raises:
        UsageError: no list of texts, or a length below 1.

    Example:
        >>> from medkeras.text.masking import publisher_names
        >>> publisher_names(["www.healthline.com", "who.int", "bit.ly"])
        ['bit', 'healthline', 'who']

    Chapter: 3.3.2
    """
    check_whole("shortest", shortest)
    parts = {
        part
        for source in texts_of("sources", sources)
        for part in re.split(r"[./]", source.lower())
    }
    return sorted(part for part in parts - ENDINGS if len(part) >= shortest)


def mask_publishers(texts: Sequence[str], names: Sequence[str]) -> list[str]:
    """Put one and the same word in place of every publisher's name.

    A name is masked as a whole word and wherever the letters run on into an
    ending, as in "healthline.com"; large and small letters are alike. A name
    that is a word of the language ("who") is masked only in capitals or with
    an ending: else "who said so" would lose a word that no publisher wrote.

    Args:
        texts: any number.
        names: from `publisher_names`.

    Returns:
        The texts with "publisher" in place of names.

    Raises:
        UsageError: no lists of texts.

    Example:
        >>> from medkeras.text.masking import mask_publishers
        >>> mask_publishers(["WebMD and WHO say so, who else?"],
        ...                 ["webmd", "who"])
        ['publisher and publisher say so, who else?']

    Chapter: 3.3.2
    """
    texts, names = texts_of("texts", texts), texts_of("names", names)
    long = [re.escape(name) for name in names if len(name) > 3]
    short = [re.escape(name.upper()) for name in names if len(name) <= 3]
    rules = []
    for some, flags in ((long, re.IGNORECASE), (short, 0)):
        if some:
            longest_first = "|".join(sorted(some, key=len, reverse=True))
            rule = rf"\b(?:{longest_first})(?:\.(?:com|org|net|int|gov))?\b"
            rules.append(re.compile(rule, flags))
    masked = []
    for text in texts:
        for rule in rules:
            text = rule.sub(MASK, text)
        masked.append(text)
    return masked


def without_boilerplate(
    texts: Sequence[str],
    sources: Sequence[str],
    size: int = 5,
    least: int = 3,
) -> list[str]:
    """Take out runs of words that a source repeats and no other one uses.

    "Subscribe to our newsletter today" says nothing about whether an article
    is true, and everything about who published it. No label is needed to
    find it.

    Args:
        texts: any number.
        sources: of each text.
        size: words of a run.
        least: a run is boilerplate if so many texts of one source have it
            and no text of another one.

    Returns:
        The words of each text outside such runs, in small letters, joined by
        blanks.

    Raises:
        UsageError: no list of texts, another number of sources, sizes below
            1 or a `least` below 2.

    Example:
        >>> from medkeras.text.masking import without_boilerplate
        >>> texts = ["zinc works subscribe to us", "masks help subscribe to us"]
        >>> without_boilerplate(texts, ["a", "a"], size=3, least=2)
        ['zinc works', 'masks help']

    Chapter: 3.3.2
    """
    check_whole("size", size)
    check_whole("least", least, 2)
    tokens = [words(text, shortest=1) for text in texts_of("texts", texts)]
    sources = list(sources)
    check_one_length(texts=tokens, sources=sources)
    users = {}
    for each, source in zip(tokens, sources, strict=True):
        for run in set(n_grams(each, (size,))):
            count, only = users.get(run, (0, source))
            users[run] = count + 1, only if only == source else None
    repeated = {
        run
        for run, (count, only) in users.items()
        if count >= least and only is not None
    }
    return [_outside(each, repeated, size) for each in tokens]


def _outside(tokens, repeated, size):
    """Words that stand in none of the repeated runs."""
    kept = [True] * len(tokens)
    for start, run in enumerate(n_grams(tokens, (size,))):
        if run in repeated:
            kept[start : start + size] = [False] * size
    return " ".join(
        token for token, keep in zip(tokens, kept, strict=True) if keep
    )

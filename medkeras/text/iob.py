"""Marked places of a text as tags of its words, and back.

The tag of a word is "B-kind" where a marked place begins, "I-kind" inside one,
and "O" elsewhere: a network can then tell a tag for each word.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from medkeras.text.pubtator import apart
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_whole

TOKEN = re.compile(r"\w+|[^\w\s]")
TAG = re.compile(r"O|[BI]-\S+")


class Span(NamedTuple):
    """A place in a text that names a thing of some kind.

    Attributes:
        start: place of its first letter.
        end: place behind its last letter.
        kind: such as "Disease".

    Example:
        >>> from medkeras.text.iob import Span
        >>> "severe cough"[slice(*Span(7, 12, "Disease")[:2])]
        'cough'

    Chapter: 3.3.2
    """

    start: int
    end: int
    kind: str


def token_places(text: str) -> list[tuple[int, int]]:
    """Where the words and signs of a text begin and end.

    A run of letters and digits is a word; each other sign stands alone.

    Args:
        text: any text.

    Returns:
        First letter and the one behind the last, of each in its order.

    Raises:
        UsageError: no text.

    Example:
        >>> from medkeras.text.iob import token_places
        >>> token_places("No IgA-4.")
        [(0, 2), (3, 6), (6, 7), (7, 8), (8, 9)]

    Chapter: 3.3.2
    """
    if not isinstance(text, str):
        raise UsageError(f"`text` must be a text. Received: {one_line(text)}")
    return [match.span() for match in TOKEN.finditer(text)]


def tag_names(kinds: Iterable[str]) -> list[str]:
    """All tags for some kinds: "O", then "B-" and "I-" of each.

    Args:
        kinds: in any order; each counts once.

    Returns:
        The names, kinds in the order of the alphabet.

    Example:
        >>> from medkeras.text.iob import tag_names
        >>> tag_names(["name", "date"])
        ['O', 'B-date', 'I-date', 'B-name', 'I-name']

    Chapter: 3.3.2
    """
    names = ["O"]
    for kind in sorted(set(kinds)):
        names += [f"B-{kind}", f"I-{kind}"]
    return names


def tags_of_spans(spans, places: Sequence[tuple[int, int]]) -> list[str]:
    """Tags of the words of a text whose marked places are known.

    Of places that lie in or across one another the longest stays: one word
    has one tag. A word that a place cuts belongs to it.

    Args:
        spans: start, end and kind, maybe more, of each.
        places: of `token_places`.

    Returns:
        A tag for each word.

    Example:
        >>> from medkeras.text.iob import Span, tags_of_spans, token_places
        >>> places = token_places("Graves disease, again")
        >>> tags_of_spans([Span(0, 14, "Disease")], places)
        ['B-Disease', 'I-Disease', 'O', 'O']

    Chapter: 3.3.2
    """
    tags, kept = ["O"] * len(places), apart([Span(*s[:3]) for s in spans])
    for start, end, kind in kept:
        begun = False
        for number, (first, behind) in enumerate(places):
            if first < end and behind > start and tags[number] == "O":
                tags[number] = f"I-{kind}" if begun else f"B-{kind}"
                begun = True
    return tags


def spans_of_tags(
    tags: Sequence[str], places: Sequence[tuple[int, int]]
) -> list[Span]:
    """Marked places from tags; a sequence that is none is read all the same.

    An "I-" that follows "O" or another kind begins a place, as the script of
    the CoNLL tasks reads it (`conlleval`).

    Args:
        tags: of the words.
        places: of `token_places`, as many.

    Returns:
        Places in their order.

    Raises:
        UsageError: another number of tags than of words, or a word that is
            no tag.

    Example:
        >>> from medkeras.text.iob import spans_of_tags
        >>> spans_of_tags(["O", "I-drug", "B-drug"], [(0, 1), (2, 4), (5, 9)])
        [Span(start=2, end=4, kind='drug'), Span(start=5, end=9, kind='drug')]

    Reference: Tjong Kim Sang and Buchholz 2000, doi:10.3115/1117601.1117631.
    Chapter: 3.3.2
    """
    _check_tags(tags)
    if len(tags) != len(places):
        raise UsageError(
            f"`tags` must be as many as the words, {len(places)}. Received: "
            f"{len(tags)}"
        )
    spans, before = [], "O"
    for tag, (start, end) in zip(tags, places, strict=True):
        if tag != "O":
            if _begins(tag, before):
                spans.append(Span(start, end, tag[2:]))
            else:
                spans[-1] = spans[-1]._replace(end=end)
        before = tag
    return spans


def num_bad_tags(tags: Sequence[str]) -> int:
    """How many tags say "inside" where nothing of their kind has begun.

    Args:
        tags: of the words of one text.

    Returns:
        Their number; 0 for a right sequence.

    Raises:
        UsageError: a word that is no tag.

    Example:
        >>> from medkeras.text.iob import num_bad_tags
        >>> num_bad_tags(["O", "I-drug", "I-drug", "B-drug", "I-name"])
        2

    Chapter: 3.3.2
    """
    _check_tags(tags)
    pairs = zip(["O", *tags], tags, strict=False)
    return sum(t[0] == "I" and _begins(t, before) for before, t in pairs)


def sentence_ranges(
    text: str, places: Sequence[tuple[int, int]], longest: int
) -> list[tuple[int, int]]:
    """Cut the words of a text into sentences of a largest length.

    A sentence ends behind a full stop, question or exclamation mark before a
    blank and a capital or a digit; one that is too long is cut.

    Args:
        text: any text.
        places: of `token_places`.
        longest: words of a sentence.

    Returns:
        First word and the one behind the last, of each.

    Raises:
        UsageError: a length below 1.

    Example:
        >>> from medkeras.text.iob import sentence_ranges, token_places
        >>> text = "No fever. Some cough at night."
        >>> sentence_ranges(text, token_places(text), longest=4)
        [(0, 3), (3, 7), (7, 8)]

    Chapter: 3.3.2
    """
    check_whole("longest", longest)
    ranges, first = [], 0
    for number, (start, end) in enumerate(places):
        behind = text[end : end + 2]
        ends = text[start:end] in (".", "?", "!") and (
            behind[:1].isspace()
            and (behind[1:].isupper() or behind[1:].isdigit())
        )
        if ends or number + 1 - first == longest or number + 1 == len(places):
            ranges.append((first, number + 1))
            first = number + 1
    return ranges


def _begins(tag, before):
    """Whether a place begins at a tag other than "O"."""
    return tag[0] == "B" or before[2:] != tag[2:]


def _check_tags(tags):
    for tag in tags:
        if not isinstance(tag, str) or not TAG.fullmatch(tag):
            raise UsageError(
                '`tags` must be "O", or "B-" or "I-" and a kind. Received: '
                f"{one_line(tag)}"
            )

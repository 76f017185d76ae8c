"""Abstracts in PubTator's form: a title, a text, and marked places in it.

    1234567|t|A title.
    1234567|a|A text.
    1234567<tab>2<tab>7<tab>title<tab>Disease<tab>D000001
    1234567<tab>CID<tab>D000002<tab>D000001

An empty line ends an abstract. Places count the letters of title, one blank
and text. Read by data sets: opens no file.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from medkeras.utils.errors import DataError, UsageError, one_line


class Mention(NamedTuple):
    """A place in a text that names something.

    Attributes:
        start: place of its first letter.
        end: place behind its last letter.
        kind: such as "Disease".
        identifier: of what is named; several are parted by "|" (each is
            named) or "+" (both together are one thing), "-1" is none.

    Example:
        >>> from medkeras.text.pubtator import Mention
        >>> "severe cough"[slice(*Mention(7, 12, "Disease", "D003371")[:2])]
        'cough'

    Chapter: 3.3.2
    """

    start: int
    end: int
    kind: str
    identifier: str


class Abstract(NamedTuple):
    """A title and a text with what is marked in them.

    Attributes:
        pmid: its number in PubMed, a text.
        text: title, one blank, text.
        mentions: in their order; they may lie in or across one another.
        relations: pairs of identifiers: chemical, disease it induces.

    Example:
        >>> from medkeras.text.pubtator import Abstract
        >>> Abstract("1", "Cough. None.", (), ()).text[:5]
        'Cough'

    Chapter: 3.3.2
    """

    pmid: str
    text: str
    mentions: tuple[Mention, ...]
    relations: tuple[tuple[str, str], ...]


def read_pubtator(
    text: str, name: str = "text"
) -> tuple[list[Abstract], list[str]]:
    """Abstracts of a file, and what in it could not be used.

    A mention whose place holds other letters than the file says is put where
    it would stand if only blanks differ; else it is left out. Both are counted.

    Args:
        text: of the whole file.
        name: of the file, for messages.

    Returns:
        The abstracts in their order, and notes, a line each: mentions that
        were moved or left out, mentions in or across others, numbers that
        stand twice.

    Raises:
        DataError: no abstract, one without title or text, a line that is
            neither a mention nor a relation, or one of another abstract.

    Example:
        >>> from medkeras.text.pubtator import read_pubtator
        >>> heads = "1|t|Cough.\\n1|a|None.\\n"
        >>> marked = "1\\t0\\t5\\tCough\\tDisease\\tD003371"
        >>> found, notes = read_pubtator(heads + marked)
        >>> found[0].mentions[0].identifier, notes
        ('D003371', [])

    Reference: Wei, Kao and Lu 2013, doi:10.1093/nar/gkt441.
    Chapter: 3.3.2
    """
    if not isinstance(text, str):
        raise UsageError(f"`text` must be a text. Received: {one_line(text)}")
    tally = {"moved": [], "other letters": []}
    # as other systems write lines, which no place counts
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    blocks = re.split(r"\n[ \t]*\n", text.strip("\n"))
    found = [_abstract(b, name, tally) for b in blocks if b.strip()]
    if not found:
        raise DataError(f"{name}: expected abstracts; found none")
    return found, [f"{name}: {line}" for line in _notes(found, tally)]


def lines_of(mentions) -> str:
    """Mentions as one text, a line each: how data sets keep them.

    Args:
        mentions: of one abstract.

    Returns:
        Start, end, kind and identifier, parted by tabs.

    Example:
        >>> from medkeras.text.pubtator import Mention, lines_of
        >>> lines_of([Mention(0, 5, "Disease", "D003371")])
        '0\\t5\\tDisease\\tD003371'

    Chapter: 3.3.2
    """
    return "\n".join("\t".join(map(str, mention)) for mention in mentions)


def mentions_of(lines: str) -> tuple[Mention, ...]:
    """Mentions back from `lines_of`.

    Args:
        lines: start, end, kind and identifier in each.

    Returns:
        The mentions.

    Raises:
        UsageError: a line of another form.

    Example:
        >>> from medkeras.text.pubtator import mentions_of
        >>> mentions_of("0\\t5\\tDisease\\tD003371")[0].kind
        'Disease'

    Chapter: 3.3.2
    """
    found = []
    for line in str(lines).split("\n") if lines else ():
        cells = line.split("\t")
        if len(cells) != 4 or not _are_numbers(cells[:2]):
            raise UsageError(
                "`lines` must hold start, end, kind and identifier, parted by "
                f"tabs. Received: {one_line(line)}"
            )
        found.append(Mention(int(cells[0]), int(cells[1]), *cells[2:]))
    return tuple(found)


def apart(mentions) -> tuple[Mention, ...]:
    """Mentions of which none lies in or across another: the longer ones stay.

    Args:
        mentions: of one text, in any order.

    Returns:
        Those that stay, in their order.

    Example:
        >>> from medkeras.text.pubtator import Mention, apart
        >>> inner, outer = Mention(4, 9, "a", "-1"), Mention(0, 9, "a", "-1")
        >>> apart([inner, outer]) == (outer,)
        True

    Chapter: 3.3.2
    """
    kept = []
    for one in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        if all(one.end <= o.start or one.start >= o.end for o in kept):
            kept.append(one)
    return tuple(sorted(kept))


def columns_of(abstracts) -> Mapping[str, list[str]]:
    """Abstracts as the columns of a data set.

    Args:
        abstracts: from `read_pubtator` or a simulator.

    Returns:
        `pmid`, `text`, `mentions` (see `mentions_of`) and `relations`
        (chemical, tab, disease on each line): one text a row.

    Example:
        >>> from medkeras.text.pubtator import Abstract, columns_of
        >>> columns_of([Abstract("1", "Cough. No.", (), ())])["pmid"]
        ['1']

    Chapter: 3.3.2
    """
    return {
        "pmid": [each.pmid for each in abstracts],
        "text": [each.text for each in abstracts],
        "mentions": [lines_of(each.mentions) for each in abstracts],
        "relations": [
            "\n".join(map("\t".join, a.relations)) for a in abstracts
        ],
    }


def _abstract(block, name, tally):
    lines = block.strip("\n").split("\n")
    heads = [line.split("|", 2) for line in lines[:2]]
    marks = [head[1] if len(head) == 3 else "" for head in heads]
    pmid = heads[0][0].strip()
    if marks != ["t", "a"] or heads[1][0].strip() != pmid:
        raise DataError(
            f"{name}: expected 'number|t|title' and 'number|a|text'; found "
            f"{lines[0][:40]!r} (cut off?)"
        )
    text = f"{heads[0][2]} {heads[1][2]}"
    mentions, relations = [], []
    for line in lines[2:]:
        cells = [cell.strip(" \r") for cell in line.split("\t")]
        if cells[0] != pmid:
            raise DataError(
                f"{name}, abstract {pmid}: expected a line of it; found "
                f"{line[:40]!r}"
            )
        if len(cells) == 4 and cells[1] == "CID":
            relations.append((cells[2], cells[3]))
            continue
        mention = _mention(cells, line, text, name, tally)
        mentions += [mention] if mention else []
    return Abstract(pmid, text, tuple(sorted(mentions)), tuple(relations))


def _mention(cells, line, text, name, tally):
    """The mention of a line; None, and counted, if its letters are others."""
    if len(cells) < 5 or not _are_numbers(cells[1:3]):
        raise DataError(
            f"{name}, abstract {cells[0]}: expected start, end, letters, kind "
            f"and identifier; found {line[:40]!r} (cut off?)"
        )
    start, end, kind = int(cells[1]), int(cells[2]), cells[4]
    identifier = cells[5] if len(cells) > 5 and cells[5] else "-1"
    written, there = line.split("\t")[3], text[start:end]
    # a place that ends behind the text is cut, too
    if written == there and len(there) == end - start > 0:
        return Mention(start, end, kind, identifier)
    stripped = written.strip()
    if stripped and there.strip() == stripped:
        start += len(there) - len(there.lstrip())
        tally["moved"].append(cells[0])
        return Mention(start, start + len(stripped), kind, identifier)
    tally["other letters"].append(cells[0])
    return None


def _are_numbers(cells):
    return all(cell.isdecimal() for cell in cells)


def _notes(abstracts, tally):
    """What is worth knowing of a file, a line each."""
    if tally["moved"]:
        yield (
            f"{len(tally['moved'])} mentions differ from their places by blanks"
            f" only and are cut to their letters (first: {tally['moved'][0]})"
        )
    lost = tally["other letters"]
    if lost:
        yield (
            f"{len(lost)} mentions left out: other letters stand at their "
            f"places (first: {lost[0]})"
        )
    across = sum(len(a.mentions) - len(apart(a.mentions)) for a in abstracts)
    if across:
        yield f"{across} mentions lie in or across longer ones: all kept"
    numbers = [each.pmid for each in abstracts]
    twice = sorted({pmid for pmid in numbers if numbers.count(pmid) > 1})
    if twice:
        yield f"{len(twice)} numbers stand twice: both kept (first: {twice[0]})"

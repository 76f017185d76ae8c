"""Notes without what tells who somebody is, readable all the same."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from medkeras.text.notes_simulator import Identifier
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_seed

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|"
    "November|December"
)
NAME = r"[A-ZÀ-Þ][\w'’-]+"
# Each rule finds one group; those above win where two find the same letters.
RULES = (
    ("email", r"\b([\w.+-]+@[\w-]+(?:\.[\w-]+)+)"),
    ("phone", r"(?<![\w-])(\+?\d{2,4}[- ]\d{3}[- ]\d{3,4})(?![\w-])"),
    ("date", r"\b(\d{4}-\d{2}-\d{2})\b"),
    ("date", r"\b(\d{1,2}[/.]\d{1,2}[/.]\d{4})\b"),
    ("date", rf"\b(\d{{1,2}} (?:{MONTHS}) \d{{4}})\b"),
    ("record", r"(?i:record|mrn|number)[ :#]*(\d{5,})"),
    ("age", r"(?i:aged|age) (9\d|1[0-2]\d)\b"),
    ("age", r"\b(9\d|1[0-2]\d)[- ]years?[- ]old"),
    ("address", rf"\b(\d{{1,4}} {NAME} (?:Street|Lane|Road|Avenue))\b"),
    ("hospital", rf"\b((?:{NAME} )+(?:Hospital|Clinic|Medical Center))\b"),
    ("name", rf"(?:Mr|Mrs|Ms|Dr)\.? {NAME} ({NAME})"),
    ("name", rf"(?:Mr|Mrs|Ms|Dr)\.? ({NAME})"),
)
COMPILED = [(kind, re.compile(pattern)) for kind, pattern in RULES]
FORMATS = {
    r"\d{4}-": "%Y-%m-%d",
    r"\d+/": "%d/%m/%Y",
    r"\d+\.": "%d.%m.%Y",
    r"\d+ ": "%d %B %Y",
}


class Deidentified(NamedTuple):
    """A text with surrogates, and what each stands for.

    Attributes:
        text: to be shared.
        surrogates: places in `text`, in their order.
        originals: what stood there: never to be shared.

    Example:
        >>> from medkeras.text.deidentification import deidentify, restore
        >>> hidden = deidentify("Dr. Brown called on 2020-05-01.", key=3)
        >>> restore(hidden)
        'Dr. Brown called on 2020-05-01.'

    Chapter: 3.3.2
    """

    text: str
    surrogates: tuple[Identifier, ...]
    originals: tuple[str, ...]


def find_identifiers(
    text: str, names: Iterable[str] = ()
) -> tuple[Identifier, ...]:
    """Find identifiers by their form, and known names wherever they stand.

    Dates, telephone and record numbers, electronic mail, addresses, hospitals,
    ages from 90 on, and names behind a title. A name without a title has no
    form of its own: it is found only if it is among `names`, as a written word
    that begins with a capital.

    Args:
        text: of a note.
        names: that the record knows, of the patient and of the staff.

    Returns:
        Identifiers in their order; none overlaps another.

    Raises:
        UsageError: no text, or names that are no texts.

    Example:
        >>> from medkeras.text.deidentification import find_identifiers
        >>> [each.kind for each in find_identifiers("Dr. Brown, 2020-05-01")]
        ['name', 'date']

    Reference: the kinds follow the "safe harbor" list of the United States'
        45 CFR 164.514(b)(2), of which these are a part.
    Chapter: 3.3.2
    """
    if not isinstance(text, str):
        raise UsageError(f"`text` must be a text. Received: {one_line(text)}")
    rules = list(COMPILED)
    known = [re.escape(name) for name in _names(names)]
    if known:
        longest_first = "|".join(sorted(known, key=len, reverse=True))
        rules.append(("name", re.compile(rf"\b({longest_first})\b")))
    found = []
    for kind, rule in rules:
        for match in rule.finditer(text):
            start, end = match.span(1)
            if all(end <= one.start or start >= one.end for one in found):
                found.append(Identifier(start, end, kind))
    return tuple(sorted(found))


def deidentify(text: str, key: int, names: Iterable[str] = ()) -> Deidentified:
    """Put surrogates in place of identifiers.

    A date moves by a number of days that `key` draws, the same for all dates:
    times between them stay. Other identifiers become their kind and a number,
    the same number for the same words: who did what can still be read.

    Args:
        text: of a note.
        key: one for each patient, as secret as the names.
        names: as in `find_identifiers`.

    Returns:
        The text to be shared, and what leads back.

    Raises:
        UsageError: no text, or a key that is no seed.

    Example:
        >>> from medkeras.text.deidentification import deidentify
        >>> deidentify("Dr. Brown called Dr. Hill.", key=3).text
        'Dr. NAME1 called Dr. NAME2.'

    Chapter: 3.3.2
    """
    check_seed(key, "key")
    days = int(np.random.default_rng(key).integers(30, 365))
    found = find_identifiers(text, names)
    numbers, shared, surrogates, last = {}, "", [], 0
    for start, end, kind in found:
        shared += text[last:start]
        original = text[start:end]
        replaced = _moved(original, days) if kind == "date" else None
        if replaced is None:
            own = numbers.setdefault(kind, {})
            number = own.setdefault(original, len(own) + 1)
            replaced = f"{kind.upper()}{number}"
        surrogates.append(
            Identifier(len(shared), len(shared) + len(replaced), kind)
        )
        shared, last = shared + replaced, end
    originals = tuple(text[start:end] for start, end, _ in found)
    return Deidentified(shared + text[last:], tuple(surrogates), originals)


def restore(hidden: Deidentified) -> str:
    """The text that was de-identified, letter by letter.

    Args:
        hidden: from `deidentify`.

    Returns:
        The text as it was.

    Example:
        >>> from medkeras.text.deidentification import deidentify, restore
        >>> restore(deidentify("record 1234567", key=0))
        'record 1234567'

    Chapter: 3.3.2
    """
    text, last = "", 0
    for place, original in zip(
        hidden.surrogates, hidden.originals, strict=True
    ):
        text += hidden.text[last : place.start] + original
        last = place.end
    return text + hidden.text[last:]


def identifier_recall(
    truth: Sequence[Identifier], found: Sequence[Identifier]
) -> tuple[int, int]:
    """How many identifiers are hidden whole, of how many.

    One letter that is left counts as a miss; what is hidden beside counts
    nothing here: look at the text for that.

    Args:
        truth: of a note.
        found: in the same note.

    Returns:
        Hidden ones, and all.

    Example:
        >>> from medkeras.text.deidentification import identifier_recall
        >>> from medkeras.text.notes_simulator import Identifier
        >>> truth = [Identifier(0, 4, "name"), Identifier(9, 12, "age")]
        >>> identifier_recall(truth, [Identifier(0, 5, "name")])
        (1, 2)

    Chapter: 3.3.2
    """
    covered = {place for one in found for place in range(one.start, one.end)}
    hidden = [
        all(place in covered for place in range(one.start, one.end))
        for one in truth
    ]
    return sum(hidden), len(hidden)


def _names(names):
    if isinstance(names, str):
        names = [names]
    names = list(names)
    for name in names:
        if not isinstance(name, str) or not name.strip():
            raise UsageError(
                f"`names` must hold names. Received: {one_line(name)}"
            )
    return {name.strip() for name in names}


def _moved(written, days):
    """A date some days earlier, written alike; None if it is no date."""
    for start, form in FORMATS.items():
        if not re.match(start, written):
            continue
        try:
            moved = datetime.strptime(written, form) - timedelta(days)
        except (ValueError, OverflowError):
            return None
        return moved.strftime(form)
    return None

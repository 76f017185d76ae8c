"""Codes of diagnoses, procedures and drugs, cut to their category."""

import re

import numpy as np

from medkeras.ehr.ragged import Ragged
from medkeras.utils.errors import UsageError, nearest
from medkeras.utils.sizes import check_whole

# Characters of a category, by system.
CATEGORY = {"ICD-9": 3, "ICD-9 procedures": 2, "ICD-10": 3, "ATC": 5}
# E codes of ICD-9 are E000 to E030 and E800 to E999: E119 is one of ICD-10.
SHAPES = {
    "ICD-9": r"(E(0[0-2]\d|030|[89]\d{2})|V\d{2}|\d{3})\d{0,2}",
    "ICD-9 procedures": r"\d{2}\d{0,2}",
    "ICD-10": r"[A-Z]\d[0-9A-Z][0-9A-Z]{0,4}",
    "ATC": r"[A-Z](\d{2}([A-Z]([A-Z](\d{2})?)?)?)?",
}

# First category of each chapter of ICD-9 and what the chapter is about.
ICD9_CHAPTERS = (
    ("001", "infections"), ("140", "neoplasms"), ("240", "metabolism"),
    ("280", "blood"), ("290", "mind"), ("320", "nerves and senses"),
    ("390", "circulation"), ("460", "breathing"), ("520", "digestion"),
    ("580", "kidneys and genitals"), ("630", "pregnancy"), ("680", "skin"),
    ("710", "muscles and bones"), ("740", "birth defects"),
    ("760", "newborn"), ("780", "symptoms"), ("800", "injuries"),
)  # fmt: skip


def icd9_chapter(code: str) -> str:
    """The part of medicine to which a code of ICD-9 belongs.

    Args:
        code: such as "250.83", "428", "V58", "E885".

    Returns:
        A short name of the chapter, such as "circulation"; "external cause"
        for E codes, "other contact" for V codes.

    Raises:
        UsageError: no code of ICD-9.

    Example:
        >>> from medkeras.ehr.codes import icd9_chapter
        >>> icd9_chapter("428"), icd9_chapter("250.83"), icd9_chapter("V58")
        ('circulation', 'metabolism', 'other contact')

    Reference: ICD-9-CM, tabular list.
    Chapter: 3.3.1
    """
    front = category(code, "ICD-9", 3)
    if front[0] in "EV":
        return "external cause" if front[0] == "E" else "other contact"
    begun = [name for first, name in ICD9_CHAPTERS if first <= front]
    if not begun:
        raise UsageError(f"`code` must be a code of ICD-9. Received: {code}")
    return begun[-1]


def is_code(code: str, system: str) -> bool:
    """Whether a text has the form of a code.

    Args:
        code: with or without its point.
        system: "ICD-9", "ICD-9 procedures", "ICD-10" or "ATC".

    Returns:
        False for what no code of the system looks like, such as "?".

    Raises:
        UsageError: another system.

    Example:
        >>> from medkeras.ehr.codes import is_code
        >>> is_code("250.83", "ICD-9"), is_code("?", "ICD-9")
        (True, False)

    Chapter: 3.2.3
    """
    return _shape(system).fullmatch(_plain(code, system)) is not None


def category(code: str, system: str, characters: int | None = None) -> str:
    """Cut a code to its first characters; the rest says ever finer things.

    The point is left out, and zeros that a spreadsheet took from the front
    of an ICD-9 code are put back where one or two digits stand before the
    point or alone: 8 is 008, 38.9 is 038.9. Of an ICD-9 code of an external
    cause, E and three digits are the category.

    Args:
        code: such as "250.83", "25083", "E11.9", "A10BA02".
        system: "ICD-9", "ICD-9 procedures", "ICD-10" or "ATC".
        characters: that are kept; None for the category of the system: three
            of ICD-9 and ICD-10, two of ICD-9 procedures, five of ATC.

    Returns:
        The shorter code.

    Raises:
        UsageError: another system, a text that is no code of it, or no whole
            number of characters above 0.

    Example:
        >>> from medkeras.ehr.codes import category
        >>> category("250.83", "ICD-9"), category("8", "ICD-9")
        ('250', '008')
        >>> category("E8859", "ICD-9"), category("E11.9", "ICD-10", 2)
        ('E885', 'E1')

    Reference: the systems themselves: ICD-9-CM, ICD-10 and ATC.
    Chapter: 3.2.3
    """
    if not is_code(code, system):
        raise UsageError(f"`code` must be a code of {system}. Received: {code}")
    plain = _plain(code, system)
    if characters is not None:
        check_whole("characters", characters)
    else:
        cause = system == "ICD-9" and plain.startswith("E")
        characters = CATEGORY[system] + cause
    return plain[:characters]


def categories(
    codes: Ragged, system: str, characters: int | None = None
) -> Ragged:
    """Cut all codes of all visits; each once in a visit.

    Args:
        codes: texts of each visit.
        system: as `category`.
        characters: as `category`.

    Returns:
        The shorter codes in the order of their first appearance in the
        visit. Texts that are no codes of the system are left out: count them
        with `is_code` before.

    Raises:
        UsageError: another system.

    Example:
        >>> from medkeras.ehr.codes import categories
        >>> from medkeras.ehr.ragged import Ragged
        >>> codes = Ragged.from_lists([["250.83", "250.01", "?", "401"]])
        >>> categories(codes, "ICD-9")[0].tolist()
        ['250', '401']

    Chapter: 3.2.3
    """
    different, which = np.unique(codes.values.astype(str), return_inverse=True)
    usable = np.array([is_code(code, system) for code in different], bool)
    short = np.array(
        [
            category(code, system, characters) if good else ""
            for code, good in zip(different, usable, strict=True)
        ],
        dtype=str,
    )
    cut = Ragged(short[which], codes.ends).keep(usable[which])
    names, number = np.unique(cut.values, return_inverse=True)
    pair = cut.rows * max(len(names), 1) + number
    _, first = np.unique(pair, return_index=True)
    once = np.zeros(len(cut.values), bool)
    once[first] = True
    return cut.keep(once)


def foreign_codes(codes: Ragged, system: str) -> int:
    """Count the texts that are no codes of a system.

    `categories` leaves them out; whoever calls it should say how many.

    Args:
        codes: texts of each visit.
        system: as `category`.

    Returns:
        How many there are, each as often as it stands there.

    Raises:
        UsageError: another system.

    Example:
        >>> from medkeras.ehr.codes import foreign_codes
        >>> from medkeras.ehr.ragged import Ragged
        >>> foreign_codes(Ragged.from_lists([["250", "?"], ["?"]]), "ICD-9")
        2

    Chapter: 3.2.3, 3.3.1
    """
    shape = _shape(system)
    names, counts = np.unique(codes.values.astype(str), return_counts=True)
    foreign = [
        count
        for name, count in zip(names.tolist(), counts.tolist(), strict=True)
        if not shape.fullmatch(_plain(name, system))
    ]
    return sum(foreign)


def _shape(system):
    if system not in SHAPES:
        names = ", ".join(SHAPES)
        raise UsageError(
            f"`system` must be one of {names}. Received: {system}"
            f"{nearest(str(system), SHAPES)}"
        )
    return re.compile(SHAPES[system])


def _plain(code, system):
    """Capital letters, no point; with it the front has its zeros again."""
    code = str(code).strip().upper()
    if system == "ICD-9" and re.fullmatch(r"\d{1,2}|\d{1,2}\.\d*", code):
        front, _, behind = code.partition(".")
        return front.zfill(3) + behind
    return code.replace(".", "")

"""Which variant of a set is read, and from which folder."""

import os
from pathlib import Path

from medkeras.data import manual_folder, official
from medkeras.data.cards import Card
from medkeras.data.input_validation import one_line
from medkeras.utils import mode
from medkeras.utils.errors import UsageError, nearest

VARIANTS = ("auto", "sample", "full")
VARIABLE = "MEDKERAS_DATA"


def resolve(card: Card, variant: str | None) -> str:
    """Decide between "sample" and "full"; UsageError where neither will do."""
    choice = requested_variant(variant)
    if choice == "sample":
        return "sample"
    if source_folder(card, "full") is not None:
        return "full"
    if choice == "full":
        raise UsageError(_why_not_full(card))
    return "sample"


def requested_variant(variant: str | None) -> str:
    """What is asked for, by argument or environment; "sample" in smoke mode."""
    name = VARIABLE if variant is None else "`variant`"
    choice = variant
    if variant is None:
        choice = os.environ.get(VARIABLE) or "auto"
    if not isinstance(choice, str) or choice not in VARIANTS:
        raise UsageError(
            f"{name} must be one of {', '.join(VARIANTS)}. Received: "
            f"{one_line(repr(choice))}{nearest(choice, VARIANTS)}"
        )
    if mode.name() != "smoke":
        return choice
    if variant == "full":
        raise UsageError(
            "`variant` must be 'sample' or 'auto' in smoke mode, which "
            "always reads the sample. Received: 'full'"
        )
    return "sample"


def source_folder(card: Card, variant: str) -> Path | None:
    """Folder whose files the builder reads; None if a generator makes them.

    For "full": the reader's own files, else the shipped ones where they are
    the whole set, else the official ones if they have been downloaded.
    """
    shipped = card.folder / "sample"
    if variant == "sample":
        return shipped if shipped.is_dir() else None
    manual = manual_folder.find(card)
    if manual is None and card.facts["full"] == "shipped":
        return shipped
    return manual or official.fetched_folder(card)


def missed_copy(card: Card, variant: str | None) -> str | None:
    """One line where the reader's own copy was looked for in vain."""
    if requested_variant(variant) == "sample":
        return None
    missed = manual_folder.why_not_found(card)
    if missed is None:
        return None
    read = resolve(card, variant)
    if read == "sample":
        return f"{missed}; the sample is read"
    shipped = card.facts["full"] == "shipped"
    copy = "shipped" if shipped else "downloaded"
    return f"{missed}; the {copy} copy of the full set is read"


def _why_not_full(card: Card) -> str:
    if card.facts["full"] == "none":
        return (
            f"{card.name} is a phantom with no real counterpart: `variant` "
            "must be 'sample' or 'auto'. Received: 'full'"
        )
    found = manual_folder.why_not_found(card)
    return (
        f"the full {card.name} needs {', '.join(card.facts['files'])} in "
        f"{manual_folder.VARIABLE}/{card.facts['manual_folder']} (source: "
        f"{card.facts['homepage']}). Received: "
        f"{found or f'{manual_folder.VARIABLE} is not set'}"
    )

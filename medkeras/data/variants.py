"""Which variant of a set is read, and from which folder."""

import os
from pathlib import Path

from medkeras.data import official
from medkeras.data.cards import Card
from medkeras.utils import mode
from medkeras.utils.errors import DataError, UsageError, nearest

VARIANTS = ("auto", "sample", "full")
VARIABLE = "MEDKERAS_DATA"
MANUAL_VARIABLE = "MEDKERAS_MANUAL_DIR"


def resolve(card: Card, variant: str | None) -> str:
    """Decide between the sample and the full set.

    Args:
        card: card of the set.
        variant: "auto", "sample", "full", or None for what the environment
            variable MEDKERAS_DATA says (auto if it is not set).

    Returns:
        "sample" or "full".

    Raises:
        UsageError: an unknown variant; "full" where there is none, or asked
            for in smoke mode, which always reads the sample.
        DataError: the folder of manual downloads is not usable.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.variants import resolve
        >>> resolve(card("pima_diabetes"), "sample")
        'sample'
    """
    choice = wanted(variant)
    if choice == "sample":
        return "sample"
    if source_folder(card, "full") is not None:
        return "full"
    if choice == "full":
        raise UsageError(_why_not_full(card))
    return "sample"


def wanted(variant: str | None) -> str:
    """What is asked for, before anyone has looked for files.

    Args:
        variant: "auto", "sample", "full", or None for what the environment
            variable MEDKERAS_DATA says (auto if it is not set).

    Returns:
        "auto", "sample" or "full"; always "sample" in smoke mode.

    Raises:
        UsageError: an unknown variant, or "full" in smoke mode.

    Example:
        >>> from medkeras.data.variants import wanted
        >>> wanted("sample")
        'sample'
    """
    name = "`variant`" if variant else VARIABLE
    choice = variant or os.environ.get(VARIABLE) or "auto"
    if choice not in VARIANTS:
        raise UsageError(
            f"{name} must be one of {', '.join(VARIANTS)}. "
            f"Received: {choice!r}{nearest(choice, VARIANTS)}"
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
    """Folder whose files the builder reads.

    Args:
        card: card of the set.
        variant: "sample" or "full".

    Returns:
        For "full" your own download if it is there, else the shipped files
        where they are the whole set, else the official files if they have
        been fetched, else None; for "sample" the shipped files, None if a
        generator makes them.

    Raises:
        UsageError: MEDKERAS_MANUAL_DIR names no folder.
        DataError: the folder of the set holds nothing or is no folder.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.variants import source_folder
        >>> source_folder(card("pima_diabetes"), "sample").name
        'sample'
    """
    shipped = card.folder / "sample"
    if variant == "sample":
        return shipped if shipped.is_dir() else None
    manual = _manual_folder(card)
    if manual is None and card.facts["full"] == "shipped":
        return shipped
    return manual or official.fetched_folder(card)


def by_hand(card: Card) -> str:
    """What a reader can do who wants the full set.

    Args:
        card: card of the set.

    Returns:
        The end of a sentence: which files go where, and their source.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.variants import by_hand
        >>> by_hand(card("pima_diabetes"))[:22]
        'by hand: put diabetes.'
    """
    return (
        f"by hand: put {', '.join(card.facts['files'])} into "
        f"{MANUAL_VARIABLE}/{card.facts['manual_folder']} (source: "
        f"{card.facts['homepage']})"
    )


def _manual_folder(card: Card) -> Path | None:
    """The user's own download of the set, if there is one."""
    root = os.environ.get(MANUAL_VARIABLE)
    name = card.facts.get("manual_folder")
    if not root or not name:
        return None
    root = Path(root).expanduser().absolute()
    try:
        if not root.is_dir():
            raise UsageError(
                f"{MANUAL_VARIABLE} must name an existing folder. "
                f"Received: {root}"
            )
        if not (root / name).exists():
            return None
        _check_folder(root / name, card)
    except PermissionError as error:
        raise DataError(
            f"{root / name}: expected a folder with "
            f"{', '.join(card.facts['files'])}; found: permission denied"
        ) from error
    return root / name


def _check_folder(folder: Path, card: Card) -> None:
    files = card.facts["files"]
    expected = f"{folder}: expected a folder with {', '.join(files)}"
    if not folder.is_dir():
        raise DataError(f"{expected}; found a file")
    found = sorted(path.name for path in folder.iterdir())
    if not found:
        raise DataError(f"{expected}; found an empty folder")
    names = [known.name for known in official.official_files(card)]
    if not set(names) <= set(found):
        raise DataError(
            f"{expected}; found only {', '.join(found[:4])}"
            f"{', ...' if found[4:] else ''}"
        )


def _why_not_full(card: Card) -> str:
    if card.facts["full"] == "none":
        return (
            f"{card.name} is a phantom with no real counterpart: `variant` "
            "must be 'sample' or 'auto'. Received: 'full'"
        )
    return (
        f"the full {card.name} needs {', '.join(card.facts['files'])} in "
        f"{MANUAL_VARIABLE}/{card.facts['manual_folder']} (source: "
        f"{card.facts['homepage']}). Received: no such folder"
    )

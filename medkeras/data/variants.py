"""Which variant of a set is read, and from which folder."""

import os
from pathlib import Path

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
    wanted = _wanted(variant)
    if mode.name() == "smoke":
        if variant == "full":
            raise UsageError(
                "`variant` must be 'sample' or 'auto' in smoke mode, which "
                "always reads the sample. Received: 'full'"
            )
        return "sample"
    if wanted == "sample":
        return "sample"
    if source_folder(card, "full") is not None:
        return "full"
    if wanted == "full":
        raise UsageError(_why_not_full(card))
    return "sample"


def source_folder(card: Card, variant: str) -> Path | None:
    """Folder whose files the builder reads.

    Args:
        card: card of the set.
        variant: "sample" or "full".

    Returns:
        For "full" your own download if it is there, else the shipped files
        where they are the whole set, else None; for "sample" the shipped
        files, None if a generator makes them.

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
    return manual


def _wanted(variant: str | None) -> str:
    name = "`variant`" if variant else VARIABLE
    wanted = variant or os.environ.get(VARIABLE) or "auto"
    if wanted not in VARIANTS:
        raise UsageError(
            f"{name} must be one of {', '.join(VARIANTS)}. "
            f"Received: {wanted!r}{nearest(wanted, VARIANTS)}"
        )
    return wanted


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
        _check_folder(root / name, card.facts["files"])
    except PermissionError as error:
        raise DataError(
            f"{root / name}: expected a folder with "
            f"{', '.join(card.facts['files'])}; found: permission denied"
        ) from error
    return root / name


def _check_folder(folder: Path, files: list[str]) -> None:
    expected = f"{folder}: expected a folder with {', '.join(files)}"
    if not folder.is_dir():
        raise DataError(f"{expected}; found a file")
    if not any(folder.iterdir()):
        raise DataError(f"{expected}; found an empty folder")


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

"""Official files of a set: which there are, and where they are kept."""

import os
from pathlib import Path

import platformdirs

from medkeras.data.cards import Card
from medkeras.data.download import Known, known_files

CACHE_VARIABLE = "MEDKERAS_DATA_DIR"


def cache_root() -> Path:
    """Folder of all prepared sets and downloads.

    Returns:
        What MEDKERAS_DATA_DIR says, by default the user's cache.

    Example:
        >>> from medkeras.data.official import cache_root
        >>> cache_root().is_absolute()
        True
    """
    root = os.environ.get(CACHE_VARIABLE)
    root = root or platformdirs.user_cache_dir("medkeras")
    return Path(root).expanduser().absolute()


def official_files(card: Card) -> list[Known]:
    """The official files of a set that can be downloaded.

    Args:
        card: card of the set.

    Returns:
        The lines of its `checksums.tsv`; none where the card's fact `full`
        is not "download".

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.official import official_files
        >>> [known.size for known in official_files(card("pneumonia_xray"))]
        [4170669]
    """
    if card.facts["full"] != "download":
        return []
    return known_files(card.folder / "checksums.tsv")


def downloads_folder(card: Card) -> Path:
    """Where the official files of a set are kept, once fetched.

    Args:
        card: card of the set.

    Returns:
        A folder of this set alone; it need not exist.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.official import downloads_folder
        >>> downloads_folder(card("pneumonia_xray")).name
        'pneumonia_xray'
    """
    return cache_root() / "downloads" / card.name


def fetched_folder(card: Card) -> Path | None:
    """The folder of the official files, if all of them have been fetched.

    Args:
        card: card of the set.

    Returns:
        `downloads_folder`, or None if a file is not there or has been
        harmed.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.official import fetched_folder
        >>> fetched_folder(card("vein_reflux")) is None  # has no such files
        True
    """
    folder, files = downloads_folder(card), official_files(card)
    for known in files:
        path = folder / known.name
        # A file gets its name only when its hash is right; the size tells
        # if it was harmed since.
        if not path.is_file() or path.stat().st_size != known.size:
            return None
    return folder if files else None

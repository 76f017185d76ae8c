"""Official files of a set: which there are, and where they are kept."""

import os
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from medkeras.data import download
from medkeras.data.cards import Card
from medkeras.data.download import OfficialFile

CACHE_VARIABLE = "MEDKERAS_DATA_DIR"


def cache_root() -> Path:
    """Folder of all prepared sets and downloads."""
    root = os.environ.get(CACHE_VARIABLE)
    root = root or platformdirs.user_cache_dir("medkeras")
    return Path(root).expanduser().absolute()


def official_files(card: Card) -> list[OfficialFile]:
    """Files of a set that can be downloaded: none unless the card says so."""
    if card.facts["full"] != "download":
        return []
    return download.read_checksums(card.folder / "checksums.tsv")


def downloads_folder(card: Card) -> Path:
    """Where the official files of a set are kept; it need not exist."""
    return cache_root() / "downloads" / card.name


def are_good(folder: Path, files: Sequence[OfficialFile]) -> bool:
    """Whether a folder holds all of the files, unharmed."""
    return all(download.is_good(folder / file.name, file) for file in files)

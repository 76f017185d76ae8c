"""Official files of a set: which there are, and where they are kept."""

import os
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


def fetched_folder(card: Card) -> Path | None:
    """The folder of the official files, if all of them are there, unharmed."""
    folder, files = downloads_folder(card), official_files(card)
    if files and all(download.is_good(folder / f.name, f) for f in files):
        return folder
    return None

"""The full set of a card, downloaded when it is wanted and not at hand."""

from medkeras.data import download, manual_folder, official, variants
from medkeras.data.cards import Card
from medkeras.data.download import Progress
from medkeras.utils.errors import DataError

# Folders that could not be filled, and why: "auto" tries once a process.
_failed: dict[str, str] = {}


def needs_download(card: Card, variant: str | None = None) -> bool:
    """Whether a download has to be tried before the set can be read."""
    if variants.requested_variant(variant) == "sample":
        return False
    if not official.official_files(card):
        return False
    return variants.source_folder(card, "full") is None


def download_if_needed(
    card: Card,
    variant: str | None = None,
    progress: Progress | None = None,
) -> str | None:
    """Download the official files of a set if that has to be, and say so.

    None, or one line: the files could not be had, so that "auto" reads the
    sample. A DataError where the full set was asked for.
    """
    if not needs_download(card, variant):
        return None
    folder = official.downloads_folder(card)
    insists = variants.requested_variant(variant) == "full"
    if insists or str(folder) not in _failed:
        try:
            for each in official.official_files(card):
                print(_announcement(card, each), flush=True)
                download.fetch(each, folder, progress)
            return None
        except DataError as error:
            _failed[str(folder)] = (
                f"{error}; {manual_folder.instructions(card)}"
            )
            if insists:
                raise DataError(_failed[str(folder)]) from error
    return (
        f"the full {card.name} is not here, the sample is read: "
        f"{_failed[str(folder)]}"
    )


def _announcement(card: Card, official_file: download.OfficialFile) -> str:
    """Whoever is online is told before anything is asked of the network."""
    return (
        f"{card.name}: downloading {official_file.url} "
        f"({official_file.size / 1e6:.1f} MB; MEDKERAS_DATA=sample reads the "
        "sample and touches no network)"
    )

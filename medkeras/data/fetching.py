"""The full set of a card, downloaded when it is wanted and not at hand."""

from medkeras.data import download, official, variants
from medkeras.data.cards import Card
from medkeras.data.download import Progress
from medkeras.utils.errors import DataError

# Folders that could not be filled, and why: "auto" tries once a process.
_refused: dict[str, str] = {}


def to_come(card: Card, variant: str | None = None) -> bool:
    """Whether a download has to be tried before the set can be read.

    Args:
        card: card of the set.
        variant: "auto", "sample", "full", or None as in `load`.

    Returns:
        False where the sample is wanted, the card names no download, your
        own files lie in MEDKERAS_MANUAL_DIR, or good copies are there.

    Raises:
        UsageError: an unknown variant, or MEDKERAS_MANUAL_DIR is no folder.
        DataError: the set's own folder holds nothing, or not its files.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.fetching import to_come
        >>> to_come(card("vein_reflux"))
        False
    """
    if variants.wanted(variant) == "sample":
        return False
    if not official.official_files(card):
        return False
    return variants.source_folder(card, "full") is None


def fetch_wanted(
    card: Card,
    variant: str | None = None,
    progress: Progress | None = None,
) -> str | None:
    """Download the official files of a set if that has to be.

    What arrives is kept only if size and sha256 are those of the set's
    `checksums.tsv`.

    Args:
        card: card of the set.
        variant: "auto", "sample", "full", or None as in `load`.
        progress: called with bytes done and bytes expected.

    Returns:
        None, or one line: the files could not be had, so that "auto" reads
        the sample.

    Raises:
        DataError: the files could not be had, and the full set was asked
            for; one line.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.fetching import fetch_wanted
        >>> fetch_wanted(card("pneumonia_xray"), "sample")  # nothing to do
    """
    if not to_come(card, variant):
        return None
    folder = official.downloads_folder(card)
    insists = variants.wanted(variant) == "full"
    if insists or str(folder) not in _refused:
        try:
            for known in official.official_files(card):
                download.fetch(known, folder, progress)
            return None
        except DataError as error:
            _refused[str(folder)] = f"{error}; {variants.by_hand(card)}"
            if insists:
                raise DataError(_refused[str(folder)]) from error
    return (
        f"the full {card.name} is not here, the sample is read: "
        f"{_refused[str(folder)]}"
    )

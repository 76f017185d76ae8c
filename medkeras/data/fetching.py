"""The full set of a card, downloaded when it is wanted and not at hand."""

from medkeras.data import card_files, download, manual_folder, resolving
from medkeras.data.download import OfficialFile, Progress
from medkeras.data.resolving import ResolvedDataset
from medkeras.utils.errors import DataError

# Folders that could not be filled, and why: "auto" tries once a process.
_failed: dict[str, str] = {}


def resolve_and_fetch(
    name: str, variant: str | None = None, progress: Progress | None = None
) -> ResolvedDataset:
    """Decide what is read of a set, and bring it here if that has to be."""
    resolved = resolving.resolve(card_files.card(name), variant)
    return fetch_missing(resolved, progress)


def fetch_missing(
    resolved: ResolvedDataset, progress: Progress | None = None
) -> ResolvedDataset:
    """Download the official files that are not here yet, and say so.

    Where they cannot be had, what is read is the sample, with the reason; a
    DataError where the full set was asked for.
    """
    if not resolved.to_download:
        return resolved
    card, folder = resolved.card, str(resolved.folder)
    if resolved.insisted or folder not in _failed:
        try:
            for official in resolved.to_download:
                print(_announcement(card.name, official), flush=True)
                download.fetch(official, resolved.folder, progress)
            return resolving.downloaded(resolved)
        except DataError as error:
            reason = f"{error}; {manual_folder.instructions(card)}"
            _failed[folder] = reason
            if resolved.insisted:
                raise DataError(reason) from error
    failure = (
        f"the full {card.name} is not here, the sample is read (asking for "
        f"'full' tries again): {_failed[folder]}"
    )
    return resolving.sample(card, resolved.missed, failure)


def _announcement(name: str, official: OfficialFile) -> str:
    """Whoever is online is told before anything is asked of the network."""
    return (
        f"{name}: downloading {official.url} "
        f"({official.size / 1e6:.1f} MB; MEDKERAS_DATA=sample reads the "
        "sample and touches no network)"
    )

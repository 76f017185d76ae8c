"""What is read when a set is asked for, decided once.

The request becomes one plain value, which travels on: `fetching` brings what
it lacks, `preparing` hands its folder to the builder, `loading` makes arrays.
"""

import dataclasses
from pathlib import Path

from medkeras.data import manual_folder, official
from medkeras.data.cards import Card
from medkeras.data.download import OfficialFile
from medkeras.data.variants import requested_variant
from medkeras.utils.errors import UsageError


@dataclasses.dataclass(frozen=True)
class ResolvedDataset:
    """A set, and what of it is read from where.

    Attributes:
        card: the data card.
        variant: "sample" or "full".
        folder: whose files the builder reads; None where it draws them.
        files: what is read of it, but for what the book ships.
        to_download: official files that `folder` does not hold yet.
        insisted: whether the full set was asked for, and nothing else.
        missed: where an own copy was looked for in vain, if one was.
        failure: why the official files could not be had, if they could not.
    """

    card: Card
    variant: str
    folder: Path | None
    files: tuple[Path, ...] = ()
    to_download: tuple[OfficialFile, ...] = ()
    insisted: bool = False
    missed: str | None = None
    failure: str | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said of the place that is read, a line each."""
        missed = self.missed
        if missed and not self.to_download:
            missed = f"{missed}; {self._copy()} is read"
        return tuple(filter(None, (self.failure, missed)))

    def _copy(self) -> str:
        if self.variant == "sample":
            return "the sample"
        shipped = self.card.facts["full"] == "shipped"
        copy = "shipped" if shipped else "downloaded"
        return f"the {copy} copy of the full set"


def resolve(card: Card, variant: str | None = None) -> ResolvedDataset:
    """Decide what is read; UsageError where neither variant will do.

    For "full": the reader's own files, else the shipped ones where they are
    the whole set, else the official ones, downloaded or to be downloaded.
    """
    choice = requested_variant(variant)
    if choice == "sample":
        return sample(card)
    own, missed = manual_folder.search(card)
    insisted = choice == "full"
    if own is not None:
        return _full(card, own)
    if card.facts["full"] == "shipped":
        return ResolvedDataset(card, "full", _shipped(card), missed=missed)
    known = official.official_files(card)
    if known:
        folder = official.downloads_folder(card)
        lacking = () if official.are_good(folder, known) else tuple(known)
        return _full(card, folder, lacking, insisted, missed)
    if insisted:
        raise UsageError(_why_not_full(card, missed))
    return sample(card, missed)


def sample(
    card: Card, missed: str | None = None, failure: str | None = None
) -> ResolvedDataset:
    """The sample of a set: shipped, or drawn by a generator."""
    shipped = _shipped(card)
    folder = shipped if shipped.is_dir() else None
    return ResolvedDataset(
        card, "sample", folder, missed=missed, failure=failure
    )


def downloaded(resolved: ResolvedDataset) -> ResolvedDataset:
    """The same, once the official files are in its folder."""
    return _full(
        resolved.card,
        resolved.folder,
        insisted=resolved.insisted,
        missed=resolved.missed,
    )


def _full(
    card: Card,
    folder: Path,
    to_download: tuple[OfficialFile, ...] = (),
    insisted: bool = False,
    missed: str | None = None,
) -> ResolvedDataset:
    files = []
    for pattern in card.facts["files"]:
        files += sorted(folder.glob(pattern)) or [folder / pattern]
    return ResolvedDataset(
        card, "full", folder, tuple(files), to_download, insisted, missed
    )


def _shipped(card: Card) -> Path:
    return card.folder / "sample"


def _why_not_full(card: Card, missed: str | None) -> str:
    if card.facts["full"] == "none":
        return (
            f"{card.name} is a phantom with no real counterpart: `variant` "
            "must be 'sample' or 'auto'. Received: 'full'"
        )
    return (
        f"the full {card.name} needs {', '.join(card.facts['files'])} in "
        f"{manual_folder.VARIABLE}/{card.facts['manual_folder']} (source: "
        f"{card.facts['homepage']}). Received: "
        f"{missed or f'{manual_folder.VARIABLE} is not set'}"
    )

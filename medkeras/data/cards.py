"""Which data sets exist, what their cards say, and which are ready."""

import dataclasses
import importlib.util
from collections.abc import Mapping
from pathlib import Path

import yaml

from medkeras.data.input_validation import one_line
from medkeras.utils.errors import DataError, UsageError, nearest

PACKAGE = "medkeras_datasets"
REQUIRED_FACTS = (
    "name",
    "title",
    "provenance",
    "licence",
    "access",
    "homepage",
    "files",
    "full",
    "unit",
    "positive",
    "label",
    "group",
    "counts",
    "positives",
    "split_rule",
    "intended_use",
)


@dataclasses.dataclass(frozen=True)
class Card:
    """The data card of a set: facts for programs, text for people.

    Attributes:
        name: name of the set, and of its folder in `datasets/`.
        facts: YAML front matter of the folder's README.md.
        text: the Markdown below it.
        folder: where builder, card, citation and sample are.

    Example:
        >>> from medkeras.data import card
        >>> card("pima_diabetes").provenance
        'real'
    """

    name: str
    facts: Mapping
    text: str
    folder: Path

    @property
    def title(self) -> str:
        """Full title of the set."""
        return self.facts["title"]

    @property
    def provenance(self) -> str:
        """Where the numbers come from: "real" or "synthetic"."""
        return self.facts["provenance"]

    def provenance_of(self, variant: str) -> str:
        """Where the numbers of a variant, "sample" or "full", come from."""
        # A phantom may stand in for a real set.
        if variant == "sample" and "sample_provenance" in self.facts:
            return self.facts["sample_provenance"]
        return self.provenance

    @property
    def citation(self) -> str:
        """What to cite, as BibTeX."""
        return (self.folder / "CITATIONS.bib").read_text("utf-8")


@dataclasses.dataclass(frozen=True)
class Status:
    """Whether a set can be loaded now, and the reason in one line.

    Example:
        >>> from medkeras.data import status
        >>> status("vein_reflux").ready
        True
    """

    ready: bool
    detail: str


def catalog() -> list[Card]:
    """Cards of all data sets of the book, by name.

    Returns:
        One card for each folder of `datasets/` that holds a builder.

    Example:
        >>> from medkeras.data import catalog
        >>> "pima_diabetes" in [card.name for card in catalog()]
        True
    """
    builders = sorted(_root().glob("*/*_dataset_builder.py"))
    return [_read_card(builder.parent) for builder in builders]


def card(name: str) -> Card:
    """Card of one data set.

    Args:
        name: name of the set, such as "pima_diabetes".

    Returns:
        The card.

    Raises:
        UsageError: no such set; the message offers the nearest names.

    Example:
        >>> from medkeras.data import card
        >>> card("pima_diabetes").facts["positives"]
        268
    """
    cards = {each.name: each for each in catalog()}
    if not isinstance(name, str) or name not in cards:
        raise UsageError(
            f"`name` must be a data set of the book: {', '.join(cards)}. "
            f"Received: {one_line(repr(name))}{nearest(name, cards)}"
        )
    return cards[name]


def status(name: str) -> Status:
    """Whether a set can be loaded now, without loading it.

    Args:
        name: name of the set.

    Returns:
        `ready` and one line of detail: what `load` would read, or what
        stands in its way.

    Raises:
        UsageError: no such set.

    Example:
        >>> from medkeras.data import status
        >>> status("vein_reflux").ready
        True
    """
    from medkeras.data import fetching, official, preparing, variants

    chosen = card(name)
    try:
        variant = variants.resolve(chosen, None)
        source = variants.source_folder(chosen, variant)
        prepared = preparing.prepared_folder(chosen, variant)
        missed = variants.missed_copy(chosen, None)
        needs_download = fetching.needs_download(chosen)
    except UsageError as error:
        return Status(False, str(error))
    if needs_download:
        (first, *_) = official.official_files(chosen)
        detail = f"full, from {first.url} on first use, else the sample"
    else:
        place = "made by its generator" if source is None else f"from {source}"
        when = "prepared" if prepared.exists() else "prepared on first use"
        detail = f"{variant}, {place}, {when}"
    return Status(True, "; ".join(filter(None, [detail, missed])))


def _root() -> Path:
    """The folder `datasets/`, wherever the package was installed."""
    spec = importlib.util.find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else []
    # An editable install adds a placeholder that is no folder.
    for place in map(Path, places):
        if place.is_dir():
            return place
    raise DataError(
        f"the package {PACKAGE} is not installed: run `pip install -e .` in "
        f"the book's folder. Received: {list(places)}"
    )


def _read_card(folder: Path) -> Card:
    path = folder / "README.md"
    try:
        start, _, rest = path.read_text("utf-8").partition("---\n")
        matter, fence, text = rest.partition("\n---\n")
        facts = yaml.safe_load(matter)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise DataError(f"{path}: {one_line(error)}") from error
    if start or not fence or not isinstance(facts, dict):
        raise DataError(f"{path}: expected YAML between two lines of ---")
    missing = [fact for fact in REQUIRED_FACTS if fact not in facts]
    if missing or facts["name"] != folder.name:
        raise DataError(
            f"{path}: the front matter lacks {', '.join(missing) or 'nothing'} "
            f"and names the set {facts.get('name')!r}"
        )
    return Card(folder.name, facts, text.strip() + "\n", folder)

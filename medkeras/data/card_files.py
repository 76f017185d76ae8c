"""The cards of the book: where they are, and how one is read."""

import importlib.util
from pathlib import Path

import yaml

from medkeras.data.cards import REQUIRED_FACTS, Card
from medkeras.utils.errors import DataError, UsageError, nearest, one_line

PACKAGE = "medkeras_datasets"


def catalog() -> list[Card]:
    """Cards of all data sets of the book, by name.

    Returns:
        One card for each folder of `datasets/` that holds a builder.

    Example:
        >>> from medkeras.data import catalog
        >>> "pima_diabetes" in [card.name for card in catalog()]
        True
    """
    return [_read_card(folder) for folder in _folders().values()]


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
    folders = _folders()
    if not isinstance(name, str) or name not in folders:
        raise UsageError(
            "`name` must be a data set of the book; `medkeras data` lists "
            f"the {len(folders)}. "
            f"Received: {one_line(repr(name))}{nearest(name, folders)}"
        )
    return _read_card(folders[name])


def _folders() -> dict[str, Path]:
    """Folders of `datasets/` that hold a builder, by name."""
    builders = sorted(_root().glob("*/*_dataset_builder.py"))
    return {builder.parent.name: builder.parent for builder in builders}


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
    return Card(
        folder.name, facts, text.strip() + "\n", folder, _citation(folder)
    )


def _citation(folder: Path) -> str:
    path = folder / "CITATIONS.bib"
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: {one_line(error)}") from error

"""What a data card says: plain values, whatever is on this computer."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

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
        citation: what to cite, as BibTeX.

    Example:
        >>> from medkeras.data import card
        >>> card("pima_diabetes").provenance
        'real'
    """

    name: str
    facts: Mapping
    text: str
    folder: Path
    citation: str = ""

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

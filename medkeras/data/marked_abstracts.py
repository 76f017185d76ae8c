"""What builders of abstracts with marked names share: files, made-up ones."""

from collections.abc import Mapping
from typing import ClassVar

import tensorflow_datasets as tfds

from medkeras.data.building import DatasetBuilder, Reading
from medkeras.data.sources import files_of_splits, text_of
from medkeras.text.abstracts_simulator import simulate_abstracts, toy_ontology
from medkeras.text.pubtator import columns_of, read_pubtator

# Made-up abstracts of each split, and how many of 60 concepts they may name:
# the later splits name some that the earlier ones do not.
SAMPLE = {"train": (240, 44), "validation": (60, 50), "test": (60, 60)}


class MarkedAbstractsBuilder(DatasetBuilder, skip_registration=True):
    """Abstracts in PubTator's form, one file a split.

    Attributes:
        FILES: name of the file of each split.
        NUM_ABSTRACTS: of the published set, by split.
        KINDS: of the names made up: "two" or "four" (`simulate_abstracts`).
        SEED: of the made-up abstracts.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.marked_abstracts import MarkedAbstractsBuilder
        >>> from medkeras.data.preparing import builder_class
        >>> issubclass(builder_class(card("bc5cdr")), MarkedAbstractsBuilder)
        True
    """

    VERSION = "1.0.0"
    FILES: ClassVar[Mapping[str, str]] = {}
    NUM_ABSTRACTS: ClassVar[Mapping[str, int]] = {}
    KINDS: ClassVar[str] = "two"
    SEED: ClassVar[int] = 0
    FEATURES: ClassVar = {
        "pmid": tfds.features.Text(),
        "text": tfds.features.Text(),  # title, a blank, abstract
        # start, end, kind and identifier, parted by tabs, on each line
        "mentions": tfds.features.Text(),
        "relations": tfds.features.Text(),  # chemical, tab, disease; lines
    }

    def read_sample(self, folder):
        """Draw the abstracts; later splits name things training has not."""
        concepts, splits, first = toy_ontology(60, self.SEED), {}, 1
        for number, (split, (count, known)) in enumerate(SAMPLE.items()):
            made = simulate_abstracts(
                count, self.SEED + number, concepts[:known], self.KINDS, first
            )
            splits[split] = columns_of(made)
            first += count
        return splits

    def read_full(self, dl_manager):
        """Read the files that are there."""
        return self.read_folder(dl_manager.manual_dir)

    @classmethod
    def read_folder(cls, folder) -> Reading:
        """Abstracts of each split that is there, and what could not be used.

        Raises:
            DataError: none of the files, or one in another form.
        """
        there = files_of_splits(folder, cls.FILES)
        notes = [
            f"no {file}: no {split} abstracts"
            for split, file in cls.FILES.items()
            if split not in there
        ]
        splits, seen = {}, set()
        for split, path in there.items():
            text = text_of(path, "a text in PubTator's form")
            abstracts, found = read_pubtator(text, path.name)
            splits[split] = columns_of(abstracts)
            marked = sum(len(each.mentions) for each in abstracts)
            told = f"{len(abstracts)} of {cls.NUM_ABSTRACTS[split]} abstracts"
            notes += [*found, f"{split}: {told}, {marked} mentions"]
            numbers = {each.pmid for each in abstracts}
            if numbers & seen:
                both = len(numbers & seen)
                notes.append(f"{split}: {both} also in other splits")
            seen |= numbers
        counts = {split: len(part["pmid"]) for split, part in splits.items()}
        return Reading(splits, notes, counts == cls.NUM_ABSTRACTS)

"""Abstracts in which diseases are marked, and made-up ones."""

from typing import ClassVar

import tensorflow_datasets as tfds

from medkeras.data.building import DatasetBuilder, Reading
from medkeras.data.sources import files_of_splits, text_of
from medkeras.text.abstracts_simulator import simulate_abstracts, toy_ontology
from medkeras.text.pubtator import columns_of, read_pubtator

FILES = {
    "train": "NCBItrainset_corpus.txt",
    "validation": "NCBIdevelopset_corpus.txt",
    "test": "NCBItestset_corpus.txt",
}
NUM_ABSTRACTS = {"train": 593, "validation": 100, "test": 100}
# Made-up abstracts of each split, and how many of 60 concepts they may name:
# the later splits name some that the earlier ones do not.
SAMPLE = {"train": (240, 44), "validation": (60, 50), "test": (60, 60)}
HOME = "https://www.ncbi.nlm.nih.gov/CBBresearch/Dogan/DISEASE/"


class Builder(DatasetBuilder):
    """Builder of the real abstracts (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "360 made-up abstracts about made-up diseases and drugs.",
        "full": "The files of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put NCBItrainset_corpus.txt, NCBIdevelopset_corpus.txt and "
        f"NCBItestset_corpus.txt, all or some, in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "pmid": tfds.features.Text(),
        "text": tfds.features.Text(),  # title, a blank, abstract
        # start, end, kind and identifier, parted by tabs, on each line
        "mentions": tfds.features.Text(),
        "relations": tfds.features.Text(),  # chemical, tab, disease; lines
    }

    def read_sample(self, folder):
        """Draw the abstracts; later splits name things training has not."""
        concepts, splits, first = toy_ontology(60, seed=0), {}, 1
        for number, (split, (count, known)) in enumerate(SAMPLE.items()):
            made = simulate_abstracts(
                count, 0 + number, concepts[:known], "four", first
            )
            splits[split] = columns_of(made)
            first += count
        return splits

    def read_full(self, dl_manager):
        """Read the files that are there."""
        return read_folder(dl_manager.manual_dir)


def read_folder(folder) -> Reading:
    """Abstracts of each split that is there, and what could not be used.

    Raises:
        DataError: none of the files, or one in another form.
    """
    there = files_of_splits(folder, FILES)
    notes = [
        f"no {FILES[n]}: no {n} abstracts" for n in FILES if n not in there
    ]
    splits, seen = {}, set()
    for split, path in there.items():
        text = text_of(path, "a text in PubTator's form")
        abstracts, found = read_pubtator(text, path.name)
        splits[split] = columns_of(abstracts)
        notes += found
        marked = sum(len(each.mentions) for each in abstracts)
        notes.append(
            f"{split}: {len(abstracts)} of {NUM_ABSTRACTS[split]} abstracts, "
            f"{marked} mentions"
        )
        numbers = {each.pmid for each in abstracts}
        if numbers & seen:
            notes.append(f"{split}: {len(numbers & seen)} also in other splits")
        seen |= numbers
    counts = {split: len(part["pmid"]) for split, part in splits.items()}
    return Reading(splits, notes, counts == NUM_ABSTRACTS)

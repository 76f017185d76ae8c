"""ZINC-250k: molecules that look like drugs, as SMILES."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.zinc import lines

from medkeras.data.building import DatasetBuilder
from medkeras.molecules.assembly import assemble_molecules

SAMPLE = {"train": 1600, "validation": 200, "test": 200}  # made-up molecules
SEED = 0
HOME = "https://zinc.docking.org"


class Builder(DatasetBuilder):
    """Builder of the real selection (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "2,000 made-up molecules of rings, linkers and groups.",
        "full": "The files of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put train.txt, valid.txt and test.txt, all or some, whole or some of "
        "their lines, in this folder; source: the folder data/zinc of "
        "https://github.com/wengong-jin/icml18-jtnn"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "smiles": tfds.features.Text(),
        "number": np.int64,  # the same for the same text
    }

    def read_sample(self, folder):
        """Draw the molecules; all are different."""
        drawn = assemble_molecules(sum(SAMPLE.values()), SEED).smiles
        order = np.random.default_rng(SEED).permutation(len(drawn))
        splits, numbers, start = {}, {}, 0
        for split, size in SAMPLE.items():
            texts = [drawn[place] for place in order[start : start + size]]
            splits[split] = lines.columns_of(texts, numbers)
            start += size
        return splits

    def read_full(self, dl_manager):
        """Read the files that are there."""
        return lines.read_folder(dl_manager.manual_dir)

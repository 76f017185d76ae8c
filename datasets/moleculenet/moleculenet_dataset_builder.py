"""MoleculeNet's tables of solubility, the brain's barrier and toxicity."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.moleculenet import drawn, tables

from medkeras.data.building import DatasetBuilder

SEED = 0  # of the made-up molecules
HOME = "https://moleculenet.org"


class Builder(DatasetBuilder):
    """Builder of the real tables (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "Three tables of made-up molecules.",
        "full": "The tables of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put delaney-processed.csv, BBBP.csv and tox21.csv, all or some, whole "
        f"or some of their rows, in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "smiles": tfds.features.Text(),  # as the table has it
        "canonical": tfds.features.Text(),  # as RDKit writes it
        "name": tfds.features.Text(),
        "molecule": np.int64,  # the same for the same molecule of a table
        # log10 of moles a litre, or labels; NaN: not tested.
        "values": tfds.features.Tensor(shape=(None,), dtype=np.float32),
        "tasks": tfds.features.Text(),  # names of `values`, ";" between
        "predicted": np.float32,  # ESOL's formula; NaN in the other tables
    }

    def read_sample(self, folder):
        """Draw the tables."""
        return drawn.splits(SEED)

    def read_full(self, dl_manager):
        """Read the tables that are there."""
        return tables.read_folder(dl_manager.manual_dir)

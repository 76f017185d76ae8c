"""Davis: how strongly kinase inhibitors bind to kinases."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.davis import drawn, files

from medkeras.data.building import DatasetBuilder

SEED = 0  # of the made-up drugs and proteins
HOME = "https://doi.org/10.1038/nbt.1990"


class Builder(DatasetBuilder):
    """Builder of the real matrix (`full`) and of a made-up one (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "30 made-up drugs and 60 made-up proteins.",
        "full": "The files of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {files.MATRIX}, ligands_iso.txt or ligands_can.txt, and "
        "proteins.txt in this folder; source: the folder data/davis of "
        "https://github.com/hkmztrk/DeepDTA. The pickled files are not read"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "name": tfds.features.Text(),
        "text": tfds.features.Text(),  # SMILES, or letters of amino acids
        "group": np.int64,  # the same for the same molecule or sequence
        # nM, to each row of the other split, in its order.
        "kd": tfds.features.Tensor(shape=(None,), dtype=np.float32),
    }

    def read_sample(self, folder):
        """Draw drugs, proteins and their constants."""
        return drawn.splits(SEED)

    def read_full(self, dl_manager):
        """Read the files that are there."""
        return files.read_folder(dl_manager.manual_dir)

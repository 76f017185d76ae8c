"""ChIP-seq peaks: pieces of DNA to which a protein was found bound."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.chipseq import drawn, files

from medkeras.data.building import DatasetBuilder

SEED = 0
HOME = "https://doi.org/10.1038/nbt.3300"


class Builder(DatasetBuilder):
    """Builder of your own files (`full`) and of made-up peaks (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "Made-up peaks of two made-up proteins.",
        "full": "The files of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put some of the files ..._AC.seq.gz, ..._B.seq.gz and "
        "TF_..._CHIP_..._dinuc.seq (genomic, full_genomic), packed or not, in "
        f"this folder or below; source: the supplementary software of {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "sequence": tfds.features.Text(),
        "label": np.int64,  # 1: bound
        "factor": tfds.features.Text(),  # the protein
        "experiment": tfds.features.Text(),  # protein, cells, laboratory
        "kind": tfds.features.Text(),  # of table: AC, B, dinuc, ...
        "name": tfds.features.Text(),  # of the row
        "number": np.int64,  # the same for the same letters
    }

    def read_sample(self, folder):
        """Draw the peaks."""
        return drawn.splits(SEED)

    def read_full(self, dl_manager):
        """Read the files that are there."""
        return files.read_folder(dl_manager.manual_dir)

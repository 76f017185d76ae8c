"""GDSC: which drug stops which line of cancer cells."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.gdsc import phantom, tables

from medkeras.data.building import DatasetBuilder

SAMPLE = (160, 0)  # made-up cell lines, and the seed they are drawn with
HOME = "https://www.cancerrxgene.org"


class Builder(DatasetBuilder):
    """Builder of the real tables (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "160 made-up cell lines and 12 drugs.",
        "full": "The tables of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {tables.IC50} and {tables.FEATURES}, whole or some of their "
        f"rows and drugs, packed (.gz) or not, in this folder; source: {HOME}, "
        "or the package gdsctools 1.0.1"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        # Natural logarithm of micromoles a litre; NaN: not measured.
        "ic50": tfds.features.Tensor(shape=(None,), dtype=np.float32),
        "drugs": tfds.features.Tensor(shape=(None,), dtype=np.int64),
        "features": tfds.features.Tensor(shape=(None,), dtype=np.int64),
        "feature_names": tfds.features.Text(),  # ";" between
        "tissue": tfds.features.Text(),
        "msi": np.int64,  # 1: microsatellites unstable
        "cell_line": np.int64,  # number in COSMIC
    }

    def read_sample(self, folder):
        """Draw the cell lines."""
        return {"train": phantom.cell_lines(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the cell lines that are there."""
        return tables.read_tables(dl_manager.manual_dir)

"""Promoters of E. coli: 57 letters each, half of them promoters."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.uci_promoters import phantom, table

from medkeras.data.building import DatasetBuilder

SAMPLE = (106, 0)  # made-up sequences, and the seed they are drawn with
HOME = "https://archive.ics.uci.edu/dataset/67"


class Builder(DatasetBuilder):
    """Builder of the real table (`full`) and of a made-up one (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "106 made-up sequences.",
        "full": "The table of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {table.FILE}, whole or some of its lines, in this folder; "
        f"source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "sequence": tfds.features.Text(),
        "label": np.int64,  # 1: promoter
        "name": tfds.features.Text(),
        "number": np.int64,  # line of the table, from 0
    }

    def read_sample(self, folder):
        """Draw the sequences."""
        return {"train": phantom.sequences(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the lines that are there."""
        return table.read_table(dl_manager.manual_dir)

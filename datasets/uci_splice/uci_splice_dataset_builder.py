"""Splice junctions of primates: 60 letters around a border, or none."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.uci_splice import phantom, table

from medkeras.data.building import DatasetBuilder

SAMPLE = (75, 0)  # made-up entries, and the seed they are drawn with
HOME = "https://archive.ics.uci.edu/dataset/69"


class Builder(DatasetBuilder):
    """Builder of the real table (`full`) and of a made-up one (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "300 sequences of 75 made-up entries.",
        "full": "The table of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {table.FILE}, whole or some of its lines, in this folder; "
        f"source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "sequence": tfds.features.Text(),
        "label": np.int64,  # 0: none, 1: exon to intron, 2: intron to exon
        "name": tfds.features.Text(),
        "entry": np.int64,  # the gene it comes from
    }

    def read_sample(self, folder):
        """Draw the sequences."""
        return {"train": phantom.sequences(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the lines that are there."""
        return table.read_table(dl_manager.manual_dir)

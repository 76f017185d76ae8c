"""Voices of people with Parkinson's disease at home, with their scores."""

from typing import ClassVar

import numpy as np
from medkeras_datasets.pd_telemonitoring import phantom, table

from medkeras.data.building import DatasetBuilder

SAMPLE = (20, 0)  # made-up patients, and the seed they are drawn with
HOME = "https://archive.ics.uci.edu/dataset/189/parkinsons+telemonitoring"


class Builder(DatasetBuilder):
    """Builder of the real table (`full`) and of a made-up one (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "720 recordings of 20 made-up patients.",
        "full": "The table of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {table.FILE}, whole or some of its rows, in this folder; "
        f"source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "subject": np.int64,
        "sex": np.int64,  # 0: male, 1: female
        **dict.fromkeys(table.NUMBERS, np.float32),
    }

    def read_sample(self, folder):
        """Draw the patients."""
        return {"train": phantom.recordings(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the rows that are there."""
        return table.read_table(dl_manager.manual_dir)

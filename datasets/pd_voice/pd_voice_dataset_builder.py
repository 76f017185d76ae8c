"""Sustained vowels of people with and without Parkinson's disease."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.pd_voice import phantom, table

from medkeras.data.building import DatasetBuilder

SAMPLE = (24, 0)  # made-up speakers, and the seed they are drawn with
HOME = "https://archive.ics.uci.edu/dataset/174/parkinsons"


class Builder(DatasetBuilder):
    """Builder of the real table (`full`) and of a made-up one (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "144 recordings of 24 made-up speakers.",
        "full": "The table of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {table.FILE}, whole or some of its rows, in this folder; "
        f"source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        **dict.fromkeys(table.MEASURES, np.float32),
        "label": np.int64,  # 1: Parkinson's disease
        "speaker": np.int64,
        "recording": np.int64,  # number within the speaker
        "name": tfds.features.Text(),  # of the recording
    }

    def read_sample(self, folder):
        """Draw the speakers."""
        drawn = phantom.recordings(*SAMPLE)
        pairs = zip(drawn["speaker"], drawn["recording"], strict=True)
        drawn["name"] = [f"drawn_S{who:02d}_{n}" for who, n in pairs]
        return {"train": drawn}

    def read_full(self, dl_manager):
        """Read the rows that are there."""
        return table.read_table(dl_manager.manual_dir)
